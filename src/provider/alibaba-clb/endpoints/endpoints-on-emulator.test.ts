import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BackendEndpoints } from '../../../model/index.ts';
import { type ClbStage, isWrite, openStage, type StageOptions } from '../clb-stage.test-support.ts';
import { host, loadBalancer } from '../plan/fixtures/wishes.ts';

// Endpoint changes through the real client, against a CLB that is as strict as the documentation.
let keysFolder: string;

beforeAll(async () => {
  keysFolder = await mkdtemp(join(tmpdir(), 'sluice-clb-'));
});

afterAll(() => rm(keysFolder, { recursive: true }));

const backends = ['shop/cafe:80', 'shop/tea:80', 'shop/cake:80', 'shop/jam:80'];
const balancer = loadBalancer(
  'managed',
  backends.map((backend, index) => host(`host-${index}.example`, { '/': backend })),
);
const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

function pods(backend: string, ...numbers: number[]): BackendEndpoints {
  return { backend, endpoints: numbers.map((number) => ({ address: `10.0.0.${number}`, port: 8080 })) };
}

/** A stage on which every backend is served by the pod 1, of 254 pods with an interface each. */
async function openServed(options: StageOptions = {}): Promise<ClbStage> {
  const stage = await openStage({ keysFolder, ...options });
  for (const number of range(1, 254)) stage.emulator.addInterface(`10.0.0.${number}`, `eni-${number}`);
  stage.setEndpoints(...backends.map((backend) => pods(backend, 1)));
  await stage.settle([balancer]);
  stage.newCalls();
  return stage;
}

/** The members CLB has for each backend that has some: interface and weight. */
function members({ emulator }: ClbStage): Readonly<Record<string, Record<string, number>>> {
  const groups = [...emulator.state.instances.values()].flatMap(({ serverGroups }) => serverGroups);
  return Object.fromEntries(
    groups
      .filter((group) => group.backends.length > 0)
      .map((group) => [
        backends.find((backend) => group.name.includes(backend.replace(':', '.'))) ?? group.name,
        Object.fromEntries(group.backends.map(({ serverId, weight }) => [serverId, weight])),
      ]),
  );
}

const writes = (stage: ClbStage): readonly string[] => stage.newCalls().filter(isWrite);

/** Resolves when CLB's state is as the condition asks. */
function until({ emulator }: ClbStage, condition: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!condition()) return;
      end();
      resolve();
    };
    const end = emulator.onCall(look);
    look();
  });
}

test('a thousand changes in a burst cost few calls, and none that touches a rule', async () => {
  const stage = await openServed();
  for (const step of range(1, 250)) {
    for (const backend of backends)
      stage.setEndpoints(pods(backend, ...range(step % 200, (step % 200) + 29)));
  }
  await stage.provider.endpointsProgrammed();
  const wanted = Object.fromEntries(range(50, 79).map((number) => [`eni-${number}`, 100]));
  expect(members(stage)).toEqual(Object.fromEntries(backends.map((backend) => [backend, wanted])));
  const made = writes(stage);
  expect(made.every((action) => action.endsWith('VServerGroupBackendServers'))).toBe(true);
  // For each group, 30 members come in two calls and one goes in one.
  expect(made.length).toBeLessThanOrEqual(3 * backends.length);
});

test('members that go take no new requests, and are removed later', async () => {
  const stage = await openServed({ settings: { drainMs: 100 } });
  const [cafe = ''] = backends;
  stage.setEndpoints(pods(cafe, 2));
  await stage.provider.endpointsProgrammed();
  expect(members(stage)[cafe]).toEqual({ 'eni-1': 0, 'eni-2': 100 });
  await until(stage, () => members(stage)[cafe]?.['eni-1'] === undefined);
  expect(members(stage)[cafe]).toEqual({ 'eni-2': 100 });
  expect(writes(stage)).toEqual([
    'AddVServerGroupBackendServers',
    'SetVServerGroupAttribute',
    'RemoveVServerGroupBackendServers',
  ]);
});

describe.each(['throttled', 'unavailable', 'internal-error', 'reset', 'lost-reply'] as const)(
  'a call that ends %s',
  (fault) => {
    test.each([
      'AddVServerGroupBackendServers',
      'SetVServerGroupAttribute',
      'RemoveVServerGroupBackendServers',
    ])('%s is brought to its end all the same', async (action) => {
      const stage = await openServed({ settings: { drainMs: 1 }, tries: 2 });
      const [cafe = ''] = backends;
      const wanted = Object.fromEntries(range(2, 30).map((number) => [`eni-${number}`, 100]));
      for (const _ of range(1, 3)) stage.emulator.faults.next(action, fault);
      stage.setEndpoints(pods(cafe, ...range(2, 30)));
      await until(
        stage,
        () => JSON.stringify(sorted(members(stage)[cafe])) === JSON.stringify(sorted(wanted)),
      );
      expect(members(stage)['shop/tea:80']).toEqual({ 'eni-1': 100 });
    });
  },
);

test('a pod whose interface is another by now is found again, and the others do not wait', async () => {
  const stage = await openServed();
  const [cafe = '', tea = ''] = backends;
  // The address moves to another interface while it is in use, which nobody tells.
  stage.emulator.removeInterface('eni-1');
  stage.emulator.addInterface('10.0.0.1', 'eni-new');
  stage.setEndpoints(pods(cafe, 2));
  await stage.provider.endpointsProgrammed();
  stage.setEndpoints(pods(cafe, 1, 2, 3, 4));
  await until(stage, () => members(stage)[cafe]?.['eni-new'] === 100);
  await stage.provider.endpointsProgrammed();
  expect(members(stage)[cafe]).toEqual({ 'eni-2': 100, 'eni-3': 100, 'eni-4': 100, 'eni-new': 100 });
  expect(members(stage)[tea]).toBeDefined();
});

test('an address without an interface holds up nothing, and is reported', async () => {
  const stage = await openServed();
  const [cafe = ''] = backends;
  stage.setEndpoints({ backend: cafe, endpoints: [{ address: '10.9.9.9', port: 80 }] });
  await stage.provider.endpointsProgrammed();
  expect(members(stage)[cafe]).toBeUndefined();
  const [report] = await stage.cycle([balancer]);
  expect(report?.problems.map(({ reason }) => reason)).toContain('EndpointUnresolved');
});

function sorted(record: Readonly<Record<string, number>> = {}): readonly (readonly [string, number])[] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
