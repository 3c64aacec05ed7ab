import { describe, expect, test } from 'vitest';
import { likelySwitches, otherSwitches } from '../../../../test/support/clb-emulator/switches.ts';
import { eni, http, https, listenerOn, rule, tags, useClb } from './clb-harness.test-support.ts';

describe.each([
  ['likely', likelySwitches],
  ['unlikely', otherSwitches],
])('with %s answers of CLB,', (_, switches) => {
  const clb = useClb(switches);

  describe('listeners', () => {
    test('are made stopped with their settings, started, changed and deleted', async () => {
      const { lb, group } = await clb.start();
      await clb.api.createListener(
        lb,
        listenerOn(group, { settings: { IdleTimeout: '30', XForwardedFor_proto: 'on' } }),
      );
      const before = (await clb.api.describeListeners([lb])).get(lb);
      expect(before).toMatchObject([
        {
          ...http,
          status: 'stopped',
          description: 'sluice/test/80',
          tags,
          serverGroupId: group,
          settings: {
            Bandwidth: '-1',
            HealthCheck: 'off',
            IdleTimeout: '30',
            Scheduler: 'wrr',
            StickySession: 'off',
            XForwardedFor_proto: 'on',
          },
        },
      ]);
      await clb.api.startListener(lb, http);
      const { id: other } = await clb.api.createServerGroup(lb, { name: 'other', tags, backends: [eni(2)] });
      await clb.api.changeListener(lb, {
        ...http,
        description: 'changed',
        serverGroupId: other,
        settings: { IdleTimeout: '5' },
      });
      expect((await clb.api.describeListeners([lb])).get(lb)).toMatchObject([
        {
          status: 'running',
          description: 'changed',
          serverGroupId: other,
          settings: { ...before?.[0]?.settings, IdleTimeout: '5' },
        },
      ]);
      await clb.api.deleteListener(lb, http);
      await clb.api.deleteListener(lb, http);
      expect((await clb.api.describeListeners([lb])).get(lb)).toEqual([]);
    });

    test('of HTTPS show their certificate, and another when they are told to', async () => {
      const { lb, group } = await clb.start();
      const [first, second] = [await clb.upload('sluice-a'), await clb.upload('sluice-b')];
      await clb.api.createListener(lb, listenerOn(group, { ...https, certificateId: first }));
      expect((await clb.api.describeListeners([lb])).get(lb)).toMatchObject([
        { ...https, certificateId: first },
      ]);
      await clb.api.changeListener(lb, { ...https, certificateId: second });
      expect((await clb.api.describeListeners([lb])).get(lb)).toMatchObject([{ certificateId: second }]);
    });

    test('may only forward to HTTPS', async () => {
      const { lb, group } = await clb.start();
      await clb.api.createListener(
        lb,
        listenerOn(group, { ...https, certificateId: await clb.upload('sluice-a') }),
      );
      const { serverGroupId: _, ...forward } = listenerOn(group, { forwardPort: 443 });
      await clb.api.createListener(lb, forward);
      const all = (await clb.api.describeListeners([lb])).get(lb);
      expect(all?.find(({ port }) => port === 80)).toMatchObject({
        forwardPort: 443,
        serverGroupId: undefined,
      });
    });

    test('of several instances are told apart, over all pages, and those of one that is gone are left out', async () => {
      const instances = ['lb-a', 'lb-b', 'lb-c'].map((id) => clb.emulator.addInstance({ id }));
      for (const [index, instance] of instances.entries())
        for (let port = 1; port <= 50; port++)
          clb.emulator.addListener(instance, { port: index * 100 + port, protocol: 'udp' });
      const all = await clb.api.describeListeners(['lb-a', 'lb-b', 'lb-c']);
      expect([...all.values()].map((one) => one.length)).toEqual([50, 50, 50]);
      expect(clb.api.calls().get('DescribeLoadBalancerListeners')).toBe(2);
      expect(all.get('lb-b')?.[0]).toMatchObject({ port: 101, protocol: 'udp', settings: {} });
      const some = await clb.api.describeListeners(['lb-a', 'lb-gone', 'lb-c']);
      expect([...some.values()].map((one) => one.length)).toEqual([50, 0, 50]);
    });
  });

  describe('rules', () => {
    test('are made, read, sent to another group and deleted', async () => {
      const { lb, group } = await clb.start();
      await clb.api.createListener(lb, listenerOn(group));
      const wanted = [
        rule('one', group, 'a.test', '/x'),
        rule('two', group, '*.b.test'),
        rule('three', group, undefined, '/y'),
      ];
      const made = await clb.api.createRules(lb, http, wanted);
      const read = await clb.api.describeRules(lb, http);
      expect(read).toEqual(made.map(({ id, name }) => ({ id, ...wanted.find((one) => one.name === name) })));
      const { id: other } = await clb.api.createServerGroup(lb, { name: 'other', tags, backends: [eni(2)] });
      await clb.api.setRuleGroup(read[0]?.id ?? '', other);
      expect((await clb.api.describeRules(lb, http))[0]).toMatchObject({ serverGroupId: other });
      await clb.api.deleteRules(read.map(({ id }) => id));
      expect(await clb.api.describeRules(lb, http)).toEqual([]);
    });

    test('are deleted although one of them is gone', async () => {
      const { lb, group } = await clb.start();
      await clb.api.createListener(lb, listenerOn(group));
      const made = await clb.api.createRules(lb, http, [
        rule('one', group, 'a.test'),
        rule('two', group, 'b.test'),
      ]);
      const [first, second] = made.map(({ id }) => id);
      await clb.api.deleteRules([first ?? '']);
      await clb.api.deleteRules([first ?? '', second ?? '']);
      await clb.api.deleteRules([first ?? '']);
      expect(await clb.api.describeRules(lb, http)).toEqual([]);
    });

    test('that exist are a conflict', async () => {
      const { lb, group } = await clb.start();
      await clb.api.createListener(lb, listenerOn(group));
      await clb.api.createRules(lb, http, [rule('one', group, 'a.test')]);
      const again = clb.api.createRules(lb, http, [rule('again', group, 'a.test')]);
      await expect(again).rejects.toMatchObject({ kind: 'conflict', code: 'DomainExist' });
    });
  });
});
