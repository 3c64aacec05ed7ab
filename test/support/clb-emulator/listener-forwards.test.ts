import { describe, expect, test } from 'vitest';
import { done, refused, startEmulator } from './emulator-client.test-support.ts';
import { httpListener, makeSecureSite } from './site.test-support.ts';

const createHttp = 'CreateLoadBalancerHTTPListener';

describe('a listener that forwards', () => {
  const forward = (
    lb: string,
    more: Record<string, string | number> = {},
  ): Record<string, string | number> => ({
    LoadBalancerId: lb,
    ListenerPort: 80,
    HealthCheck: 'off',
    ListenerForward: 'on',
    ForwardPort: 443,
    ...more,
  });

  test('needs an HTTPS listener to forward to, and takes neither group nor rules', async () => {
    const emulator = await startEmulator();
    const { lb, group } = await makeSecureSite(emulator);
    const tried = (more: Record<string, string | number>): Promise<string> =>
      refused(emulator, createHttp, forward(lb, more));
    await done(emulator, createHttp, httpListener(lb, group, { ListenerPort: 444 }));
    expect(await tried({ ForwardPort: 444 })).toBe('400 InvalidParameter');
    expect(await tried({ ForwardPort: 445 })).toBe('400 InvalidParameter');
    expect(await tried({ VServerGroupId: group })).toBe('400 InvalidParameter');
    expect(await tried({})).toBe('done');
    const RuleList = JSON.stringify([{ RuleName: 'a', Url: '/a', VServerGroupId: group }]);
    expect(await refused(emulator, 'CreateRules', { LoadBalancerId: lb, ListenerPort: 80, RuleList })).toBe(
      '400 RuleNotSupport',
    );
    const list = await done(emulator, 'DescribeLoadBalancerListeners', {
      'LoadBalancerId.1': lb,
      ListenerPort: 80,
    });
    expect(list).toMatchObject({
      Listeners: [{ HTTPListenerConfig: { ListenerForward: 'on', ForwardPort: 443 } }],
    });
  });

  test('keeps the listener it forwards to', async () => {
    const emulator = await startEmulator();
    const { lb } = await makeSecureSite(emulator);
    await done(emulator, createHttp, forward(lb));
    const https = { LoadBalancerId: lb, ListenerPort: 443 };
    expect(await refused(emulator, 'DeleteLoadBalancerListener', https)).toBe('400 InvalidParameter');
    await done(emulator, 'DeleteLoadBalancerListener', { LoadBalancerId: lb, ListenerPort: 80 });
    expect(await refused(emulator, 'DeleteLoadBalancerListener', https)).toBe('done');
  });
});
