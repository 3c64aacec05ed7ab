import { describe, expect, test } from 'vitest';
import { likelySwitches, otherSwitches } from '../../../../test/support/clb-emulator/switches.ts';
import { listenerOn, tag, tags, useClb, wish } from './clb-harness.test-support.ts';

describe.each([
  ['likely', likelySwitches],
  ['unlikely', otherSwitches],
])('with %s answers of CLB,', (_, switches) => {
  const clb = useClb(switches);

  describe('instances', () => {
    test('are made with what they are asked for, once for a token, and found by their tag', async () => {
      const made = await clb.api.createInstance(wish);
      expect(await clb.api.createInstance(wish)).toEqual(made);
      clb.emulator.addInstance({ id: 'lb-foreign' });
      const found = await clb.api.findInstances(tag);
      expect(found).toEqual([await clb.api.describeInstance(made.id)]);
      expect(found[0]).toMatchObject({
        id: made.id,
        address: made.address,
        name: 'sluice-test',
        status: 'active',
        specification: 'slb.s2.small',
        instanceChargeType: 'PayBySpec',
        internetChargeType: 'paybytraffic',
        addressType: 'internet',
        ipVersion: 'ipv4',
        deleteProtection: true,
        modificationProtection: true,
        tags,
      });
    });

    test('are found over all pages', async () => {
      for (let number = 0; number < 101; number++)
        clb.emulator.addInstance({ tags: new Map([[tag.key, tag.value]]) });
      expect(await clb.api.findInstances(tag)).toHaveLength(101);
      expect(clb.api.calls().get('DescribeLoadBalancers')).toBe(2);
    });

    test('change one attribute at a time', async () => {
      const { id } = await clb.api.createInstance(wish);
      await clb.api.setInstanceName(id, 'other');
      await clb.api.setInstanceSpecification(id, 'slb.s3.small');
      await clb.api.setInternetCharge(id, { internetChargeType: 'paybybandwidth', bandwidth: 7 });
      await clb.api.setModificationProtection(id, false);
      expect(await clb.api.describeInstance(id)).toMatchObject({
        name: 'other',
        specification: 'slb.s3.small',
        internetChargeType: 'paybybandwidth',
        bandwidth: 7,
        modificationProtection: false,
      });
      await clb.api.setModificationProtection(id, true);
      await clb.api.setInternetCharge(id, { internetChargeType: 'paybytraffic' });
      await clb.api.setInstanceChargeType(id, 'PayByCLCU');
      expect(await clb.api.findInstances(tag)).toMatchObject([
        { modificationProtection: true, instanceChargeType: 'PayByCLCU', internetChargeType: 'paybytraffic' },
      ]);
    });

    test('are deleted once their protection is off; that they are gone already is no error', async () => {
      const { id } = await clb.api.createInstance(wish);
      await expect(clb.api.deleteInstance(id)).rejects.toMatchObject({ kind: 'invalid' });
      await clb.api.setDeleteProtection(id, false);
      await clb.api.deleteInstance(id);
      await clb.api.deleteInstance(id);
      expect(await clb.api.describeInstance(id)).toBeUndefined();
    });
  });

  describe('tags', () => {
    test('are put on instances and listeners, taken off, and found', async () => {
      const { lb, group } = await clb.start();
      await clb.api.createListener(lb, listenerOn(group, { tags: {} }));
      await clb.api.tagResource('instance', lb, { a: '1', b: '' });
      await clb.api.untagResource('instance', lb, ['a']);
      await clb.api.tagResource('listener', `${lb}_http_80`, tags);
      expect((await clb.api.describeInstance(lb))?.tags).toEqual({ ...tags, b: '' });
      expect((await clb.api.describeListeners([lb])).get(lb)).toMatchObject([{ tags }]);
      expect(await clb.api.findTagged('listener', tag)).toEqual([`${lb}_http_80`]);
      expect(await clb.api.findTagged('vservergroup', tag)).toEqual([group]);
      expect(await clb.api.findTagged('vservergroup', { ...tag, value: 'other' })).toEqual([]);
    });
  });
});
