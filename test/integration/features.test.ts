import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type KeyPair, selfSigned } from '../support/certificates.ts';
import { type ClientRequest, fieldOf, type Seen, seenIn } from '../support/http-client.ts';
import { backend, type IngressOptions, ingress, manifest, type Rule, secret } from '../support/manifests.ts';
import { type NamedOrigin, namedOrigin } from '../support/named-origin.ts';
import { type Program, startProgram } from '../support/program.ts';

// What annotations do to requests, from the manifest to the backend. How each value is read: golden files of the features.

const nginxClass = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IngressClass',
  metadata: { name: 'legacy', annotations: { 'sluice.dev/profile': 'ingress-nginx' } },
  spec: { controller: 'sluice.dev/ingress-controller' },
};

const customHeaders = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'more-headers' },
  data: { 'X-Frame-Options': 'DENY' },
};

let origin: NamedOrigin;
let certificate: KeyPair;
let program: Program;

/** An Ingress for a host of its own name, with annotations of ours. */
function own(
  name: string,
  annotations: Readonly<Record<string, string>>,
  ...paths: readonly [path: string, pathType?: Rule[3]][]
): ReturnType<typeof ingress> {
  return withPrefix('sluice.dev/', name, annotations, {}, paths);
}

/** The same in the dialect of ingress-nginx. */
function nginx(
  name: string,
  annotations: Readonly<Record<string, string>>,
  options: IngressOptions,
  ...paths: readonly [path: string, pathType?: Rule[3]][]
): ReturnType<typeof ingress> {
  const prefix = 'nginx.ingress.kubernetes.io/';
  return withPrefix(prefix, name, annotations, { className: 'legacy', ...options }, paths);
}

function withPrefix(
  prefix: string,
  name: string,
  annotations: Readonly<Record<string, string>>,
  options: IngressOptions,
  paths: readonly (readonly [path: string, pathType?: Rule[3]])[],
): ReturnType<typeof ingress> {
  const given = Object.entries(annotations).map(([key, value]) => [prefix + key, value]);
  const rules = paths.map(([path, pathType = 'Prefix']): Rule => [`${name}.example`, path, 'web', pathType]);
  return ingress(name, rules, { ...options, annotations: Object.fromEntries(given) });
}

beforeAll(async () => {
  [certificate, origin] = await Promise.all([selfSigned('secured.example'), namedOrigin('web')]);
  const expression = ['/something(/|$)(.*)', 'ImplementationSpecific'] as const;
  program = await startProgram({
    flags: ['--reason-header', '--traceparent', 'make'],
    manifests: {
      'all.yaml': manifest(
        nginxClass,
        customHeaders,
        backend(origin),
        secret('pair', certificate),
        own('prefix', { 'rewrite-prefix': '/new' }, ['/old']),
        own(
          'expression',
          { 'rewrite-target': '/api-$1/$2', 'use-regex': 'true' },
          ['/v([0-9]+)/(.*)', 'ImplementationSpecific'],
          ['/', 'Prefix'],
        ),
        own(
          'headers',
          {
            'request-headers': 'set X-Role: guest\nremove Cookie',
            'response-headers': 'add X-Out: ours\nremove Content-Type',
          },
          ['/'],
        ),
        own('redirect', { 'ssl-redirect': 'true', 'ssl-redirect-code': '301' }, ['/']),
        own('hasty', { 'response-timeout': '200ms' }, ['/']),
        own('plain', {}, ['/']),
        nginx('rewritten', { 'rewrite-target': '/$2' }, {}, [...expression]),
        nginx('secured', {}, { tls: [{ hosts: ['secured.example'], secretName: 'pair' }] }, ['/']),
        nginx('unsecured', {}, {}, ['/']),
        nginx('forced', { 'force-ssl-redirect': 'true' }, {}, ['/']),
        nginx('slow', { 'proxy-read-timeout': '1' }, {}, ['/']),
        nginx('framed', { 'custom-headers': 'more-headers' }, {}, ['/']),
        nginx('guarded', { 'auth-url': 'https://auth.example' }, {}, ['/']),
      ),
    },
  });
});

afterAll(async () => {
  await program.close();
  await origin.close();
});

