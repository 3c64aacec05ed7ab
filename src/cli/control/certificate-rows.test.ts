import { describe, expect, test } from 'vitest';
import type { IngressTls } from '../../kubernetes/types/index.ts';
import type { DefaultCertificate, LoadBalancer, ObjectReport, Reason } from '../../model/index.ts';
import { type CertificateView, certificateRows } from './certificate-rows.ts';

const day = 24 * 60 * 60 * 1000;
const now = Date.UTC(2026, 10, 24);

type Status = CertificateView['ingresses'][number];

function ingress(name: string, tls: readonly IngressTls[], reports: readonly ObjectReport[] = []): Status {
  return {
    ingress: {
      kind: 'Ingress',
      metadata: { namespace: 'shop', name, creationTimestamp: now },
      spec: { tls },
    },
    loadBalancer: 'managed',
    programmed: true,
    reports,
  };
}

function report(reason: Reason, message: string, field?: string): ObjectReport {
  const object = { kind: 'Ingress', namespace: 'shop', name: 'web' };
  return { object, reason, message, ...(field === undefined ? {} : { field }) };
}

function ref(name: string): { namespace: string; name: string; fingerprint: string } {
  return { namespace: 'shop', name, fingerprint: `f-${name}` };
}

function balancer(
  names: readonly string[],
  defaultCertificate: DefaultCertificate,
  certificates: LoadBalancer['certificates'] = [],
): LoadBalancer {
  return {
    id: 'managed',
    instance: { kind: 'managed' },
    listeners: [
      { port: 80, protocol: 'http' },
      { port: 443, protocol: 'https', defaultCertificate },
    ],
    certificates,
    routing: { hosts: [] },
    owners: names.map((name) => ({ kind: 'Ingress', namespace: 'shop', name })),
  };
}

function view(more: Partial<CertificateView>): CertificateView {
  const answers = [{ loadBalancer: 'managed', instanceId: 'lb-1', programmed: true, problems: [] }];
  return {
    answers,
    certificates: [],
    ingresses: [],
    loadBalancers: [],
    defaultCertificate: 'first-of-instance',
    now,
    ...more,
  };
}

function facts(name: string, notAfter: number): CertificateView['certificates'][number] {
  return { certificate: ref(name), names: ['a.example'], notAfter, users: [] };
}

describe('the rows of certificates', () => {
  test('say who uses a Secret, which hosts get it, whose default it is, and how long it lasts', () => {
    const rows = certificateRows(
      view({
        certificates: [facts('tls', now + 30.5 * day)],
        ingresses: [ingress('web', [{ secretName: 'tls' }]), ingress('api', [{ secretName: 'tls' }])],
        loadBalancers: [
          balancer(['web', 'api'], { kind: 'secret', certificate: ref('tls') }, [
            { host: 'a.example', certificate: ref('tls') },
          ]),
        ],
      }),
    );
    expect(rows).toEqual([
      {
        secret: 'shop/tls',
        state: 'good',
        names: ['a.example'],
        notAfter: now + 30.5 * day,
        daysLeft: 30,
        fingerprint: 'f-tls',
        users: ['shop/web', 'shop/api'],
        hosts: ['a.example'],
        defaultOf: ['lb-1'],
        problems: [],
      },
    ]);
  });

  test('judge validity by the clock, and put what serves nobody first, then what expires first', () => {
    const tls = ['good', 'soon', 'over', 'gone', 'idle'].map((secretName) => ({ secretName }));
    const missing = report(
      'CertificateNotFound',
      'Secret shop/gone does not exist',
      'spec.tls[3].secretName',
    );
    const rows = certificateRows(
      view({
        certificates: [facts('good', now + 11 * day), facts('soon', now + 10 * day), facts('over', now)],
        ingresses: [ingress('web', tls, [missing])],
        loadBalancers: [balancer(['web'], { kind: 'secret', certificate: ref('good') })],
      }),
    );
    expect(rows.map(({ secret, state }) => [secret, state])).toEqual([
      ['shop/gone', 'unusable'],
      ['shop/idle', 'unused'],
      ['shop/over', 'expired'],
      ['shop/soon', 'expires-soon'],
      ['shop/good', 'good'],
    ]);
    expect(rows[0]?.problems).toEqual([expect.objectContaining({ reason: 'CertificateNotFound' })]);
    expect(rows[1]?.problems).toEqual([]);
  });

  test('tell a problem once, however many Ingresses have it', () => {
    const missing = report('CertificateNotFound', 'Secret shop/tls does not exist', 'spec.tls[0].secretName');
    const names = ['a', 'b', 'c'];
    const [row] = certificateRows(
      view({
        ingresses: names.map((name) => ingress(name, [{ secretName: 'tls' }], [missing])),
        loadBalancers: [balancer(names, { kind: 'fake' })],
      }),
    );
    expect(row?.problems).toHaveLength(1);
    expect(row?.users).toHaveLength(3);
  });

  test('leave out the Secrets of Ingresses that are not served', () => {
    expect(certificateRows(view({ ingresses: [ingress('web', [{ secretName: 'tls' }])] }))).toEqual([]);
  });
});

describe('why the fake certificate is the default', () => {
  const bad = report('CertificateInvalid', 'Secret shop/bad holds no key', 'spec.tls[1].secretName');

  test.each<[string, CertificateView['defaultCertificate'], readonly Status[], RegExp]>([
    [
      'the first Ingress names no Secret',
      'first-of-instance',
      [ingress('web', [])],
      /^Ingress shop\/web, .*names none/,
    ],
    [
      'its Secret cannot be used',
      'first-of-instance',
      [ingress('web', [{ hosts: ['x'] }, { secretName: 'bad' }], [bad])],
      /names shop\/bad: CertificateInvalid\.$/,
    ],
    ['no Ingress names one', 'first-with-secret', [ingress('web', [])], /^No Ingress of it names a Secret/],
    ['the first of all names none', 'first-in-cluster', [ingress('web', [])], /first-in-cluster.*names none/],
  ])('%s', (_, defaultCertificate, ingresses, why) => {
    const names = ingresses.map((status) => status.ingress.metadata.name);
    const rows = certificateRows(
      view({ defaultCertificate, ingresses, loadBalancers: [balancer(names, { kind: 'fake' })] }),
    );
    const fake = rows.find(({ state }) => state === 'fake');
    expect(fake).toMatchObject({ defaultOf: ['lb-1'], why: expect.stringMatching(why) });
  });
});
