import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type KeyPair, selfSigned } from '../support/certificates.ts';
import { type ClientRequest, fieldOf, type Seen, seenIn } from '../support/http-client.ts';
import { backend, ingress, manifest, secret, service, slice } from '../support/manifests.ts';
import { type NamedOrigin, namedOrigins } from '../support/named-origin.ts';
import { type Program, startProgram } from '../support/program.ts';
import { RawClient } from '../support/raw-client.ts';

// The cases, and their numbers, of the conformance suite of the Ingress API. Redirects are not followed.

const names = [
  ...['echo-service', 'foo-bar-com', 'wildcard-foo-com', 'foo-exact', 'foo-prefix', 'aaa-prefix'],
  ...['aaa-slash-bbb-prefix', 'aaa-slash-bbb-slash-prefix', 'foo-slash-exact'],
];
const pods = Array.from({ length: 10 }, (_, index) => `pod-${index}`);

let origins: readonly NamedOrigin[] = [];
let certificate: KeyPair;
let program: Program;

beforeAll(async () => {
  [certificate, origins] = await Promise.all([selfSigned('foo.bar.com'), namedOrigins(...names, ...pods)]);
  const services = origins.filter(({ name }) => names.includes(name)).flatMap((origin) => backend(origin));
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
  await program.edit('ingresses.yaml', manifest(secret('foo-bar-com', certificate), ...ingresses));
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

describe('host rules', () => {
  beforeAll(() =>
    serve(
      ingress(
        'host-rules',
        [
          ['*.foo.com', '/', 'wildcard-foo-com'],
          ['foo.bar.com', '/', 'foo-bar-com', 'Prefix', 'http'],
        ],
        { tls: [{ hosts: ['foo.bar.com'], secretName: 'foo-bar-com' }] },
      ),
    ),
  );

  test('C-07 serve the certificate of the Secret and the backend of the host', async () => {
    const answer = await program.request('foo.bar.com', '/', { tls: true });
    expect(answer.certificate?.subject.CN).toBe('foo.bar.com');
    const seen = seenIn(answer);
    expect(seen.service).toBe('foo-bar-com');
    expect(fieldOf(seen, 'host')).toBe('foo.bar.com');
  });

  test.each([
    ['C-08', 'foo.bar.com', 'foo-bar-com'],
    ['C-10', 'bar.foo.com', 'wildcard-foo-com'],
    ['C-10', 'BAR.foo.com', 'wildcard-foo-com'],
  ])('%s lead http://%s to %s', async (_case, host, name) => {
    const seen = await see(host, '/');
    expect(seen.service).toBe(name);
    expect(fieldOf(seen, 'host')).toBe(host);
  });

  test.each([
    ['C-09', 'subdomain.bar.com'],
    ['C-11', 'baz.bar.foo.com'],
    ['C-12', 'foo.com'],
  ])('%s answer 404 to http://%s', async (_case, host) => {
    expect(await status(host, '/')).toBe(404);
  });
});

describe('path rules', () => {
  beforeAll(() =>
    serve(
      ingress('path-rules', [
        ['exact-path-rules', '/foo', 'foo-exact', 'Exact'],
        ['prefix-path-rules', '/foo', 'foo-prefix'],
        ['prefix-path-rules', '/aaa/bbb', 'aaa-slash-bbb-prefix'],
        ['prefix-path-rules', '/aaa', 'aaa-prefix'],
        ['mixed-path-rules', '/foo', 'foo-prefix'],
        ['mixed-path-rules', '/foo', 'foo-exact', 'Exact'],
        ['trailing-slash-path-rules', '/aaa/bbb/', 'aaa-slash-bbb-slash-prefix'],
        ['trailing-slash-path-rules', '/foo/', 'foo-slash-exact', 'Exact'],
      ]),
    ),
  );

  test.each([
    ['C-13', 'exact-path-rules', '/foo', 'foo-exact'],
    ['C-17', 'prefix-path-rules', '/foo', 'foo-prefix'],
    ['C-17', 'prefix-path-rules', '/foo/', 'foo-prefix'],
    ['C-19', 'prefix-path-rules', '/aaa/bbb', 'aaa-slash-bbb-prefix'],
    ['C-19', 'prefix-path-rules', '/aaa/bbb/ccc', 'aaa-slash-bbb-prefix'],
    ['C-20', 'prefix-path-rules', '/aaa/ccc', 'aaa-prefix'],
    ['C-22', 'mixed-path-rules', '/foo', 'foo-exact'],
    ['C-23a', 'trailing-slash-path-rules', '/aaa/bbb', 'aaa-slash-bbb-slash-prefix'],
    ['C-23b', 'trailing-slash-path-rules', '/aaa/bbb/', 'aaa-slash-bbb-slash-prefix'],
  ])('%s lead %s%s to %s, with the path unchanged', async (_case, host, path, name) => {
    expect(await see(host, path)).toMatchObject({ service: name, path });
  });

  test.each([
    ['C-14', 'exact-path-rules', '/foo/'],
    ['C-15', 'exact-path-rules', '/FOO'],
    ['C-16', 'exact-path-rules', '/bar'],
    ['C-18', 'prefix-path-rules', '/FOO'],
    ['C-21', 'prefix-path-rules', '/aaaccc'],
    ['C-23c', 'trailing-slash-path-rules', '/foo'],
  ])('%s answer 404 to %s%s', async (_case, host, path) => {
    expect(await status(host, path)).toBe(404);
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
