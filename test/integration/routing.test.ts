import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ClientRequest, fieldOf, type Seen, seenIn } from '../support/http-client.ts';
import { backend, ingress, manifest, service, slice } from '../support/manifests.ts';
import { type NamedOrigin, namedOrigins } from '../support/named-origin.ts';
import { type Program, startProgram } from '../support/program.ts';
import { RawClient } from '../support/raw-client.ts';

// Cases, with their numbers, of the conformance suite of the Ingress API; those of hosts and paths stand in test/routing/cases.

const pods = Array.from({ length: 10 }, (_, index) => `pod-${index}`);

let origins: readonly NamedOrigin[] = [];
let program: Program;

beforeAll(async () => {
  origins = await namedOrigins('echo-service', ...pods);
  const services = origins.filter(({ name }) => name === 'echo-service').flatMap((origin) => backend(origin));
  const replicas = origins.filter(({ name }) => pods.includes(name)).map((origin) => slice('scaled', origin));
  program = await startProgram({
    manifests: { 'services.yaml': manifest(services, service('scaled'), replicas) },
    ready: /^No Ingress to serve/,
  });
});

afterAll(async () => {
  await program.close();
  await Promise.all(origins.map((origin) => origin.close()));
});

/** Puts Ingresses in force, in place of those before. */
async function serve(...ingresses: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
  const from = program.stdout.count;
  await program.edit('ingresses.yaml', manifest(...ingresses));
  await program.stdout.find(/^Ingress .*(?:in force|not served)|^ {2}Try$/, from);
}

async function see(host: string, path: string, more: Partial<ClientRequest> = {}): Promise<Seen> {
  return seenIn(await program.request(host, path, more));
}

async function status(host: string, path: string): Promise<number> {
  return (await program.request(host, path)).status;
}

describe('a default backend alone', () => {
  beforeAll(() => serve(ingress('default', [], { defaultBackend: 'echo-service' })));

  test('has an address in the status of its Ingress', async () => {
    expect(await program.ingress('default/default')).toMatchObject({
      address: program.address,
      ports: { 80: program.http, 443: program.https },
    });
  });

  test('C-01 answers any host with the headers of a server, the request as the client sent it', async () => {
    const answer = await program.request('my-host', '/', { headers: { 'user-agent': 'conformance/1' } });
    expect(answer.headers).toMatchObject({
      'content-length': expect.stringMatching(/^\d+$/),
      'content-type': 'application/json',
      date: expect.stringMatching(/ GMT$/),
      server: 'sluice',
    });
    const seen = seenIn(answer);
    expect(seen).toMatchObject({ service: 'echo-service', request: 'GET / HTTP/1.1' });
    expect(fieldOf(seen, 'user-agent')).toBe('conformance/1');
    expect(fieldOf(seen, 'host')).toBe('my-host');
  });

  test.each([
    ['C-02', 'GET', 'my-host', '/sub-path'],
    ['C-03', 'POST', 'some-host', '/'],
    ['C-05', 'DELETE', 'some-host', '/resource'],
    ['C-06', 'PATCH', 'my-host', '/resource'],
  ])('%s keeps method and path of %s http://%s%s', async (_case, method, host, path) => {
    const body = method === 'GET' ? {} : { body: 'some text' };
    expect(await see(host, path, { method, ...body })).toMatchObject({
      service: 'echo-service',
      method,
      path,
    });
  });

  test('C-04 answers a request for the bare address, and one with an empty Host', async () => {
    const { address, http } = program;
    expect(await see(`${address}:${http}`, '/resource', { method: 'PUT' })).toMatchObject({ method: 'PUT' });
    const client = await RawClient.open(http, address);
    client.send('PUT /resource HTTP/1.1\r\nhost:\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
    const answer = await client.untilEnd();
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toContain('"request":"PUT /resource HTTP/1.1"');
    client.close();
  });

  test('is served over TLS with the fake certificate', async () => {
    const answer = await program.request('my-host', '/', { tls: true });
    expect(seenIn(answer).service).toBe('echo-service');
    expect(answer.certificate?.subject.CN).toBe('Sluice Fake Certificate');
  });
});

describe('the class and the endpoints of an Ingress', () => {
  test('C-24 an Ingress of a class that does not exist has no address and no route', async () => {
    await serve(
      ingress('lost', [['lost.example', '/', 'echo-service']], { className: 'some-invalid-class-name' }),
      ingress('found', [['found.example', '/', 'echo-service']]),
    );
    expect(await see('found.example', '/')).toMatchObject({ service: 'echo-service' });
    const lost = await program.ingress('default/lost');
    expect(lost).toMatchObject({ programmed: false, problems: [{ reason: 'ClassNotFound' }] });
    expect(lost?.address).toBeUndefined();
    expect(await status('lost.example', '/')).toBe(404);
  });

  test('C-25 a hundred requests reach all ten endpoints of a Service', async () => {
    await serve(ingress('scaled', [], { defaultBackend: 'scaled' }));
    const seen = await Promise.all(Array.from({ length: 100 }, () => see('any.example', '/')));
    expect([...new Set(seen.map(({ replica }) => replica))].sort()).toEqual(pods);
  });
});
