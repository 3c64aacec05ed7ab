import { afterAll, beforeAll, expect, test } from 'vitest';
import { type KeyPair, selfSigned } from '../support/certificates.ts';
import { backend, type IngressOptions, ingress, manifest, secret } from '../support/manifests.ts';
import { type NamedOrigin, namedOrigin } from '../support/named-origin.ts';
import { type Program, soon, startProgram } from '../support/program.ts';

const fake = 'Sluice Fake Certificate';

let origin: NamedOrigin;
let program: Program;
let pairs: Readonly<Record<'default' | 'other' | 'exact' | 'wildcard', KeyPair>>;

beforeAll(async () => {
  const [first, other, exact, wildcard, web] = await Promise.all([
    selfSigned('first.example'),
    selfSigned('other.example'),
    selfSigned('shop.wild.example'),
    selfSigned('*.wild.example'),
    namedOrigin('web'),
  ]);
  origin = web;
  pairs = { default: first, other, exact, wildcard };
  program = await startProgram({
    manifests: {
      'web.yaml': manifest(backend(origin)),
      'm.yaml': manifest(ingress('m', [['m.example', '/', 'web']])),
    },
  });
});

afterAll(async () => {
  await program.close();
  await origin.close();
});

/** The common name of the certificate shown for a server name; none is sent when it is empty. */
async function shown(serverName: string): Promise<string | undefined> {
  const { certificate } = await program.request('m.example', '/', { tls: true, serverName });
  return certificate?.subject.CN?.toString();
}

function withTls(
  name: string,
  host: string,
  secretName: string,
  more: IngressOptions = {},
): Readonly<Record<string, unknown>> {
  return ingress(name, [[host, '/', 'web']], { tls: [{ hosts: [host], secretName }], ...more });
}

test('the fake certificate is shown while the first Ingress names no Secret, also when later ones do', async () => {
  expect(await shown('m.example')).toBe(fake);
  await program.edit(
    'z.yaml',
    manifest(secret('other', pairs.other), withTls('z', 'other.example', 'other')),
  );
  await expect.poll(() => shown('other.example'), soon).toBe('other.example');
  expect(await shown('m.example')).toBe(fake);
  expect(await shown('')).toBe(fake);
});

test('adding a file never changes which Ingress was first, whatever its name', async () => {
  await program.edit('a.yaml', manifest(withTls('a', 'other.example', 'other')));
  await expect.poll(() => program.ingress('default/a'), soon).toMatchObject({ programmed: true });
  expect(await shown('')).toBe(fake);
});

test('the Secret of the first Ingress gives the default certificate', async () => {
  await program.edit(
    'm.yaml',
    manifest(secret('first', pairs.default), withTls('m', 'first.example', 'first')),
  );
  await expect.poll(() => shown(''), soon).toBe('first.example');
  expect(await shown('unknown.example')).toBe('first.example');
  expect(await shown('other.example')).toBe('other.example');
});

test('SNI chooses the exact host before the wildcard, and the wildcard stands for one label', async () => {
  await program.edit(
    'wild.yaml',
    manifest(
      secret('exact', pairs.exact),
      secret('wildcard', pairs.wildcard),
      withTls('wild', '*.wild.example', 'wildcard'),
      withTls('wild-shop', 'shop.wild.example', 'exact'),
    ),
  );
  await expect.poll(() => shown('shop.wild.example'), soon).toBe('shop.wild.example');
  expect(await shown('SHOP.wild.example')).toBe('shop.wild.example');
  expect(await shown('tea.wild.example')).toBe('*.wild.example');
  expect(await shown('a.tea.wild.example')).toBe('first.example');
  expect(await shown('wild.example')).toBe('first.example');
});

test('a renewed Secret is shown to the next connection', async () => {
  const before = await program.request('m.example', '/', { tls: true, serverName: 'other.example' });
  const renewed = await selfSigned('other.example');
  await program.edit('z.yaml', manifest(secret('other', renewed), withTls('z', 'other.example', 'other')));
  await expect
    .poll(
      async () =>
        (await program.request('m.example', '/', { tls: true, serverName: 'other.example' })).certificate
          ?.fingerprint256,
      soon,
    )
    .not.toBe(before.certificate?.fingerprint256);
});

test('who was first, and every certificate, is the same after a restart with one more file', async () => {
  expect(await program.stop()).toBe(0);
  await program.edit('0.yaml', manifest(withTls('0', 'other.example', 'other')));
  await program.start();
  expect(await shown('')).toBe('first.example');
  expect(await shown('tea.wild.example')).toBe('*.wild.example');
  expect(await shown('other.example')).toBe('other.example');
});

test('an older creationTimestamp makes an Ingress first', async () => {
  const old = { createdAt: '2020-01-01T00:00:00Z' };
  await program.edit('old.yaml', manifest(withTls('old', 'other.example', 'other', old)));
  await expect.poll(() => shown(''), soon).toBe('other.example');
});

test('a Secret that is gone leaves the Ingress with the default certificate, and a report', async () => {
  await program.edit(
    'wild.yaml',
    manifest(secret('wildcard', pairs.wildcard), withTls('wild-shop', 'shop.wild.example', 'exact')),
  );
  await expect.poll(() => program.reasons('default/wild-shop'), soon).toEqual(['CertificateNotFound']);
  expect(await shown('shop.wild.example')).toBe('other.example');
});
