import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { selfSigned } from '../support/certificates.ts';
import { type Answer, fieldOf, seenIn } from '../support/http-client.ts';
import { ingress, manifest, secret, service, slice } from '../support/manifests.ts';
import { type NamedOrigin, namedOrigins } from '../support/named-origin.ts';
import { type Program, soon, startProgram } from '../support/program.ts';

// How several workers share requests among several backends. Each request comes over a connection of its own, so that
// any worker may get it.

const prefix = 'sluice.dev/';

let origins: readonly NamedOrigin[];
let program: Program;

function balanced(name: string, annotations: Readonly<Record<string, string>>) {
  const given = Object.entries(annotations).map(([key, value]) => [prefix + key, value]);
  return ingress(name, [[`${name}.example`, '/shop', 'web']], {
    annotations: Object.fromEntries(given),
    tls: [{ hosts: [`${name}.example`], secretName: 'pair' }],
  });
}

beforeAll(async () => {
  const [certificate, started] = await Promise.all([
    selfSigned('sticky.example'),
    namedOrigins('one', 'two', 'three'),
  ]);
  origins = started;
  program = await startProgram({
    manifests: {
      'routes.yaml': manifest(
        secret('pair', certificate),
        service('web'),
        balanced('turns', { 'ssl-redirect': 'false' }),
        balanced('least', { 'ssl-redirect': 'false', 'load-balance': 'least-requests' }),
        balanced('hashed', { 'ssl-redirect': 'false', 'hash-by': 'header:X-Tenant' }),
        balanced('sticky', {
          'ssl-redirect': 'false',
          affinity: 'cookie',
          'affinity-cookie-name': 'pod',
          'affinity-cookie-max-age': '1h',
        }),
      ),
      ...Object.fromEntries(origins.map((origin) => [`${origin.name}.yaml`, manifest(slice('web', origin))])),
    },
  });
});

afterAll(async () => {
  await program.close();
  await Promise.all(origins.map((origin) => origin.close()));
});

function ask(host: string, headers: Readonly<Record<string, string>> = {}, tls = false): Promise<Answer> {
  return program.request(host, '/shop', { headers, tls });
}

/** The backends that answer so many requests, one after the other. */
async function answering(
  host: string,
  count: number,
  headers: Readonly<Record<string, string>> = {},
): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for (let i = 0; i < count; i += 1) names.add(seenIn(await ask(host, headers)).service);
  return names;
}

function cookieOf({ headers }: Answer): string {
  return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

describe('requests', () => {
  test.each(['turns.example', 'least.example'])('of %s reach every backend', async (host) => {
    expect((await answering(host, 60)).size).toBe(3);
  });

  test('of one key reach one backend, in whichever worker; keys reach every backend', async () => {
    const reached = new Set<string>();
    for (let i = 0; i < 15; i += 1) {
      const names = await answering('hashed.example', 4, { 'X-Tenant': `tenant-${i}` });
      expect(names.size).toBe(1);
      for (const name of names) reached.add(name);
    }
    expect(reached.size).toBe(3);
    expect((await answering('hashed.example', 60)).size).toBe(3);
  });
});

describe('a client with a cookie', () => {
  test('comes back to its backend, in whichever worker, and the backend sees the cookie', async () => {
    const first = await ask('sticky.example');
    expect(first.headers['set-cookie']).toEqual([
      expect.stringMatching(/^pod=[\w-]{22}; Path=\/shop; Max-Age=3600; HttpOnly$/),
    ]);
    const cookie = cookieOf(first);
    for (let i = 0; i < 20; i += 1) {
      const answer = await ask('sticky.example', { Cookie: cookie });
      expect(answer.headers['set-cookie']).toBeUndefined();
      expect(seenIn(answer).service).toBe(seenIn(first).service);
      expect(fieldOf(seenIn(answer), 'cookie')).toBe(cookie);
    }
  });

  test('that came by HTTPS gets a secure one', async () => {
    const { headers } = await ask('sticky.example', {}, true);
    expect(headers['set-cookie']).toEqual([expect.stringMatching(/; HttpOnly; Secure$/)]);
  });

  test('comes back to its backend after a restart', async () => {
    const first = await ask('sticky.example');
    await program.stop();
    await program.start();
    const names = await answering('sticky.example', 10, { Cookie: cookieOf(first) });
    expect(names).toEqual(new Set([seenIn(first).service]));
  });

  test('whose backend is gone gets another one, and keeps that', async () => {
    const first = await ask('sticky.example');
    const gone = seenIn(first).service;
    await program.remove(`${gone}.yaml`);
    const next = await expect
      .poll(() => ask('sticky.example', { Cookie: cookieOf(first) }), soon)
      .toSatisfy((answer: Answer) => cookieOf(answer) !== '')
      .then(() => ask('sticky.example', { Cookie: cookieOf(first) }));
    const kept = seenIn(next).service;
    expect(kept).not.toBe(gone);
    expect(await answering('sticky.example', 10, { Cookie: cookieOf(next) })).toEqual(new Set([kept]));
  });
});
