import { describe, expect, test } from 'vitest';
import type { LoadBalancer } from '../../model/index.ts';
import { partKey } from '../../proxy/index.ts';
import { addressPools } from './address-pool.ts';
import { planBuiltin } from './builtin-plan.ts';
import { describePlan } from './describe-plan.ts';
import { host, loadBalancer, secret } from './fixtures/load-balancers.ts';
import { HeldPartsCopy } from './held-parts.ts';
import type { InstanceRecord, InstanceStatus } from './instance-record.ts';
import type { BuiltinActual } from './operations.ts';
import { PartMaker } from './wanted-parts.ts';

const web = loadBalancer('managed', [host('a.test')]);
const own = [
  { port: 80, protocol: 'http' as const, owner: 'sluice' },
  { port: 443, protocol: 'https' as const, owner: 'sluice' },
];

function record(
  id: string,
  status: Partial<InstanceStatus> = {},
  more: Partial<InstanceRecord> = {},
): InstanceRecord {
  return {
    id,
    name: id,
    spec: { addressType: 'internet', specification: 'slb.s1.small' },
    managed: false,
    createdAt: 1,
    home: { kind: 'state' },
    status: { state: 'active', listeners: [], ...status },
    ...more,
  };
}

function actual(instances: readonly InstanceRecord[], more: Partial<BuiltinActual> = {}): BuiltinActual {
  return {
    now: 100_000,
    instances,
    held: new HeldPartsCopy(new Map()),
    staleEndpoints: 0,
    openListeners: new Map(),
    pools: addressPools({ internet: ['10.0.0.1', '10.0.0.2'], intranet: [] }),
    choosePort: (port) => port,
    fakeCertificate: 'fake-1',
    releaseDelayMs: 60_000,
    retain: false,
    ...more,
  };
}

function held(...keys: readonly string[]): HeldPartsCopy {
  return new HeldPartsCopy(new Map(keys.map((key) => [key, 'some hash'])));
}

function lines(
  loadBalancers: readonly LoadBalancer[],
  state: BuiltinActual,
  sourceComplete = true,
): readonly string[] {
  return describePlan(planBuiltin({ loadBalancers, sourceComplete }, state, new PartMaker()));
}

const placed = { address: '10.0.0.1', bind: '10.0.0.1' };
const managed = record('lb-m', { ...placed, listeners: own, ports: { 80: 80, 443: 443 } }, { managed: true });

