import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { makeSelfSigned } from '../../self-signed.ts';
import { clbKeyPair } from './clb-key-pair.ts';
import { issuedChain, rsaPair } from './key-pairs.test-support.ts';

const lines = (text: string): string[] => text.split('\n');

test('a PKCS #8 key of ECDSA becomes SEC 1', async () => {
  const pair = clbKeyPair(await makeSelfSigned('CN', 'cafe.example', Date.now()));
  expect(lines(pair.key)[0]).toBe('-----BEGIN EC PRIVATE KEY-----');
});

test('a PKCS #8 key of RSA becomes PKCS #1', async () => {
  expect(lines(clbKeyPair(await rsaPair()).key)[0]).toBe('-----BEGIN RSA PRIVATE KEY-----');
});

test('lines have 64 columns at most, and none is blank', async () => {
  const { certificate, key } = await rsaPair();
  const blown = { certificate: `some text\n\n${certificate.replaceAll('\n', '\r\n')}\n\n`, key };
  const made = clbKeyPair(blown);
  for (const text of [made.certificate, made.key]) {
    const all = lines(text.trimEnd());
    expect(all.filter((line) => line.length > 64 || line.trim() === '')).toEqual([]);
  }
});

test('the leaf comes first, then its issuers in order, whatever the order was', async () => {
  const { leaf, intermediate, root, key } = await issuedChain();
  const made = clbKeyPair({ certificate: root + leaf + intermediate, key });
  const subjects = (made.certificate.match(/-----BEGIN[\s\S]*?-----END CERTIFICATE-----/g) ?? []).map(
    (text) => new X509Certificate(text).subject,
  );
  expect(subjects).toEqual(['CN=leaf', 'CN=intermediate', 'CN=root']);
});

test('certificates that issued nothing of the chain are left out', async () => {
  const { leaf, key } = await issuedChain();
  const made = clbKeyPair({ certificate: leaf + (await rsaPair()).certificate, key });
  expect(made.certificate.match(/BEGIN CERTIFICATE/g)).toHaveLength(1);
});

test('an error tells nothing of the key', async () => {
  const pair = await makeSelfSigned('CN', 'cafe.example', Date.now());
  const { privateKey } = generateKeyPairSync('ed25519');
  const foreign = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const secret = lines(foreign)[1] ?? '';
  expect(() => clbKeyPair({ ...pair, key: foreign })).toThrow('the key belongs to none of the certificates');
  const broken = (): unknown => clbKeyPair({ ...pair, key: foreign.replace('BEGIN', 'BEGUN') });
  expect(broken).toThrow();
  expect(broken).not.toThrow(secret);
});
