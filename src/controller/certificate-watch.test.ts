import { expect, test } from 'vitest';
import type { CertificateFacts } from '../model/index.ts';
import { judgeCertificates } from './certificate-watch.ts';

const day = 24 * 60 * 60 * 1000;
const now = 1000 * day;
const user = { kind: 'Ingress', namespace: 'shop', name: 'web' };

function expiring(days: number): CertificateFacts {
  return {
    certificate: { namespace: 'shop', name: 'tls', fingerprint: 'f' },
    names: ['shop.example'],
    notAfter: now + days * day,
    users: [user],
  };
}

test('says nothing of a certificate that is good for long, and when that ends', () => {
  expect(judgeCertificates([expiring(30)], now)).toEqual({ reports: [], next: now + 20 * day });
});

test('warns ten days ahead, until the certificate expires', () => {
  const { reports, next } = judgeCertificates([expiring(10)], now);
  expect(reports).toMatchObject([{ object: user, reason: 'CertificateExpiresSoon' }]);
  expect(next).toBe(now + 10 * day);
});

test('reports an expired certificate, for good', () => {
  const state = judgeCertificates([expiring(0)], now);
  expect(state.reports).toMatchObject([{ reason: 'CertificateExpired' }]);
  expect(state.next).toBeUndefined();
});

test('waits for the earliest of several', () => {
  expect(judgeCertificates([expiring(300), expiring(12), expiring(-1)], now).next).toBe(now + 2 * day);
});

test('names the Secret and the moment', () => {
  const [report] = judgeCertificates([expiring(-1)], now).reports;
  expect(report?.message).toBe('The certificate in Secret shop/tls expired at 1972-09-26T00:00:00.000Z.');
});

test('takes dates that no clock reaches', () => {
  const odd = [Number.NaN, Number.POSITIVE_INFINITY, -1e300].map((notAfter) => ({
    ...expiring(1),
    notAfter,
  }));
  expect(judgeCertificates(odd, now)).toEqual({ reports: [] });
});
