import { afterAll, beforeAll, expect, test } from 'vitest';
import { adminRequest, controlSocketPath } from '../../src/admin/index.ts';
import { ingress, manifest, service, slice } from '../support/manifests.ts';
import { scrape, sumOf } from '../support/metrics-text.ts';
import { type NamedOrigin, namedOrigins } from '../support/named-origin.ts';
import { closePrograms, type Program, startProgram } from '../support/running-program.ts';
import { type ScriptedOrigin, scriptedOrigin } from '../support/scripted-origin.ts';

let a: NamedOrigin;
let b: NamedOrigin;
let sick: ScriptedOrigin;
let program: Program;

const ready = { ready: true };
const terminating = { ready: false, serving: true, terminating: true };
const checks = {
  'sluice.dev/health-check-path': '/healthz',
  'sluice.dev/health-check-interval': '1s',
  'sluice.dev/health-check-unhealthy-threshold': '1',
  'sluice.dev/health-check-healthy-threshold': '1',
};

beforeAll(async () => {
  const origins = await namedOrigins('a', 'b');
  [a, b] = [named(origins, 0), named(origins, 1)];
  // Serves requests, but says that it is not well.
  sick = await scriptedOrigin((socket, received) => {
    const status = received.includes('/healthz') ? 500 : 200;
    socket.end(`HTTP/1.1 ${status} X\r\nContent-Length: 4\r\nConnection: close\r\n\r\nsick`);
  });
  const pod = (of: string, origin: { readonly name: string; readonly port: number }, how = ready) =>
    manifest(slice(of, origin, undefined, how));
  program = await startProgram({
    manifests: {
      'rollout.yaml': manifest(service('rollout'), ingress('rollout', [['rollout.example', '/', 'rollout']])),
      'rollout-a.yaml': pod('rollout', a),
      'rollout-b.yaml': pod('rollout', b),
      'half.yaml': manifest(service('half'), ingress('half', [['half.example', '/', 'half']])),
      'half-a.yaml': pod('half', a),
      'half-none.yaml': pod('half', { name: 'none', port: await closedPort() }),
      'checked.yaml': manifest(
        service('checked'),
        ingress('checked', [['checked.example', '/', 'checked']], { annotations: checks }),
      ),
      'checked-a.yaml': pod('checked', a),
      'checked-sick.yaml': pod('checked', { name: 'sick', port: sick.port }),
    },
  });
});

afterAll(async () => {
  await closePrograms();
  await Promise.all([a.close(), b.close(), sick.close()]);
});

function named(origins: readonly NamedOrigin[], index: number): NamedOrigin {
  const origin = origins[index];
  if (origin === undefined) throw new Error('no backend');
  return origin;
}

/** A port nobody listens on. */
async function closedPort(): Promise<number> {
  const origin = await scriptedOrigin(() => {});
  await origin.close();
  return origin.port;
}

async function replicas(host: string, count: number): Promise<ReadonlySet<string>> {
  const answers = await Promise.all(Array.from({ length: count }, () => program.request(host, '/')));
  for (const { status } of answers) expect(status).toBe(200);
  return new Set(answers.map(({ body }) => (body === 'sick' ? 'sick' : JSON.parse(body).replica)));
}

/** Marks the pod of a file, and waits until the workers know. */
async function mark(origin: NamedOrigin, conditions: typeof terminating | undefined): Promise<void> {
  const from = program.stdout.count;
  const file = `rollout-${origin.name}.yaml`;
  if (conditions === undefined) await program.remove(file);
  else await program.edit(file, manifest(slice('rollout', origin, undefined, conditions)));
  await program.stdout.find(new RegExp(`^EndpointSlice default/rollout-${origin.name} `), from);
}

test('a pod that refuses connections costs no request, whatever its method', async () => {
  const posts = Array.from({ length: 60 }, () =>
    program.request('half.example', '/', { method: 'POST', body: 'text' }),
  );
  for (const { status } of await Promise.all(posts)) expect(status).toBe(200);
  const retries = async (): Promise<number> =>
    sumOf(await scrape(program.state), 'sluice_upstream_retries_total', { result: 'made' });
  await expect.poll(retries, { timeout: 5000 }).toBeGreaterThan(0);
});

test('a pod that terminates ends what it has and gets nothing new, until none is left that does not', async () => {
  expect(await replicas('rollout.example', 20)).toEqual(new Set(['a', 'b']));
  const slow = Array.from({ length: 8 }, () => program.request('rollout.example', '/slow/600'));
  await expect.poll(() => a.underWay() > 0 && b.underWay() > 0).toBe(true);
  await mark(a, terminating);
  expect(await replicas('rollout.example', 20)).toEqual(new Set(['b']));
  const done = await Promise.all(slow);
  expect(new Set(done.map(({ status }) => status))).toEqual(new Set([200]));
  expect(new Set(done.map(({ body }) => JSON.parse(body).replica))).toEqual(new Set(['a', 'b']));
  await mark(b, undefined);
  expect(await replicas('rollout.example', 20)).toEqual(new Set(['a']));
});

test('a pod that fails its checks gets no requests, and metrics, /debug/endpoints and explain tell', async () => {
  await expect.poll(() => replicas('checked.example', 10), { timeout: 10_000 }).toEqual(new Set(['a']));
  // The pod of another test that refuses connections may be out as well.
  const out = async (): Promise<number> => sumOf(await scrape(program.state), 'sluice_endpoints_ejected', {});
  await expect.poll(out, { timeout: 10_000 }).toBeGreaterThanOrEqual(2);
  const told = (): Promise<unknown> =>
    adminRequest(controlSocketPath(program.state), 'GET', '/debug/endpoints');
  await expect.poll(told, { timeout: 10_000 }).toContainEqual(
    expect.objectContaining({
      service: 'default/checked',
      endpoints: expect.arrayContaining([
        expect.objectContaining({ port: sick.port, outOfUse: { 1: -1, 2: -1 } }),
      ]),
    }),
  );
  const { stdout } = await program.command('explain', 'http://checked.example/');
  expect(stdout).toContain('fails the checks of worker 1, fails the checks of worker 2');
});
