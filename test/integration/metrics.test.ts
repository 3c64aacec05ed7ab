import { Agent } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { selfSigned } from '../support/certificates.ts';
import {
  backend,
  ingress,
  instanceAnnotations,
  manifest,
  secret,
  slbInstance,
} from '../support/manifests.ts';
import { type Family, scrape, sumOf } from '../support/metrics-text.ts';
import { type NamedOrigin, namedOrigin } from '../support/named-origin.ts';
import { type Program, soon, startProgram } from '../support/program.ts';

let origin: NamedOrigin;
let program: Program;

beforeAll(async () => {
  origin = await namedOrigin('web');
  program = await startProgram({
    manifests: {
      'web.yaml': manifest(backend(origin)),
      'shop.yaml': manifest(ingress('shop', [['shop.example', '/cart', 'web']])),
    },
    flags: ['--metrics-nginx-names', '--release-delay', '0'],
  });
});

afterAll(async () => {
  await program.close();
  await origin.close();
});

const shop = { namespace: 'default', ingress: 'shop', service: 'web', host: 'shop.example', path: '/cart' };

async function figure(name: string, labels: Readonly<Record<string, string>> = {}): Promise<number> {
  return sumOf(await scrape(program.state), name, labels);
}

/** Waits until a figure has a value. */
function expectFigure(
  name: string,
  labels: Readonly<Record<string, string>>,
  value: number,
): Promise<unknown> {
  return expect.poll(() => figure(name, labels), soon).toBe(value);
}

test('requests are counted exactly: by route, status and method, by size, and by reason where no route took them', async () => {
  for (let count = 0; count < 8; count += 1) await program.request('shop.example', '/cart');
  for (let count = 0; count < 3; count += 1) {
    await program.request('shop.example', '/cart/x', { method: 'POST', body: 'x'.repeat(5000) });
  }
  await program.request('shop.example', '/cart', { method: 'PURGE' });
  await program.request('shop.example', '/elsewhere');
  await expectFigure('sluice_process_requests_total', {}, 13);

  const metrics = await scrape(program.state);
  const count = (name: string, labels = {}): number => sumOf(metrics, name, { ...shop, ...labels });
  expect(count('sluice_requests_total', { status: '200', method: 'GET' })).toBe(8);
  expect(count('sluice_requests_total', { status: '200', method: 'POST' })).toBe(3);
  expect(count('sluice_requests_total', { status: '200', method: 'other' })).toBe(1);
  expect(count('sluice_requests_total')).toBe(12);
  expect(count('sluice_request_duration_seconds_count', { status: '2xx' })).toBe(12);
  expect(count('sluice_response_duration_seconds_count')).toBe(12);
  expect(count('sluice_header_duration_seconds_count')).toBe(12);
  expect(count('sluice_request_size_bytes_bucket', { le: '1000' })).toBe(9);
  expect(count('sluice_request_size_bytes_sum')).toBe(15_000);
  const connects = count('sluice_connect_duration_seconds_count');
  expect(connects).toBeGreaterThan(0);
  expect(connects).toBeLessThan(12);
  expect(sumOf(metrics, 'sluice_answers_total', { reason: 'NoRoute', ingress: '' })).toBe(1);
  expect(sumOf(metrics, 'nginx_ingress_controller_requests', { ...shop, status: '200' })).toBe(12);
});

test('what a killed worker counted stays: no sum goes down', async () => {
  const before = await scrape(program.state);
  const [victim = 0] = program.processes.workers;
  process.kill(victim, 'SIGKILL');
  await expectFigure('sluice_worker_restarts_total', {}, 1);
  await expect.poll(() => program.processes.workers.length, soon).toBe(2);
  await program.request('shop.example', '/cart');
  await expectFigure('sluice_process_requests_total', {}, 14);
  expect(sumsThatFell(before, await scrape(program.state))).toEqual([]);
});

/** Counters and histograms of the data plane; what one process measures of itself ends with it. */
function sumsThatFell(
  before: ReadonlyMap<string, Family>,
  after: ReadonlyMap<string, Family>,
): readonly string[] {
  const fell: string[] = [];
  for (const { name, type, series } of before.values()) {
    if (type === 'gauge' || name.includes('cpu_seconds')) continue;
    for (const one of series) if (sumOf(after, one.name, one.labels) < one.value) fell.push(one.name);
  }
  return fell;
}