async function see(host: string, path: string, more: Partial<ClientRequest> = {}): Promise<Seen> {
  return seenIn(await program.request(`${host}.example`, path, more));
}

describe('annotations of ours', () => {
  test('replace a prefix', async () => {
    expect(await see('prefix', '/old/a?b=%2f')).toMatchObject({ request: 'GET /new/a?b=%2f HTTP/1.1' });
    expect(await see('prefix', '/old')).toMatchObject({ request: 'GET /new HTTP/1.1' });
  });

  test('fill the groups of an expression into another path, and leave other paths alone', async () => {
    expect(await see('expression', '/v2/users')).toMatchObject({ request: 'GET /api-2/users HTTP/1.1' });
    expect(await see('expression', '/V2/users')).toMatchObject({ request: 'GET /V2/users HTTP/1.1' });
  });

  test('refuse what would lead out of the new path', async () => {
    const answer = await program.request('prefix.example', '/old/..%2F..%2Fadmin');
    expect(answer).toMatchObject({ status: 400, headers: { 'x-sluice-reason': 'AmbiguousPath' } });
  });

  test('change the headers of requests and responses', async () => {
    const headers = { 'x-role': 'admin', x_role: 'admin', cookie: 'a=b' };
    const answer = await program.request('headers.example', '/', { headers });
    expect(answer.headers).toMatchObject({ 'x-out': 'ours' });
    expect(answer.headers['content-type']).toBeUndefined();
    const seen = seenIn(answer);
    expect([fieldOf(seen, 'x-role'), fieldOf(seen, 'x_role'), fieldOf(seen, 'cookie')]).toEqual([
      'guest',
      '',
      '',
    ]);
  });

  test('send plain HTTP to HTTPS, on the port it is really at', async () => {
    const answer = await program.request('redirect.example:80', '/a?b');
    expect(answer).toMatchObject({
      status: 301,
      headers: {
        location: `https://redirect.example:${program.https}/a?b`,
        'x-sluice-reason': 'HttpsRedirect',
      },
    });
    expect(await see('redirect', '/a?b', { tls: true })).toMatchObject({ request: 'GET /a?b HTTP/1.1' });
  });

  test('bound how long a backend may take, on their own routes', async () => {
    const answer = await program.request('hasty.example', '/slow/9000');
    expect(answer).toMatchObject({ status: 504, headers: { 'x-sluice-reason': 'UpstreamTimeout' } });
    expect(await see('plain', '/slow/1000')).toMatchObject({ service: 'web' });
  });
});

describe('annotations of ingress-nginx, in its profile', () => {
  test.each([
    ['/something', '/'],
    ['/something/new?a=b', '/new?a=b'],
    ['/SomeThing/x', '/x'],
  ])('rewrite %s to %s', async (path, becomes) => {
    expect(await see('rewritten', path)).toMatchObject({ request: `GET ${becomes} HTTP/1.1` });
  });

  test('redirect hosts that have a certificate, unless told otherwise, and those that must', async () => {
    const statusOf = async (host: string): Promise<number> => (await program.request(host, '/')).status;
    expect(await statusOf('secured.example')).toBe(308);
    expect(await statusOf('unsecured.example')).toBe(200);
    expect(await statusOf('forced.example')).toBe(308);
  });

  test('bound how long a backend may take', async () => {
    expect(await program.request('slow.example', '/slow/9000')).toMatchObject({ status: 504 });
  });

  test('set response headers from a ConfigMap', async () => {
    const { headers } = await program.request('framed.example', '/');
    expect(headers).toMatchObject({ 'x-frame-options': 'DENY' });
  });

  test('that restrict access and cannot be honoured close the route', async () => {
    expect(await program.request('guarded.example', '/')).toMatchObject({
      status: 503,
      headers: { 'x-sluice-reason': 'AnnotationRefused' },
    });
  });
});

test('a request without a trace begins one, where the setting says so', async () => {
  expect(fieldOf(await see('plain', '/'), 'traceparent')).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';
  const seen = await see('plain', '/', { headers: { traceparent: parent } });
  expect(fieldOf(seen, 'traceparent')).toBe(parent);
});
