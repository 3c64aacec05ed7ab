import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Secret } from '../../kubernetes/types/index.ts';
import { emptySnapshot } from '../../snapshot/index.ts';
import { keyLookup } from './key-lookup.ts';
import { inspectKeyPair, type KeyPairVerdict } from './key-pair.ts';

const pem = (name: string): string =>
  readFileSync(new URL(`../../../test/golden/certificates/${name}`, import.meta.url), 'latin1');

function secret(certificate: string, key: string): Secret {
  const metadata = { namespace: 'shop', name: 'tls', creationTimestamp: 1 };
  return { kind: 'Secret', metadata, data: { 'tls.crt': certificate, 'tls.key': key } };
}

function explain(verdict: KeyPairVerdict): string {
  return verdict.kind === 'usable' ? 'usable' : `${verdict.kind}: ${verdict.text}`;
}

describe('a Secret', () => {
  test('is usable with a certificate and its key, and tells names and end of validity', () => {
    const verdict = inspectKeyPair(secret(pem('shop.crt'), pem('shop.key')));
    if (verdict.kind !== 'usable') throw new Error(verdict.text);
    expect(verdict.facts.names).toEqual(['shop.example', 'www.shop.example']);
    expect(verdict.facts.notAfter).toBeGreaterThan(Date.UTC(2100));
    expect(verdict.facts.ref).toMatchObject({ namespace: 'shop', name: 'tls' });
  });

  test('may hold a chain, words around the PEM blocks, and an expired certificate', () => {
    expect(explain(inspectKeyPair(secret(`leaf:\n${pem('chain.crt')}`, pem('chain.key'))))).toBe('usable');
    const expired = inspectKeyPair(secret(pem('expired.crt'), pem('expired.key')));
    expect(expired).toMatchObject({ kind: 'usable', facts: { notAfter: Date.UTC(2021) } });
  });

  const cafe = pem('cafe.crt');
  const key = pem('cafe.key');
  test.each([
    ['no certificate', '', key, /^CertificateInvalid: lacks/],
    ['no key', cafe, '', /^CertificateInvalid: lacks/],
    ['no PEM in the certificate', 'hello', key, /^CertificateInvalid: has no PEM certificate/],
    ['a certificate cut short', cafe.slice(0, 200), key, /^CertificateInvalid: has an incomplete PEM block/],
    [
      'a chain whose second part is cut short',
      cafe + cafe.slice(0, 99),
      key,
      /^CertificateInvalid: has an incomplete/,
    ],
    [
      'a certificate with a wrong byte',
      cafe.replace('M', 'N'),
      key,
      /^CertificateInvalid: .* number 1, that/,
    ],
    [
      'a bad second part of the chain',
      cafe + cafe.replace('M', 'N'),
      key,
      /^CertificateInvalid: .* number 2, that/,
    ],
    ['a chain without end', cafe.repeat(21), key, /^CertificateInvalid: has more than 20/],
    ['a megabyte of certificates', cafe + ' '.repeat(2 ** 20), key, /^CertificateInvalid: is too large/],
    ['no PEM in the key', cafe, 'hello', /^CertificateInvalid: has no PEM private key/],
    ['a certificate as its key', cafe, cafe, /^CertificateInvalid: has no PEM private key/],
    ['an encrypted key', cafe, pem('encrypted.key'), /^CertificateInvalid: has an encrypted key/],
    [
      'an RSA key of 1024 bits',
      pem('short-rsa.crt'),
      pem('short-rsa.key'),
      /^CertificateInvalid: .* 1024 bits/,
    ],
    ['the key of another', cafe, pem('shop.key'), /^CertificateKeyMismatch: has a key that does not belong/],
    [
      'the chain in reverse',
      pem('chain-reversed.crt'),
      pem('chain.key'),
      /^CertificateKeyMismatch: .* place 2/,
    ],
  ])('is not usable with %s', (_, certificate, privateKey, text) => {
    expect(explain(inspectKeyPair(secret(certificate, privateKey)))).toMatch(text);
  });
});

describe('the key lookup', () => {
  const good = secret(pem('cafe.crt'), pem('cafe.key'));
  const verdict = inspectKeyPair(good);
  const ref = verdict.kind === 'usable' ? verdict.facts.ref : { namespace: '', name: '', fingerprint: '' };
  const lookUp = (found: Secret | undefined) =>
    keyLookup({ ...emptySnapshot, secrets: new Map(found === undefined ? [] : [['shop/tls', found]]) })(ref);

  test('finds the texts behind a reference', () => {
    expect(lookUp(good)).toEqual({ certificate: pem('cafe.crt'), key: pem('cafe.key') });
  });

  test('finds nothing once the Secret is gone or holds another pair', () => {
    expect(lookUp(undefined)).toBeUndefined();
    expect(lookUp(secret(pem('cafe-renewed.crt'), pem('cafe-renewed.key')))).toBeUndefined();
    expect(lookUp(secret('', ''))).toBeUndefined();
  });
});
