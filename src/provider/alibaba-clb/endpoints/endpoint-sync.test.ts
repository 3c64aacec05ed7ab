import { afterEach, describe, expect, test } from 'vitest';
import type { Clock } from '../../../base/index.ts';
import { instance, type MemberCloud, startCloud } from './member-cloud.test-support.ts';

let cloud: MemberCloud;

function start(drainMs = 0, clock?: Clock): MemberCloud {
  cloud = startCloud(clock);
  cloud.settings = { ...cloud.settings, drainMs };
  return cloud;
}

afterEach(() => cloud.sync.close());

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
const actions = (): readonly string[] => cloud.calls.map(({ action }) => action);

describe('members', () => {
  test('come and go as the endpoints do, and nothing is called when nothing changed', async () => {
    start();
    const group = cloud.addGroup('a', [1, 2]);
    cloud.give('a', 2, 3);
    await cloud.sync.settled();
    expect(cloud.members(group)).toEqual({ 2: 100, 3: 100 });
    expect(actions()).toEqual(['add', 'remove']);
    cloud.sync.touch();
    await cloud.sync.settled();
    expect(cloud.calls).toHaveLength(2);
  });

  test('of a thousand changes in a burst travel in few calls', async () => {
    start();
    const groups = range(1, 10).map((number) => cloud.addGroup(`backend-${number}`, [number]));
    for (const step of range(1, 100)) {
      for (const number of range(1, 10)) cloud.give(`backend-${number}`, number * 16 + (step % 7));
    }
    await cloud.sync.settled();
    for (const [index, group] of groups.entries()) {
      expect(cloud.members(group)).toEqual({ [(index + 1) * 16 + (100 % 7)]: 100 });
    }
    expect(cloud.calls.length).toBeLessThanOrEqual(2 * groups.length);
  });

  test('travel 20 a call', async () => {
    start();
    const group = cloud.addGroup('a');
    cloud.give('a', ...range(1, 90));
    await cloud.sync.settled();
    expect(Object.keys(cloud.members(group))).toHaveLength(90);
    expect(cloud.calls.map(({ backends }) => backends.length)).toEqual([20, 20, 20, 20, 10]);
  });

  test('of a group that belongs to no backend known stay as they are', async () => {
    start();
    const group = cloud.addGroup('other', [1]);
    cloud.give('a', 2);
    await cloud.sync.settled();
    expect(cloud.members(group)).toEqual({ 1: 100 });
    expect(cloud.calls).toEqual([]);
  });

  test('that changed while a call was under way are brought in line after it', async () => {
    start();
    const group = cloud.addGroup('a', [1]);
    cloud.fault = ({ action }) => {
      if (action === 'add' && cloud.calls.length === 1) cloud.give('a', 3);
      return undefined;
    };
    cloud.give('a', 2);
    await cloud.sync.settled();
    await cloud.sync.settled();
    expect(cloud.members(group)).toEqual({ 3: 100 });
  });
});

test('rounds while an instance is busy take one turn of it, with what is wanted by then', async () => {
  start();
  const group = cloud.addGroup('a', [1]);
  const busy = Promise.withResolvers<void>();
  const plan = cloud.queue.run(instance, () => busy.promise);
  for (const number of [2, 3, 4]) {
    const lookedUp = cloud.lookedUp();
    cloud.give('a', number);
    await lookedUp;
  }
  busy.resolve();
  await Promise.all([plan, cloud.sync.settled()]);
  expect(cloud.members(group)).toEqual({ 4: 100 });
  expect(actions()).toEqual(['add', 'remove']);
  expect(cloud.tasks).toBe(2);
});

describe('a member that leaves', () => {
  test('takes no new requests at once, and is removed when it has drained', async () => {
    start(50);
    const group = cloud.addGroup('a', [1, 2]);
    const removed = cloud.called(({ action }) => action === 'remove');
    cloud.give('a', 2);
    await cloud.sync.settled();
    expect(cloud.members(group)).toEqual({ 1: 0, 2: 100 });
    await removed;
    expect(cloud.members(group)).toEqual({ 2: 100 });
    expect(actions()).toEqual(['weights', 'remove']);
  });

  test('and comes back before takes requests again', async () => {
    start(3_600_000);
    const group = cloud.addGroup('a', [1, 2]);
    cloud.give('a', 2);
    await cloud.sync.settled();
    cloud.give('a', 1, 2);
    await cloud.sync.settled();
    expect(cloud.members(group)).toEqual({ 1: 100, 2: 100 });
    expect(actions()).toEqual(['weights', 'weights']);
  });

  test('and was draining when the program started is removed after the time', async () => {
    start(50);
    const group = cloud.addGroup('a', [1, 2], 0);
    const removed = cloud.called(({ action }) => action === 'remove');
    cloud.give('a', 2);
    await removed;
    expect(cloud.members(group)).toEqual({ 2: 100 });
  });

  test('is removed too when its time ends just after it was looked at', async () => {
    let now = 0;
    start(50, { now: () => (now += 60) });
    const group = cloud.addGroup('a', [1, 2]);
    const removed = cloud.called(({ action }) => action === 'remove');
    cloud.give('a', 2);
    await removed;
    expect(cloud.members(group)).toEqual({ 2: 100 });
  });

  test('goes although a new one has no interface', async () => {
    start();
    const group = cloud.addGroup('a', [1]);
    cloud.book.set([{ backend: 'a', endpoints: [{ address: 'fd00::1', port: 80 }] }], []);
    cloud.sync.touch();
    await cloud.sync.settled();
    expect(cloud.members(group)).toEqual({});
  });
});

