import { afterAll, expect, test } from 'vitest';
import { runChaos } from '../../chaos/chaos.ts';
import { brokenPromises } from '../../chaos/figures.ts';
import { closePrograms } from '../support/running-program.ts';

afterAll(closePrograms);

test('nothing is lost while rules, endpoints, certificates, instances and pods change, processes die, and the server drains', async () => {
  const told: string[] = [];
  const figures = await runChaos({
    ...{ seconds: 3.5, rate: 400, handshakeRate: 20, webSockets: 8, killSeconds: 1 },
    seed: Date.now() % 1_000_000,
    tell: (line) => told.push(line),
  });
  expect(brokenPromises(figures), told.join('\n')).toEqual([]);
  expect(figures.kills).toEqual({ workers: 1, control: 1 });
  expect(figures.podsReplaced).toBeGreaterThan(2);
  expect(figures.changes.times.length).toBeGreaterThan(10);
  for (const { right } of Object.values(figures.tally.sets)) expect(right).toBeGreaterThan(50);
});
