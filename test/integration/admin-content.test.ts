import { createPrivateKey } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminRequest, controlSocketPath } from '../../src/admin/index.ts';
import * as wire from '../../src/cli/wire/wire.ts';
import { adminPort, askAdmin } from '../support/admin-endpoint.ts';
import { selfSigned } from '../support/certificates.ts';
import { backend, ingress, manifest, secret, service, slice } from '../support/manifests.ts';
import { type NamedOrigin, namedOrigin } from '../support/named-origin.ts';
import { type Program, soon, startProgram } from '../support/program.ts';

const pair = await selfSigned('web.example');
const headerValue = 'Basic c2VjcmV0LWNyZWRlbnRpYWw=';
const configValue = 'value-of-a-config-map';

let origin: NamedOrigin;
let program: Program;
let port: number;

beforeAll(async () => {
  origin = await namedOrigin('web');
  const tls = [{ hosts: ['web.example'], secretName: 'web-tls' }];
  const annotations = { 'sluice.dev/request-headers': `set Authorization: ${headerValue}` };
  // What kubectl apply leaves on a Secret holds its data.
  const copied = { 'kubectl.kubernetes.io/last-applied-configuration': pair.key };
  const { metadata, ...rest } = secret('web-tls', pair);
  program = await startProgram({
    manifests: {
      'web.yaml': manifest(
        backend(origin),
        ingress('web', [['web.example', '/', 'web']], { tls, annotations }),
      ),
      'secret.yaml': manifest({ ...rest, metadata: { ...Object(metadata), annotations: copied } }),
      'map.yaml': manifest({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'map' },
        data: { key: configValue },
      }),
      'missing.yaml': manifest(ingress('missing', [['missing.example', '/', 'nobody']])),
    },
    // Ports are known before the program is, so a wildcard is what a route can be made to lead to.
    flags: ['--allow-external-name', '--admin-address', '0.0.0.0:0'],
  });
  port = await adminPort(program);
});

afterAll(async () => {
  await program.close();
  await origin.close();
});

async function get(path: string): Promise<unknown> {
  const answer = await askAdmin(port, path);
  expect(answer.status, path).toBe(200);
  return JSON.parse(answer.body);
}

const paths = [
  ...['', 'snapshot', 'model', 'reports', 'endpoints', 'certificates', 'parts'].map(
    (name) => `/debug/${name}`,
  ),
  ...['status', 'problems', 'ingresses', 'routes', 'instances', 'certificates', 'errors', 'settings'].map(
    (name) => `/api/${name}`,
  ),
  '/api/explain?url=https://web.example/',
  '/metrics',
  '/readyz?verbose',
];