describe('a full instance', () => {
  test('lets members that leave go before new ones come, without draining', async () => {
    start(3_600_000);
    cloud.settings = { ...cloud.settings, quotas: { ...cloud.settings.quotas, backendsPerInstance: 3 } };
    const group = cloud.addGroup('a', [1, 2, 3]);
    cloud.give('a', 3, 4, 5);
    await cloud.sync.settled();
    expect(cloud.members(group)).toEqual({ 3: 100, 4: 100, 5: 100 });
    expect(actions()).toEqual(['remove', 'add']);
  });

  test('is found out by the answer of CLB too', async () => {
    start(3_600_000);
    const group = cloud.addGroup('a', range(1, 199));
    cloud.settings = { ...cloud.settings, quotas: { ...cloud.settings.quotas, backendsPerInstance: 400 } };
    cloud.give('a', ...range(3, 201));
    await cloud.sync.settled();
    expect(Object.keys(cloud.members(group)).map(Number)).toEqual(range(3, 201));
  });

  test('keeps what it has where nothing leaves, and says so', async () => {
    start();
    cloud.settings = { ...cloud.settings, quotas: { ...cloud.settings.quotas, backendsPerInstance: 2 } };
    const group = cloud.addGroup('a', [1]);
    cloud.give('a', 1, 2, 3);
    await cloud.sync.settled();
    expect(Object.keys(cloud.members(group))).toHaveLength(2);
    const [problem] = cloud.sync.problems(instance);
    expect(problem?.reason).toBe('ProviderQuotaExceeded');
    expect(problem?.message).toMatch(/1 of server group/);
    cloud.give('a', 1, 2);
    await cloud.sync.settled();
    expect(cloud.sync.problems(instance)).toEqual([]);
  });
});

describe('a call that fails', () => {
  test('is reported, and made again when it may work', async () => {
    start();
    const group = cloud.addGroup('a', [1]);
    const other = cloud.addGroup('b', [1]);
    cloud.fault = (call) => (call.group === group ? { kind: 'unavailable' } : undefined);
    cloud.give('a', 1, 2);
    cloud.give('b', 1, 2);
    await cloud.sync.settled();
    expect(cloud.sync.problems(instance).map(({ reason }) => reason)).toEqual(['ProviderCallFailed']);
    expect(cloud.members(other)).toEqual({ 1: 100, 2: 100 });
    const added = cloud.called(({ action, group: id }) => action === 'add' && id === group);
    cloud.fault = () => undefined;
    await added;
    await cloud.sync.settled();
    expect(cloud.members(group)).toEqual({ 1: 100, 2: 100 });
    expect(cloud.sync.problems(instance)).toEqual([]);
  });

  test('without an answer is followed by a look at the group, not by the same call', async () => {
    start();
    const group = cloud.addGroup('a', [1]);
    cloud.fault = ({ action }) => (action === 'add' ? { kind: 'unavailable', ambiguous: true } : undefined);
    const looked = cloud.called(({ action }) => action === 'read');
    cloud.give('a', 1, 2);
    await looked;
    await cloud.sync.settled();
    expect(cloud.members(group)).toEqual({ 1: 100, 2: 100 });
    expect(actions()).toEqual(['add', 'read']);
  });

  test('because of one backend leaves out that one alone, which is looked up anew', async () => {
    start();
    const group = cloud.addGroup('a', [1]);
    cloud.unknownServers.add('eni-7');
    cloud.give('a', ...range(1, 20));
    await cloud.sync.settled();
    expect(Object.keys(cloud.members(group)).map(Number)).toEqual(
      range(1, 20).filter((number) => number !== 7),
    );
    const [problem] = cloud.sync.problems(instance);
    expect(problem?.reason).toBe('EndpointUnresolved');
    expect(problem?.message).toContain('10.0.0.7:80');
    const added = cloud.called(({ action }) => action === 'add');
    cloud.unknownServers.clear();
    await added;
    await cloud.sync.settled();
    expect(Object.keys(cloud.members(group))).toHaveLength(20);
  });

  test('because the group is gone ends there', async () => {
    start();
    const group = cloud.addGroup('a', [1]);
    cloud.truth.delete(group);
    cloud.give('a', 2);
    await cloud.sync.settled();
    expect(cloud.gone).toEqual([group]);
    expect(cloud.sync.problems(instance)).toEqual([]);
  });
});

test('after close no call begins, and nobody waits', async () => {
  start();
  cloud.addGroup('a', [1]);
  cloud.give('a', 2);
  cloud.sync.close();
  await cloud.sync.settled();
  cloud.give('a', 3);
  await cloud.sync.settled();
  expect(cloud.calls).toEqual([]);
});
