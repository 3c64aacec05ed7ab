import { describe, expect, test } from 'vitest';
import { CertificateStore } from './certificate-store.ts';
import { makeSelfSigned } from './self-signed.test-support.ts';

const one = makeSelfSigned('one.example');
const two = makeSelfSigned('two.example');

describe('the certificate store', () => {
  test('gives back what it was given, until it is deleted', () => {
    const store = new CertificateStore();
    const stored = store.set('a', one);
    expect(stored.pair).toBe(one);
    expect(store.get('a')).toBe(stored);
    store.delete('a');
    expect(store.get('a')).toBeUndefined();
  });

  test('takes an expired certificate', () => {
    const expired = makeSelfSigned('old.example', '20200101', '20200201');
    expect(() => new CertificateStore().set('a', expired)).not.toThrow();
  });

  test.each([
    ['a key of another certificate', { certificate: one.certificate, key: two.key }],
    ['an empty certificate', { certificate: '', key: one.key }],
    ['an empty key', { certificate: one.certificate, key: '' }],
    ['a certificate that is no PEM', { certificate: 'hello', key: one.key }],
    ['a key that is no PEM', { certificate: one.certificate, key: 'hello' }],
    ['a certificate cut short', { certificate: one.certificate.slice(0, 200), key: one.key }],
    ['key and certificate exchanged', { certificate: one.key, key: one.certificate }],
  ])('refuses %s and keeps what it had', (_, pair) => {
    const store = new CertificateStore();
    const before = store.set('a', one);
    expect(() => store.set('a', pair)).toThrow();
    expect(store.get('a')).toBe(before);
  });

  test('never shows key material in its errors', () => {
    const secret = one.key.split('\n')[1] ?? '';
    expect(secret).toMatch(/\S{20}/);
    try {
      new CertificateStore().set('a', { certificate: two.certificate, key: one.key });
      expect.unreachable();
    } catch (error) {
      expect(String(error)).not.toContain(secret);
    }
  });
});