describe('what the admin endpoint shows', () => {
  test.each(paths)(
    '%s is the same on the control socket, and holds no key and no credential',
    async (path) => {
      const answer = await askAdmin(port, path);
      expect(answer.status).toBe(200);
      if (answer.headers['content-type'] === 'application/json') {
        const other = await adminRequest(controlSocketPath(program.state), 'GET', path);
        expect(Object.keys(Object(other))).toEqual(Object.keys(Object(JSON.parse(answer.body))));
      }
      const bytes = createPrivateKey(pair.key).export({ type: 'pkcs8', format: 'der' });
      for (const held of [
        'PRIVATE KEY',
        ...pair.key.split('\n').filter((line) => line.length > 20),
        bytes.toString('base64').slice(20, 60),
        bytes.toString('hex').slice(40, 100),
        Buffer.from(pair.key).toString('base64').slice(40, 100),
        headerValue,
        configValue,
      ]) {
        expect(answer.body).not.toContain(held);
      }
    },
  );

  test('is what its description says', async () => {
    const overview = wire.overview.parse(await get('/api/status'));
    expect(overview).toMatchObject({ ready: true, notReady: [], hosts: 2, routes: 2, certificates: 1 });
    const problems = wire.problemPage.parse(await get('/api/problems?severity=error'));
    expect(problems.rows).toMatchObject([
      { reason: 'ServiceNotFound', object: 'Ingress default/missing', file: 'missing.yaml', line: 1 },
    ]);
    const ingresses = wire.ingressPage.parse(await get('/api/ingresses?search=WEB.example%20default'));
    expect(ingresses).toMatchObject({ total: 1, rows: [{ name: 'web' }] });
    const routes = wire.routePage.parse(await get('/api/routes?page=1&size=1'));
    expect(routes).toMatchObject({ total: 2, rows: [{ host: 'missing.example', state: 'refused' }] });
    const served = wire.routePage.parse(await get('/api/routes?page=2&size=1'));
    expect(served.rows).toMatchObject([
      { host: 'web.example', state: 'served', policies: ['headers'], backends: [{ endpoints: 1 }] },
    ]);
    expect(wire.instancePage.parse(await get('/api/instances'))).toMatchObject({ total: 1 });
    const certificates = wire.certificatePage.parse(await get('/api/certificates'));
    expect(certificates.rows).toMatchObject([
      { secret: 'default/web-tls', hosts: ['web.example'] },
      { state: 'fake' },
    ]);
  });

  test('has the errors and the traffic of requests', async () => {
    expect((await program.request('missing.example', '/gone')).status).toBe(503);
    expect((await program.request('web.example', '/here')).status).toBe(200);
    const errors = async () => wire.errorPage.parse(await get('/api/errors?status=503'));
    await expect
      .poll(async () => (await errors()).rows, soon)
      .toMatchObject([
        { status: 503, reason: 'ServiceNotFound', host: expect.stringContaining('missing.example') },
      ]);
    const traffic = async () =>
      wire.routePage.parse(await get('/api/routes?search=web.example')).rows[0]?.traffic;
    await expect
      .poll(traffic, soon)
      .toMatchObject({ total: { requests: 1, errors: 0 }, lastMinute: { requests: 1 } });
  });

  test('is refused with what is allowed where a parameter is wrong', async () => {
    for (const path of [
      '/api/routes?size=201',
      '/api/routes?page=0',
      '/api/errors?status=x',
      '/api/problems?severity=x',
    ]) {
      expect(await askAdmin(port, path), path).toMatchObject({
        status: 400,
        body: expect.stringContaining('expected'),
      });
    }
  });
});

describe('a route to the admin endpoint', () => {
  const outside = Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .find(({ internal, family }) => !internal && family === 'IPv4')?.address;

  const external = (name: string) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'inside' },
    spec: { type: 'ExternalName', externalName: name, ports: [{ port: 80, targetPort: port }] },
  });

  async function refused(
    ...objects: readonly Readonly<Record<string, unknown>>[]
  ): Promise<readonly string[]> {
    const from = program.stdout.count;
    await program.edit(
      'inside.yaml',
      manifest(...objects, ingress('inside', [['inside.example', '/', 'inside']])),
    );
    await program.stdout.find(/inside/, from);
    await expect.poll(() => program.reasons('default/inside'), soon).not.toEqual([]);
    for (const path of ['/', '/debug/snapshot']) {
      expect((await program.request('inside.example', path)).status).toBe(503);
    }
    const found = await program.ingress('default/inside');
    await program.remove('inside.yaml');
    await expect.poll(() => program.ingress('default/inside'), soon).toBeUndefined();
    return (found?.problems ?? []).map(({ reason, message }) => `${reason}: ${message}`);
  }

  test.each(['127.0.0.1', '127.3.2.1'])('by an EndpointSlice with %s is refused', async (address) => {
    const { endpoints, ...rest } = slice('inside', { name: 'x', port });
    expect(endpoints).toHaveLength(1);
    const problems = await refused(service('inside'), { ...rest, endpoints: [{ addresses: [address] }] });
    expect(problems[0]).toMatch(/^EndpointAddressForbidden: .*admin endpoint of Sluice/);
  });

  test('by an EndpointSlice with an IPv4 address mapped into IPv6 is refused', async () => {
    const { endpoints, ...rest } = slice('inside', { name: 'x', port });
    expect(endpoints).toHaveLength(1);
    const mapped = { ...rest, addressType: 'IPv6', endpoints: [{ addresses: ['::ffff:7f00:1'] }] };
    expect((await refused(service('inside'), mapped))[0]).toMatch(/^EndpointAddressForbidden/);
  });

  test('by an ExternalName with an address is refused', async () => {
    const problems = await refused(external('127.0.0.1'));
    expect(problems[0]).toMatch(/^EndpointAddressForbidden: .*admin endpoint of Sluice/);
  });

  test.runIf(outside !== undefined)('by the address of this machine is refused', async () => {
    expect((await refused(external(outside ?? '')))[0]).toMatch(/^EndpointAddressForbidden/);
  });

  test('by a name of this machine is refused', async () => {
    expect((await refused(external('localhost')))[0]).toMatch(/^ExternalNameForbidden/);
  });
});
