import { describe, expect, test } from 'vitest';
import { useHarness } from './fixtures/harness.ts';
import { host, loadBalancer } from './fixtures/load-balancers.ts';

const harness = useHarness();
const web = loadBalancer('managed', [host('a.test'), host('b.test')]);

describe('the instance for Ingresses that name none', () => {
  test('is made when it is first wanted, gets an address and serves', async () => {
    const h = harness.current();
    const managed = (await h.run(h.start(), [web])).get('managed');
    const [record] = h.store.list();
    expect(record).toMatchObject({
      managed: true,
      spec: { addressType: 'internet', specification: 'slb.s1.small' },
    });
    expect(managed).toEqual({
      loadBalancer: 'managed',
      instanceId: record?.id,
      address: '127.0.0.1',
      ports: { 80: 80, 443: 443 },
      programmed: true,
      problems: [],
    });
    expect(h.channel.keys()).toEqual([
      expect.stringMatching(/^certificate\/fake-/),
      'host/managed/a.test',
      'host/managed/b.test',
      'listener/managed/443',
      'listener/managed/80',
    ]);
    expect(h.channel.part('listener/managed/80')).toMatchObject({
      address: '127.0.0.1',
      port: 80,
      table: 'managed',
    });
    expect(record?.status.listeners).toEqual([
      { port: 80, protocol: 'http', owner: 'sluice' },
      { port: 443, protocol: 'https', owner: 'sluice' },
    ]);
  });

  test('is made once, and never for an empty desired state', async () => {
    const h = harness.current();
    const provider = h.start();
    await h.run(provider, []);
    expect(h.store.list()).toEqual([]);
    await h.run(provider, [web]);
    await h.run(provider, [web]);
    expect(h.store.list()).toHaveLength(1);
  });

  test('is emptied at once and deleted after the delay when its last Ingress is gone', async () => {
    const h = harness.current();
    const provider = h.start({ releaseDelayMs: 60_000 });
    await h.run(provider, [web]);
    await h.run(provider, []);
    expect(h.channel.keys().filter((key) => key.startsWith('host/'))).toEqual([]);
    expect(h.channel.part('listener/managed/80')).toBeDefined();
    expect((await h.plan(provider, [])).again).toBe(1_060_000);
    h.now += 59_999;
    await h.run(provider, []);
    expect(h.store.list()).toHaveLength(1);
    h.now += 1;
    await h.run(provider, []);
    expect(h.store.list()).toEqual([]);
    expect(h.channel.keys()).toEqual([]);
  });

  test('counts the delay on over a restart', async () => {
    const h = harness.current();
    await h.run(h.start(), [web]);
    await h.run(h.start(), []);
    h.now += 60_000;
    await h.reopenStore();
    await h.run(h.start(), []);
    expect(h.store.list()).toEqual([]);
  });

  test('stays when an Ingress comes back in time, and then waits the whole delay again', async () => {
    const h = harness.current();
    const provider = h.start();
    await h.run(provider, [web]);
    const [before] = h.store.list();
    await h.run(provider, []);
    h.now += 50_000;
    await h.run(provider, [web]);
    h.now += 50_000;
    await h.run(provider, []);
    expect(h.store.list()[0]?.id).toBe(before?.id);
    expect(h.store.list()[0]?.status.idleSince).toBe(1_100_000);
  });

  test('stays for good when instances are retained', async () => {
    const h = harness.current();
    const provider = h.start({ retain: true });
    await h.run(provider, [web]);
    await h.run(provider, []);
    h.now += 1e9;
    expect((await h.plan(provider, [])).again).toBeUndefined();
    await h.run(provider, []);
    expect(h.store.list()).toHaveLength(1);
  });

  test('loses nothing while the source is incomplete', async () => {
    const h = harness.current();
    const provider = h.start({ releaseDelayMs: 0 });
    await h.run(provider, [web]);
    const before = h.channel.keys();
    await h.run(provider, [loadBalancer('managed', [host('a.test')])], { complete: false });
    await h.run(provider, [], { complete: false });
    expect(h.channel.keys()).toEqual(before);
    expect(h.store.list()).toHaveLength(1);
  });
});