test('changes of rules, endpoints and certificates end no connection of a client', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ports = new Set<number>();
  const ask = (path: string): Promise<unknown> =>
    program.request('shop.example', path, { agent, onConnection: (port) => ports.add(port) });
  await ask('/cart');
  const other = await namedOrigin('web');
  const pair = await selfSigned('shop.example');
  const tls = { tls: [{ hosts: ['shop.example'], secretName: 'pair' }] };
  const rules = [
    ['shop.example', '/cart', 'web'],
    ['shop.example', '/more', 'web'],
  ] as const;
  await program.edit('web.yaml', manifest(backend(other)));
  await program.edit('pair.yaml', manifest(secret('pair', pair)));
  await program.edit('shop.yaml', manifest(ingress('shop', rules, tls)));
  await expect.poll(async () => (await program.request('shop.example', '/more')).status, soon).toBe(200);
  await expectFigure('sluice_certificate_expiry_timestamp_seconds', {}, await expiry());
  await ask('/cart');
  expect(ports.size).toBe(1);
  expect(await figure('sluice_connections_closed_by_config_total')).toBe(0);
  agent.destroy();
  await program.edit('web.yaml', manifest(backend(origin)));
  await other.close();
});

async function expiry(): Promise<number> {
  const { certificate } = await program.request('shop.example', '/cart', { tls: true });
  return Date.parse(certificate?.valid_to ?? '') / 1000;
}

test('an instance that is taken away ends its connections, which is counted', async () => {
  const inside = { annotations: { [instanceAnnotations[0]]: 'lb-inside' } };
  const spec = { addressType: 'intranet', specification: 'slb.s1.small' };
  const rules = ingress('inside', [['inside.example', '/', 'web']], inside);
  await program.edit('inside.yaml', manifest(slbInstance('lb-inside', spec), rules));
  await expect.poll(async () => (await program.ingress('default/inside'))?.programmed, soon).toBe(true);
  const { address = '' } = (await program.ingress('default/inside')) ?? {};
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  expect((await program.request('inside.example', '/', { address, agent })).status).toBe(200);
  await program.remove('inside.yaml');
  await expectFigure('sluice_connections_closed_by_config_total', {}, 1);
  agent.destroy();
});

test('the series of a route end with it; the sum over all routes keeps what they counted', async () => {
  await program.request('shop.example', '/cart');
  const all = await figure('sluice_process_requests_total');
  expect(await figure('sluice_requests_total', shop)).toBeGreaterThan(0);
  await program.edit('shop.yaml', manifest(ingress('shop', [['shop.example', '/new', 'web']])));
  await expect.poll(async () => (await scrapeRoutes()).includes('/cart'), soon).toBe(false);
  await program.request('shop.example', '/new');
  await expect.poll(() => figure('sluice_process_requests_total'), soon).toBeGreaterThan(all);
});

async function scrapeRoutes(): Promise<readonly string[]> {
  const family = (await scrape(program.state)).get('sluice_requests_total');
  return (family?.series ?? []).map(({ labels }) => labels['path'] ?? '');
}

test('an Ingress whose Service has no endpoint is an orphan, and each process says how it is', async () => {
  await program.edit('empty.yaml', manifest(ingress('lost', [['lost.example', '/', 'gone']])));
  const orphan = { namespace: 'default', ingress: 'lost', type: 'no-service' };
  await expectFigure('sluice_orphan_ingress', orphan, 1);
  const metrics = await scrape(program.state);
  expect(sumOf(metrics, 'nginx_ingress_controller_orphan_ingress', orphan)).toBe(1);
  expect(sumOf(metrics, 'sluice_reports', { reason: 'ServiceNotFound' })).toBe(1);
  expect(sumOf(metrics, 'sluice_config_last_apply_successful')).toBe(1);
  for (const process of ['supervisor', 'control', 'worker']) {
    expect(sumOf(metrics, 'sluice_process_resident_memory_bytes', { process }), process).toBeGreaterThan(1e7);
  }
  const version = sumOf(metrics, 'sluice_config_version');
  const held = metrics.get('sluice_worker_config_version')?.series.map(({ value }) => value);
  expect(version).toBeGreaterThan(0);
  expect(held).toHaveLength(2);
});