describe('a plan in words', () => {
  test('makes an instance for the first Ingress', () => {
    expect(lines([web], actual([]))).toEqual([
      'create-instance managed: Ingresses that name no instance need one',
      '  internet, slb.s1.small',
      'program managed: 3 part(s) differ from what the workers hold',
      '  + host/managed/a.test',
      '  + listener/managed/80',
      '  + listener/managed/443',
    ]);
  });

  test('makes none where the pool is empty', () => {
    const pools = addressPools({ internet: [], intranet: [] });
    expect(lines([web], actual([], { pools }))).toEqual([
      'refuse managed: it has no address',
      expect.stringContaining('AddressPoolExhausted'),
    ]);
  });

  test('takes an existing instance', () => {
    expect(lines([loadBalancer('lb-a', [])], actual([record('lb-a')]))).toEqual([
      'assign-address lb-a: 10.0.0.1 is free in its pool',
      '  bind 10.0.0.1, publish 10.0.0.1',
      'take-instance lb-a: 1 Ingress(es) name it',
      'program lb-a: 2 part(s) differ from what the workers hold',
      '  + listener/lb-a/80',
      '  + listener/lb-a/443',
    ]);
  });

  test('refuses with each reason and touches nothing', () => {
    const bad = record(
      'lb-a',
      { ...placed, state: 'locked' },
      { spec: { addressType: 'internet', specification: '' } },
    );
    expect(lines([loadBalancer('lb-a', [])], actual([bad]))).toEqual([
      'refuse lb-a: nothing on the instance is touched',
      expect.stringContaining('InstanceNotActive'),
      expect.stringContaining('InstanceSharedPerformance'),
    ]);
  });

  test('refuses the instance of other Ingresses to those that name it', () => {
    const plan = lines([loadBalancer('lb-m', [])], actual([managed]), true);
    expect(plan).toContainEqual(expect.stringContaining('InstanceOwnedByOther'));
  });

  test('empties an instance we made, then waits, then deletes it', () => {
    const state = { held: held('host/managed/a.test') };
    expect(lines([], actual([managed], state))).toEqual([
      'empty-instance managed on lb-m: its last Ingress is gone; it is deleted later',
      '  + listener/managed/80',
      '  + listener/managed/443',
      '  - host/managed/a.test',
      'plan again at 1970-01-01T00:02:40.000Z',
    ]);
    const idle = { ...managed, status: { ...managed.status, idleSince: 30_000 } };
    expect(lines([], actual([idle], state))).toEqual([
      'delete-instance managed on lb-m: no Ingress has used it for 70 s',
      '  - host/managed/a.test',
    ]);
  });

  test('takes nothing away while the source is incomplete', () => {
    const a = record('lb-a', { bind: '10.0.0.2', address: '10.0.0.2', listeners: own });
    const state = {
      held: held('host/managed/a.test', 'host/lb-a/x.test', 'certificate/old', 'host/lb-gone/y.test'),
      staleEndpoints: 3,
    };
    expect(lines([], actual([managed, a], state), false)).toEqual([]);
    const gone = lines([loadBalancer('lb-gone', [])], actual([managed, a], state), false);
    expect(gone.filter((line) => line.includes(' - '))).toEqual([]);
  });

  test('releases what stands on instances no Ingress names, and leftovers of none', () => {
    const state = {
      held: held('host/lb-a/x.test', 'host/lb-gone/y.test', 'certificate/old'),
      staleEndpoints: 2,
    };
    const a = record('lb-a', { ...placed, listeners: own });
    expect(lines([], actual([a], state))).toEqual([
      'release-listeners lb-a: its last Ingress is gone',
      '  - host/lb-a/x.test',
      'release-listeners lb-gone: its last Ingress is gone',
      '  - host/lb-gone/y.test',
      'remove-endpoints *: 2 backend(s) are used by no route any more',
      'remove-certificates *: no load balancer uses them',
      '  - certificate/old',
    ]);
  });

  test('keeps every certificate while a refused load balancer goes on serving', () => {
    const a = record('lb-a', { ...placed, state: 'locked', listeners: own });
    const plan = lines(
      [loadBalancer('lb-a', [])],
      actual([a], { held: held('certificate/old', 'host/lb-a/x.test') }),
    );
    expect(plan).toEqual([
      'refuse lb-a: it goes on serving what it did',
      expect.stringContaining('InstanceNotActive'),
    ]);
  });

  test('takes a load balancer off an address that is not its own any more', () => {
    const a = record(
      'lb-a',
      { address: '10.9.9.9', bind: '10.9.9.9', listeners: own },
      {
        spec: { addressType: 'internet', specification: 'slb.s1.small', address: '10.9.9.9' },
      },
    );
    expect(lines([loadBalancer('lb-a', [])], actual([a], { held: held('listener/lb-a/80') }))).toEqual([
      'assign-address lb-a: its address 10.9.9.9 is not its own any more',
      'refuse lb-a: it has no address',
      expect.stringContaining('AddressUnavailable'),
      '  - listener/lb-a/80',
    ]);
  });

  test('says nothing of what stays, and little of what is much', () => {
    const maker = new PartMaker();
    const many = loadBalancer(
      'managed',
      Array.from({ length: 50 }, (_, i) => host(`h${i}.test`)),
    );
    const first = planBuiltin({ loadBalancers: [many], sourceComplete: true }, actual([managed]), maker);
    expect(describePlan(first).at(-1)).toBe('  … and 32 more');
    const [program] = first.operations.flatMap((one) => (one.kind === 'program' ? [one] : []));
    const set = program?.changes.set.map(({ encoded }) => encoded) ?? [];
    const now = new HeldPartsCopy(new Map(set.map(({ key, hash }) => [key, hash])));
    const openListeners = new Map(program?.listeners.map((part) => [part.id, part]));
    expect(lines([many], actual([managed], { held: now, openListeners }))).toEqual([]);
  });
});

test('planning changes none of its arguments and gives the same plan again', () => {
  const desired = { loadBalancers: [web, loadBalancer('lb-a', [host('x.test')])], sourceComplete: true };
  const state = actual([record('lb-a'), managed]);
  const before = structuredClone(state.instances);
  const first = planBuiltin(desired, state, new PartMaker());
  expect(planBuiltin(desired, state, new PartMaker())).toEqual(first);
  expect(state.instances).toEqual(before);
});

test('parts keep their identity while their model objects do', () => {
  const maker = new PartMaker();
  const named = { host: 'a.test', certificate: secret('tls', 'f1') };
  const placement = { bind: '10.0.0.1', fakeCertificate: 'fake-1', portFor: (port: number) => port };
  const hosts = [host('a.test'), host('b.test')];
  const certificates = [named];
  const first = maker.make(loadBalancer('managed', hosts, { certificates }), placement);
  const second = maker.make(loadBalancer('managed', [...hosts], { certificates }), placement);
  expect(second.parts.slice(0, 3).map((part, i) => part === first.parts[i])).toEqual([true, true, true]);
  expect([...first.certificates.keys()]).toEqual(['f1', 'fake-1']);
  const other = maker.make(loadBalancer('lb-a', hosts), placement);
  expect(other.parts[0]?.encoded.key).toBe('host/lb-a/a.test');
  expect(first.listeners.map(partKey)).toEqual(['listener/managed/80', 'listener/managed/443']);
});
