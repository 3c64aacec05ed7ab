import { describe, expect, test } from 'vitest';
import { likelySwitches, otherSwitches } from '../../../../test/support/clb-emulator/switches.ts';
import { http, listenerOn, rule, tag, useClb } from './clb-harness.test-support.ts';
import { openClbApi } from './open-clb-api.ts';
import { openEcsApi } from './open-ecs-api.ts';
import { testOptions } from './scripted-api.test-support.ts';

describe.each([
  ['likely', likelySwitches],
  ['unlikely', otherSwitches],
])('with %s answers of CLB,', (_, switches) => {
  const clb = useClb(switches);

  describe('the service', () => {
    test('is waited for where it is busy or wants fewer calls', async () => {
      clb.emulator.faults.next('CreateLoadBalancer', 'throttled');
      const { lb, group } = await clb.start();
      clb.emulator.faults.busyAfterWrites(2);
      await clb.api.createListener(lb, listenerOn(group));
      await clb.api.startListener(lb, http);
      expect(clb.api.calls().get('CreateLoadBalancer')).toBe(2);
      expect(clb.api.calls().get('StartLoadBalancerListener')).toBe(3);
    });

    test('that loses answers is asked again, or the caller is told', async () => {
      const { lb, group } = await clb.start();
      await clb.api.createListener(lb, listenerOn(group));
      clb.emulator.faults.next('CreateRules', 'lost-reply');
      const lost = clb.api.createRules(lb, http, [rule('one', group, 'a.test')]);
      await expect(lost).rejects.toMatchObject({ ambiguous: true, kind: 'unavailable' });
      const [made] = await clb.api.describeRules(lb, http);
      clb.emulator.faults.next('DeleteRules', 'lost-reply');
      await clb.api.deleteRules([made?.id ?? '']);
      expect(await clb.api.describeRules(lb, http)).toEqual([]);
    });

    test('refuses a wrong key, and the key is not repeated', async () => {
      const credentials = {
        description: 'test',
        current: async () => ({
          accessKeyId: 'test',
          accessKeySecret: 'wrong-secret',
          securityToken: undefined,
        }),
      };
      const refused = openClbApi({ ...testOptions(clb.emulator.endpoint), credentials }).findInstances(tag);
      await expect(refused).rejects.toMatchObject({
        kind: 'denied',
        code: 'SignatureDoesNotMatch',
        message: 'DescribeLoadBalancers was refused with SignatureDoesNotMatch.',
      });
    });
  });

  describe('interfaces', () => {
    test('are found by the addresses of the VPC, over all pages', async () => {
      const ecs = openEcsApi(testOptions(clb.emulator.endpoint));
      const addresses = Array.from({ length: 100 }, (_, index) => `10.0.1.${index}`);
      for (const address of addresses.slice(1)) clb.emulator.addInterface(address, `eni-${address}`);
      const found = await ecs.findInterfaces('vpc-test', addresses);
      expect(found.size).toBe(99);
      expect(found.get('10.0.1.7')).toBe('eni-10.0.1.7');
      expect(ecs.calls()).toEqual(new Map([['DescribeNetworkInterfaces', 1]]));
      expect(await ecs.findInterfaces('vpc-other', addresses)).toEqual(new Map());
    });
  });
});
