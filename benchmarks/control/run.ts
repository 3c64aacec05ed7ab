// Rows d, e and g of the targets: how fast a large world is served at first, and how fast a change of it is.
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { editEndpoints, editIngress, fullWorld, hostOf, writeWorld } from './manifests.ts';
import { ask, memoryOf, namedBackend, startSluice, untilServed } from './processes.ts';

const samples = Number(process.argv[2] ?? 200);
const port = 18_080;
const size = fullWorld;

const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
const manifests = join(folder, 'manifests');
const state = join(folder, 'state');
const [one, two] = [await namedBackend('one'), await namedBackend('two')];

console.log('writing the world: 10,000 Ingresses, 20,000 routes, 5,000 Services, 50,000 endpoints …');
writeWorld(manifests, size);
const last = size.services - 1;
editEndpoints(manifests, size, last, one);

const coldStart = await measureStart();
const server = coldStart.server;
try {
  console.log(`served after ${coldStart.ms.toFixed(0)} ms; measuring ${samples} changes of each kind …`);
  const ingress = await measureIngressChanges();
  const endpoints = await measureEndpointChanges();
  print(ingress, endpoints);
} finally {
  server.kill('SIGTERM');
  await once(server, 'exit');
  one.close();
  two.close();
  rmSync(folder, { recursive: true, force: true });
}

async function measureStart() {
  const since = performance.now();
  const server = startSluice(manifests, state, port);
  const probe = async () => (await ask(port, hostOf(last, 1), '/part-1/x')).status === 200;
  return { ms: await untilServed(since, 120_000, probe), server };
}

async function measureIngressChanges(): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < samples; i += 1) {
    const path = `/change-${i}`;
    // The default path of the host takes what the new one does not; so the new one leads to a Service of its own.
    editIngress(manifests, size, last, path);
    const since = performance.now();
    const probe = async () => (await ask(port, hostOf(last, 0), path)).status === 200;
    times.push(await untilServed(since, 10_000, probe));
  }
  return times;
}

async function measureEndpointChanges(): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < samples; i += 1) {
    const [backend, name] = i % 2 === 0 ? [two, 'two'] : [one, 'one'];
    editEndpoints(manifests, size, last, backend);
    const since = performance.now();
    const probe = async () => (await ask(port, hostOf(last, 1), '/part-0')).body === name;
    times.push(await untilServed(since, 10_000, probe));
  }
  return times;
}

function percentile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function print(ingress: readonly number[], endpoints: readonly number[]): void {
  const row = (name: string, times: readonly number[], first: number, goal: number) => {
    const p99 = percentile(times, 0.99);
    const verdict = p99 <= goal ? 'goal' : p99 <= first ? 'first' : 'MISSED';
    console.log(
      `| ${name} | ${percentile(times, 0.5).toFixed(1)} | ${p99.toFixed(1)} | ${first} | ${goal} | ${verdict} |`,
    );
  };
  console.log(
    `\nNode ${process.version}, ${cpus().length} × ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${new Date().toISOString().slice(0, 10)}, ${samples} samples a row\n`,
  );
  console.log('| what (ms) | p50 | p99 | first | goal | reached |\n|---|--:|--:|--:|--:|---|');
  row('d. Ingress change → served by all workers', ingress, 250, 50);
  row('e. endpoint change → served by all workers', endpoints, 50, 10);
  row('g. cold start → first request', [coldStart.ms], 5000, 1500);
  console.log('\n| process | resident memory, MiB |\n|---|--:|');
  for (const { name, mib } of memoryOf(server.pid ?? 0)) console.log(`| ${name} | ${mib} |`);
}
