import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../base/index.ts';
import { loadFakeCertificate } from './fake-certificate.ts';

const DAY = 86_400_000;
let root: string;
let keys: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sluice-fake-'));
  keys = join(root, 'keys');
});

afterEach(() => rm(root, { recursive: true }));

test('the fake certificate says what it is and lasts ten years', async () => {
  const { certificate } = await loadFakeCertificate(undefined, systemClock);
  const parsed = new X509Certificate(certificate);
  expect(parsed.subject).toBe('CN=Sluice Fake Certificate');
  expect(parsed.subjectAltName).toBe('DNS:sluice.invalid');
  expect(parsed.ca).toBe(false);
  const years = (Date.parse(parsed.validTo) - Date.now()) / (365 * DAY);
  expect(years).toBeCloseTo(10, 1);
});

test('a client that trusts it completes a handshake', async () => {
  const { certificate, key } = await loadFakeCertificate(undefined, systemClock);
  const server = createServer({ cert: certificate, key }, (socket) => socket.end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  const port = typeof bound === 'object' ? (bound?.port ?? 0) : 0;
  const socket = connect({ port, host: '127.0.0.1', ca: certificate, servername: 'sluice.invalid' });
  await once(socket, 'secureConnect');
  expect(socket.authorized).toBe(true);
  socket.destroy();
  server.close();
});

test('there is one with an RSA key beside it, for those who take no other', async () => {
  const [ecdsa, rsa] = [
    await loadFakeCertificate(keys, systemClock),
    await loadFakeCertificate(keys, systemClock, 'rsa'),
  ];
  const { publicKey } = new X509Certificate(rsa.certificate);
  expect([publicKey.asymmetricKeyType, publicKey.asymmetricKeyDetails?.modulusLength]).toEqual(['rsa', 2048]);
  expect(await loadFakeCertificate(keys, systemClock, 'rsa')).toEqual(rsa);
  expect(await loadFakeCertificate(keys, systemClock)).toEqual(ecdsa);
});

describe('the kept certificate', () => {
  test('is the same at the next start', async () => {
    expect(await loadFakeCertificate(keys, systemClock)).toEqual(
      await loadFakeCertificate(keys, systemClock),
    );
  });

  test.each([
    ['torn', '{"format":1,"certi'],
    ['of another shape', '[]'],
    ['no PEM', '{"format":1,"certificate":"x","key":"y"}'],
  ])('is made anew when its file is %s', async (_what, text) => {
    const before = await loadFakeCertificate(keys, systemClock);
    const path = join(keys, 'fake-certificate.json');
    await writeFile(path, text);
    const after = await loadFakeCertificate(keys, systemClock);
    expect(after.id).not.toBe(before.id);
    expect(await readFile(path, 'utf8')).toContain('BEGIN CERTIFICATE');
  });

  test('is made anew when its key belongs to another', async () => {
    const [one, two] = await Promise.all([
      loadFakeCertificate(undefined, systemClock),
      loadFakeCertificate(keys, systemClock),
    ]);
    const mixed = { format: 1, certificate: two.certificate, key: one.key };
    await writeFile(join(keys, 'fake-certificate.json'), JSON.stringify(mixed));
    expect((await loadFakeCertificate(keys, systemClock)).key).not.toBe(one.key);
  });

  test('is made anew when it is about to end', async () => {
    const before = await loadFakeCertificate(keys, systemClock);
    const later = { now: () => Date.now() + 10 * 365 * DAY - DAY / 2 };
    expect((await loadFakeCertificate(keys, later)).id).not.toBe(before.id);
  });
});
