import { describe, expect, test } from 'vitest';
import { nextChange, useHarness } from './fixtures/harness.ts';
import { host, loadBalancer } from './fixtures/load-balancers.ts';
import type { InstanceSpec } from './instance-record.ts';

const harness = useHarness();
const spec: InstanceSpec = { addressType: 'internet', specification: 'slb.s1.small' };
const web = loadBalancer('managed', [host('a.test'), host('b.test')]);

describe('an existing instance', () => {
  test('is used by its id, with the published address of its pool', async () => {
    const h = harness.current();
    const { id } = await h.store.create({ spec: { ...spec, addressType: 'intranet' } });
    const reports = await h.run(h.start(), [loadBalancer(id, [host('a.test')])]);
    expect(reports.get(id)).toMatchObject({ instanceId: id, address: '10.1.1.1', programmed: true });
    expect(h.channel.part(`listener/${id}/443`)).toMatchObject({ address: '127.0.1.1', port: 443 });
  });

  test('that cannot be used is not touched and holds up no other', async () => {
    const h = harness.current();
    const locked = await h.store.create({ spec, state: 'locked' });
    const reports = await h.run(h.start(), [loadBalancer(locked.id, [host('a.test')]), web]);
    expect(reports.get(locked.id)).toMatchObject({
      programmed: false,
      problems: [{ reason: 'InstanceNotActive' }],
    });
    expect(reports.get(locked.id)?.address).toBeUndefined();
    expect(reports.get('managed')?.programmed).toBe(true);
    expect(h.store.get(locked.id)?.status.listeners).toEqual([]);
    expect(h.channel.keys().filter((key) => key.includes(locked.id))).toEqual([]);
  });

  test('found usable later is taken', async () => {
    const h = harness.current();
    const provider = h.start();
    const wanted = [loadBalancer('lb-later', [host('a.test')])];
    expect((await h.run(provider, wanted)).get('lb-later')?.problems[0]?.reason).toBe('InstanceNotFound');
    const changed = nextChange(provider);
    await h.store.setManifests([{ name: 'lb-later', createdAt: 1, spec }]);
    await changed;
    expect((await h.run(provider, wanted)).get('lb-later')).toMatchObject({
      programmed: true,
      address: '127.0.0.1',
    });
  });

  test('that becomes unusable goes on serving what it served', async () => {
    const h = harness.current();
    const { id } = await h.store.create({ spec });
    const provider = h.start();
    await h.run(provider, [loadBalancer(id, [host('a.test')])]);
    const before = h.channel.keys();
    const status = h.store.get(id)?.status ?? { state: 'active', listeners: [] };
    await h.store.setStatus(id, { ...status, state: 'locked' });
    const reports = await h.run(provider, [loadBalancer(id, [host('b.test')])]);
    expect(reports.get(id)).toMatchObject({ programmed: false, problems: [{ reason: 'InstanceNotActive' }] });
    expect(h.channel.keys()).toEqual(before);
  });

  test('that is deleted by force stops serving', async () => {
    const h = harness.current();
    const { id } = await h.store.create({ spec });
    const provider = h.start();
    await h.run(provider, [loadBalancer(id, [host('a.test')])]);
    await h.store.delete(id, { force: true });
    const reports = await h.run(provider, [loadBalancer(id, [host('a.test')])]);
    expect(reports.get(id)?.problems[0]?.reason).toBe('InstanceNotFound');
    expect(h.channel.keys()).toEqual([]);
  });

  test('is freed of our listeners, and of nothing else, when its last Ingress is gone', async () => {
    const h = harness.current();
    const other = { port: 8443, protocol: 'tcp' as const, owner: 'other' };
    const { id } = await h.store.create({ spec, listeners: [other] });
    const provider = h.start({ releaseDelayMs: 60_000 });
    await h.run(provider, [loadBalancer(id, [host('a.test')])]);
    expect(h.store.get(id)?.status.listeners).toHaveLength(3);
    await h.run(provider, []);
    expect(h.store.get(id)).toMatchObject({
      status: { state: 'active', address: '127.0.0.1', listeners: [other] },
    });
    expect(h.channel.keys()).toEqual([]);
  });

  test('whose port another owner has is taken only by force', async () => {
    const h = harness.current();
    const { id } = await h.store.create({ spec, listeners: [{ port: 80, protocol: 'tcp', owner: 'other' }] });
    const provider = h.start();
    const refused = await h.run(provider, [loadBalancer(id, [host('a.test')])]);
    expect(refused.get(id)?.problems[0]?.reason).toBe('ListenerPortTaken');
    const taken = await h.run(provider, [loadBalancer(id, [host('a.test')], { force: true })]);
    expect(taken.get(id)?.programmed).toBe(true);
    expect(h.store.get(id)?.status.listeners.map(({ owner }) => owner)).toEqual(['sluice', 'sluice']);
  });

  test('that was inactive and empty becomes active when it is used', async () => {
    const h = harness.current();
    const { id } = await h.store.create({ spec, state: 'inactive' });
    const provider = h.start();
    await h.run(provider, [loadBalancer(id, [host('a.test')])]);
    expect(h.store.get(id)?.status.state).toBe('active');
    expect((await h.run(provider, [loadBalancer(id, [host('a.test')])])).get(id)?.programmed).toBe(true);
  });

  test('without an address left is refused, and served once one is free', async () => {
    const h = harness.current();
    const made = [];
    for (let i = 0; i < 5; i += 1) {
      made.push(await h.store.create({ spec }));
      h.now += 1;
    }
    const last = made[4]?.id ?? '';
    const provider = h.start();
    const wanted = [loadBalancer(last, [host('a.test')])];
    expect((await h.run(provider, wanted)).get(last)?.problems[0]?.reason).toBe('AddressPoolExhausted');
    await h.store.delete(made[0]?.id ?? '');
    expect((await h.run(provider, wanted)).get(last)).toMatchObject({
      programmed: true,
      address: '127.0.0.1',
    });
  });
});

test('observing gives the instances named and those we made', async () => {
  const h = harness.current();
  const named = await h.store.create({ spec: { ...spec, vpcId: 'vpc-a', tags: { team: 'a' } } });
  await h.store.create({ spec });
  const provider = h.start();
  await h.run(provider, [web]);
  const facts = await provider.observe([named.id, 'lb-none']);
  expect(facts.map(({ managed }) => managed).sort()).toEqual([false, true]);
  expect(facts.find(({ id }) => id === named.id)).toMatchObject({
    vpcId: 'vpc-a',
    tags: { team: 'a' },
    status: 'active',
  });
  expect(facts.find(({ managed }) => managed)?.listeners).toContainEqual({
    port: 80,
    protocol: 'http',
    owner: 'ours',
    running: true,
  });
});
