import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { KeyPair } from '../../model/index.ts';

const ecdsaWithSha256 = Buffer.from('06082a8648ce3d040302', 'hex');
const commonName = Buffer.from('0603550403', 'hex');

/** The least certificate that OpenSSL takes (RFC 5280 4.1): self-signed, for tests of this room. */
export function makeSelfSigned(name: string, notBefore = '20200101', notAfter = '20491231'): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const subject = der(0x30, der(0x31, der(0x30, commonName, der(0x0c, Buffer.from(name)))));
  const serial = Buffer.concat([Buffer.of(1), randomBytes(8)]);
  const body = der(
    0x30,
    der(0xa0, der(0x02, Buffer.of(2))),
    der(0x02, serial),
    der(0x30, ecdsaWithSha256),
    subject,
    der(0x30, time(notBefore), time(notAfter)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = der(0x03, Buffer.of(0), sign('sha256', body, privateKey));
  const certificate = der(0x30, body, der(0x30, ecdsaWithSha256), signature);
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function time(day: string): Buffer {
  return der(0x18, Buffer.from(`${day}000000Z`));
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const size = content.length;
  const length = size < 128 ? [size] : [0x82, size >> 8, size & 255];
  return Buffer.concat([Buffer.of(tag, ...length), content]);
}
