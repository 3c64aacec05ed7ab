import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callSluice } from '../fixtures/call-sluice.ts';
import { type RunningServer, runSluice, startServer, startSluice } from '../fixtures/run-sluice.ts';
import { freePorts } from '../try/free-ports.ts';
import { certificateRows, ingressRows, statusRow } from '../wire/wire.ts';

const good = `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: cafe }
spec:
  rules:
    - host: cafe.example
      http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: tea, port: { number: 80 } } } }] }
---
apiVersion: v1
kind: Service
metadata: { name: tea }
spec: { ports: [{ port: 80 }] }
`;

const broken = `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web, namespace: shop }
spec:
  tls: [{ hosts: [shop.example], secretName: shop-tls }]
  rules:
    - host: shop.example
      http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: gone, port: { number: 80 } } } }] }
`;

let folder = '';
let state = '';
let manifests = '';
let server: RunningServer | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-status-'));
  state = join(folder, 'state');
  manifests = join(folder, 'manifests');
  await mkdir(manifests);
  await writeFile(join(manifests, 'cafe.yaml'), good);
  await writeFile(join(manifests, 'shop.yaml'), broken);
  await writeFile(join(manifests, '\u001b[2J\u202eevil.yaml'), 'kind: [');
  const [http, https] = await freePorts();
  server = startServer([
    ...['--manifests', manifests, '--echo', '--state-dir', state],
    ...['--internet-address', '127.0.0.1', '--http-port', String(http), '--https-port', String(https)],
  ]);
  await server.line(/^ {2}Try/);
});

afterAll(async () => {
  server?.kill();
  await rm(folder, { recursive: true });
});

describe('sluice status', () => {
  test('shows what is wrong first, with object, place and hint, and ends with code 7', async () => {
    const { code, stdout, stderr } = await runSluice(['status', '--state-dir', state]);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^3 errors\n\nProblems\n/);
    expect(stdout).toContain('Ingress shop/web (spec.tls[0].secretName, shop.yaml:2)');
    expect(stdout).toMatch(/hint: Create the Secret/);
    expect(stdout).toMatch(/^ {2}lb-\w+ .* active +2 +2$/m);
    expect(stdout).toMatch(/^ {2}worker +\d+ +ready /m);
    expect(stdout).toMatch(/version \d+; acknowledged by 2 of 2 workers/);
    expect(code).toBe(7);
  });

  test('gives machines the same', async () => {
    const { code, stdout } = await callSluice(['status', '--state-dir', state, '--output', 'json']);
    const row = statusRow.parse(JSON.parse(stdout));
    expect(row).toMatchObject({ errors: 3, warnings: 0, ingresses: 2, source: { complete: true } });
    expect(row.problems.map(({ reason }) => reason)).toEqual([
      'CertificateNotFound',
      'InvalidFile',
      'ServiceNotFound',
    ]);
    expect(row.processes.map(({ role }) => role)).toEqual(['supervisor', 'control', 'worker', 'worker']);
    expect(code).toBe(7);
  });

  test.each([['table'], ['json']])('lets no name steer the terminal, as %s', async (format) => {
    const { stdout } = await callSluice(['status', '--state-dir', state, '--output', format]);
    expect(stdout).toContain('evil.yaml');
    for (const steering of ['\u001b', '\u202e']) expect(stdout).not.toContain(steering);
  });

  test('says that nobody answers where no server runs', async () => {
    const { code, stderr } = await callSluice(['status', '--state-dir', join(folder, 'none')]);
    expect(stderr).toMatch(/^error: No server listens.*\nhint: /);
    expect(code).toBe(1);
  });

  test('judges a folder of manifests without a server', async () => {
    const { code, stdout } = await callSluice(['status', '--manifests', manifests]);
    expect(stdout).toMatch(/^\d errors/);
    expect(stdout).toContain('shop.yaml:2');
    expect(stdout).not.toContain('Processes');
    expect(code).toBe(7);
  });
});

describe('sluice get ingress', () => {
  const get = (...args: readonly string[]): ReturnType<typeof callSluice> =>
    callSluice(['get', 'ingress', '--state-dir', state, ...args]);

  test('has the first reason in its table, and all below', async () => {
    const { code, stdout } = await get();
    expect(stdout).toMatch(/^shop +web +<none> +shop\.example +127\.0\.0\.1 .* CertificateNotFound \+1$/m);
    expect(stdout).toContain(
      'shop/web: error ServiceNotFound (spec.rules[0].http.paths[0].backend, shop.yaml:2)',
    );
    expect(code).toBe(0);
  });

  test.each([
    [['shop/web'], ['shop/web']],
    [['cafe'], ['default/cafe']],
    [['web', '-n', 'shop'], ['shop/web']],
    [['-n', 'shop'], ['shop/web']],
    [['--problems'], ['shop/web']],
    [[], ['default/cafe', 'shop/web']],
  ])('%j selects %j', async (args, names) => {
    const { stdout } = await get(...args, '--output', 'json');
    const rows = ingressRows.parse(JSON.parse(stdout));
    expect(rows.map(({ namespace, name }) => `${namespace}/${name}`)).toEqual(names);
  });

  test('refuses a name that no Ingress has', async () => {
    const { code, stderr } = await get('web');
    expect(stderr).toMatch(/^error: Ingress default\/web does not exist\.\nhint: .*NAMESPACE\/NAME/);
    expect(code).toBe(1);
  });

  test('reads a folder of manifests without a server', async () => {
    const { stdout } = await callSluice(['get', 'ingress', 'shop/web', '--manifests', manifests]);
    expect(stdout).toContain('CertificateNotFound');
  });
});

test('what is longer than a pipe holds arrives whole', async () => {
  const many = join(folder, 'many');
  await mkdir(many);
  const documents = Array.from({ length: 1000 }, (_, index) => good.replaceAll('cafe', `cafe-${index}`));
  await writeFile(join(many, 'all.yaml'), documents.join('---'));
  const { stdout } = await runSluice(['get', 'ingress', '--manifests', many, '--output', 'json']);
  expect(stdout.length).toBeGreaterThan(128 * 1024);
  expect(ingressRows.parse(JSON.parse(stdout))).toHaveLength(1000);
});

describe('sluice get certificates', () => {
  test('shows the Secret that is missing, and why the fake certificate is the default', async () => {
    const { code, stdout } = await callSluice(['get', 'certificates', '--state-dir', state]);
    expect(stdout).toMatch(/^shop\/shop-tls +unusable /m);
    expect(stdout).toMatch(/^\(fake\) is the default of lb-\w+:\n {2}Ingress default\/cafe, .*names none/m);
    expect(code).toBe(0);
  });

  test('gives machines the same, offline too', async () => {
    const { stdout } = await callSluice(['get', 'certs', '--manifests', manifests, '--output', 'json']);
    const rows = certificateRows.parse(JSON.parse(stdout));
    expect(rows.map((row) => row.state)).toEqual(['unusable', 'fake']);
  });
});

test('sluice status --watch shows it again when something changes', async () => {
  const watching = startSluice(['status', '--watch', '--state-dir', state]);
  try {
    await watching.line(/^3 errors$/);
    await rm(join(manifests, 'shop.yaml'));
    await watching.line(/^1 error$/);
  } finally {
    watching.kill();
  }
});
