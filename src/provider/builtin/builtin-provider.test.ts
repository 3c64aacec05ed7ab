import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type DataPlaneSettings, defaultDataPlaneSettings } from '../../proxy/index.ts';
import { nextChange, useHarness } from './fixtures/harness.ts';
import { host, loadBalancer } from './fixtures/load-balancers.ts';
import type { InstanceSpec } from './instance-record.ts';

const harness = useHarness();
const spec: InstanceSpec = { addressType: 'internet', specification: 'slb.s1.small' };
const web = loadBalancer('managed', [host('a.test'), host('b.test')]);

describe('what travels', () => {
  test('is the difference: nothing for nothing, one part for one host', async () => {
    const h = harness.current();
    const provider = h.start();
    await h.run(provider, [web]);
    h.channel.forget();
    expect((await h.run(provider, [web])).get('managed')?.programmed).toBe(true);
    expect(h.channel.pushes).toEqual([]);
    const [a] = web.routing.hosts;
    await h.run(provider, [
      loadBalancer('managed', a === undefined ? [] : [a, host('b.test', 'default/other:80'), host('c.test')]),
    ]);
    await h.run(provider, [loadBalancer('managed', [host('c.test')])]);
    expect(h.channel.pushes).toEqual([
      { set: ['host/managed/b.test', 'host/managed/c.test'], deleted: [] },
      { set: [], deleted: ['host/managed/a.test', 'host/managed/b.test'] },
    ]);
  });

  test('after a restart of the control process is only the listeners, to know that they are open', async () => {
    const h = harness.current();
    await h.run(h.start(), [web]);
    const before = h.channel.parts.get('ticket-keys')?.text;
    h.channel.forget();
    await h.run(h.start(), [web]);
    expect(h.channel.pushes).toEqual([{ set: ['listener/managed/80', 'listener/managed/443'], deleted: [] }]);
    expect(h.channel.parts.get('ticket-keys')?.text).toBe(before);
  });

  test('takes away what an earlier control process left', async () => {
    const h = harness.current();
    const { id } = await h.store.create({ spec });
    const first = h.start();
    await h.run(first, [web, loadBalancer(id, [host('x.test')])]);
    first.setEndpoints(
      [
        { backend: 'default/old:80', endpoints: [] },
        { backend: 'default/web:80', endpoints: [] },
      ],
      [],
    );
    await first.endpointsProgrammed();
    const second = h.start();
    second.setEndpoints([{ backend: 'default/web:80', endpoints: [] }], []);
    await h.run(second, [web], { complete: false });
    expect(h.channel.keys()).toContain('endpoints/default/old:80');
    await h.run(second, [web]);
    await second.endpointsProgrammed();
    expect(h.channel.keys().filter((key) => key.includes(id) || key.includes('old'))).toEqual([]);
    expect(h.channel.keys()).toContain('endpoints/default/web:80');
  });

  test('that the workers refuse holds up its own load balancer only, and is sent again', async () => {
    const h = harness.current();
    const { id } = await h.store.create({ spec });
    const provider = h.start({ retryMs: 1 });
    const wanted = [web, loadBalancer(id, [host('bad.test')])];
    h.channel.refusedKeys.add(`host/${id}/bad.test`);
    const reports = await h.run(provider, wanted);
    expect(reports.get('managed')?.programmed).toBe(true);
    expect(reports.get(id)).toMatchObject({ programmed: false, problems: [{ reason: 'NotProgrammed' }] });
    expect(reports.get(id)?.address).toBeUndefined();
    h.channel.refusedKeys.clear();
    await nextChange(provider);
    expect((await h.run(provider, wanted)).get(id)?.programmed).toBe(true);
  });

  test('stops before the workers hear of it when it is aborted', async () => {
    const h = harness.current();
    const provider = h.start();
    const planned = await h.plan(provider, [web]);
    await expect(
      provider.apply(planned, () => undefined, AbortSignal.abort(new Error('stop'))),
    ).rejects.toThrow('stop');
    expect(h.channel.pushes).toEqual([]);
  });

  test('includes new ticket keys twice a day', async () => {
    const h = harness.current();
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const provider = h.start();
    await h.run(provider, [web]);
    const before = h.channel.part('ticket-keys');
    expect(before).toMatchObject({ keys: expect.stringMatching(/^[A-Za-z0-9+/]{64}$/) });
    const due = nextChange(provider);
    vi.advanceTimersByTime(12 * 3_600_000);
    await due;
    await h.run(provider, [web]);
    expect(h.channel.part('ticket-keys')).not.toEqual(before);
    h.channel.forget();
    await h.run(provider, [web]);
    expect(h.channel.pushes).toEqual([]);
  });
});

describe('the settings of the workers', () => {
  const other: DataPlaneSettings = { ...defaultDataPlaneSettings, reasonHeader: true };

  test('travel once, and again when they are others', async () => {
    const h = harness.current();
    const provider = h.start({ dataPlane: defaultDataPlaneSettings });
    await h.run(provider, []);
    expect(h.channel.part('settings')).toMatchObject({ settings: defaultDataPlaneSettings });
    h.channel.forget();
    await h.run(provider, [web]);
    expect(h.channel.pushes.flatMap(({ set }) => set)).not.toContain('settings');
    const changed = nextChange(provider);
    provider.change({ dataPlane: other });
    await changed;
    h.channel.forget();
    await h.run(provider, [web]);
    expect(h.channel.pushes).toEqual([{ set: ['settings'], deleted: [] }]);
    expect(h.channel.part('settings')).toMatchObject({ settings: other });
  });

  test('stay in force when the control process is started anew', async () => {
    const h = harness.current();
    await h.run(h.start({ dataPlane: other }), []);
    h.channel.forget();
    await h.run(h.start({ dataPlane: other }), []);
    expect(h.channel.pushes).toEqual([]);
  });

  test('are in force although the parts of a load balancer are refused', async () => {
    const h = harness.current();
    const provider = h.start({ dataPlane: other });
    h.channel.refusedKeys.add('host/managed/a.test');
    const reports = await h.run(provider, [web]);
    expect(reports.get('managed')?.programmed).toBe(false);
    expect(h.channel.part('settings')).toMatchObject({ settings: other });
  });

  test('and how long an instance is kept are those of the next plan', async () => {
    const h = harness.current();
    const provider = h.start({ releaseDelayMs: 60_000 });
    await h.run(provider, [web]);
    await h.run(provider, []);
    provider.change({ releaseDelayMs: 0 });
    await h.run(provider, []);
    expect(h.store.list()).toEqual([]);
  });
});
