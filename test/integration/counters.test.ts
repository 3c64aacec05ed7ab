import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { adminRequest, controlSocketPath } from '../../src/admin/index.ts';
import { backend, ingress, manifest } from '../support/manifests.ts';
import { type NamedOrigin, namedOrigin } from '../support/named-origin.ts';
import { type Program, soon, startProgram } from '../support/program.ts';

let origin: NamedOrigin;
let program: Program;

beforeAll(async () => {
  origin = await namedOrigin('web');
  const rules = ingress('count', [['count.example', '/', 'web']]);
  program = await startProgram({ manifests: { 'all.yaml': manifest(backend(origin), rules) } });
});

afterAll(async () => {
  await program.close();
  await origin.close();
});

const numbers = z.record(z.string(), z.number());
const figures = z.object({
  routes: z.array(z.object({ host: z.string(), requests: z.number(), byStatus: numbers, byReason: numbers })),
});

/** Requests of the route, and those it answered with 200, over all workers; then those no route took. */
async function counted(): Promise<unknown> {
  const answer = await adminRequest(controlSocketPath(program.state), 'GET', '/v1/counters');
  const { routes } = figures.parse(answer);
  const route = routes.find(({ host }) => host === 'count.example');
  const unrouted = routes.find(({ host }) => host === '');
  return [route?.requests, route?.byStatus['200'], unrouted?.byReason['NoRoute']];
}

async function ask(count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) await program.request('count.example', '/');
  await program.request('other.example', '/');
}

test('counters are summed over workers and control processes, those that were killed included', async () => {
  await ask(20);
  await expect.poll(counted, soon).toEqual([20, 20, 1]);
  const { control, workers } = program.processes;
  for (const victim of [...workers.slice(0, 1), ...control]) {
    process.kill(victim, 'SIGKILL');
    const alive = () => [...program.processes.control, ...program.processes.workers];
    await expect.poll(alive, soon).not.toContain(victim);
  }
  await expect.poll(() => program.processes.workers.length, soon).toBe(2);
  await ask(20);
  await expect.poll(counted, soon).toEqual([40, 40, 2]);
});
