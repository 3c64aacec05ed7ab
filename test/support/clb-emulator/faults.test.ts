import { describe, expect, test } from 'vitest';
import { call, done, refused, startEmulator } from './emulator-client.test-support.ts';
import { makeGroup, makeInstance, makeSite } from './site.test-support.ts';

const read = 'DescribeLoadBalancers';

describe('a call that is made to fail', () => {
  test.each([
    ['throttled', '400 Throttling.User'],
    ['unavailable', '503 ServiceUnavailable'],
    ['internal-error', '500 InternalError'],
    [{ status: 449, code: 'SystemBusy' }, '449 SystemBusy'],
  ] as const)('is refused as %j, once, and does nothing', async (fault, answer) => {
    const emulator = await startEmulator();
    emulator.faults.next('CreateLoadBalancer', fault);
    expect(await refused(emulator, read)).toBe('done');
    expect(await refused(emulator, 'CreateLoadBalancer', { InstanceChargeType: 'PayByCLCU' })).toBe(answer);
    expect(emulator.state.instances.size).toBe(0);
    await makeInstance(emulator);
  });

  test('may be throttled as 429', async () => {
    const emulator = await startEmulator({ switches: { throttlingStatus: 429 } });
    emulator.faults.next('*', 'throttled');
    expect(await refused(emulator, read)).toBe('429 Throttling.User');
  });

  test('is not done when the connection is reset, and done when the reply is lost', async () => {
    const emulator = await startEmulator();
    const values = { InstanceChargeType: 'PayByCLCU', ClientToken: 'one' };
    emulator.faults.next('CreateLoadBalancer', 'reset');
    await expect(call(emulator, 'CreateLoadBalancer', values)).rejects.toThrow();
    expect(emulator.state.instances.size).toBe(0);
    emulator.faults.next('CreateLoadBalancer', 'lost-reply');
    await expect(call(emulator, 'CreateLoadBalancer', values)).rejects.toThrow();
    expect(emulator.state.instances.size).toBe(1);
    await done(emulator, 'CreateLoadBalancer', values);
    expect(emulator.state.instances.size).toBe(1);
    expect(emulator.calls.map(({ code, answer }) => [code, answer])).toEqual([
      ['', 'none'],
      ['OK', 'lost'],
      ['OK', 'sent'],
    ]);
  });

  test('is done and answered late when it is held', async () => {
    const emulator = await startEmulator();
    emulator.faults.next('CreateLoadBalancer', 'held');
    const came = new Promise((resolve) => emulator.onCall(resolve));
    const answer = done(emulator, 'CreateLoadBalancer', { InstanceChargeType: 'PayByCLCU' });
    await came;
    expect(emulator.state.instances.size).toBe(1);
    emulator.faults.release();
    expect(await answer).toHaveProperty('LoadBalancerId');
  });

  test('is the one of a number, every n-th, or every one', async () => {
    const emulator = await startEmulator();
    const next = (): Promise<string> => refused(emulator, read);
    emulator.faults.after(1, 'unavailable');
    expect([await next(), await next(), await next()]).toEqual(['done', '503 ServiceUnavailable', 'done']);
    emulator.faults.every(2, 'throttled');
    expect([await next(), await next(), await next(), await next()]).toEqual([
      'done',
      '400 Throttling.User',
      'done',
      '400 Throttling.User',
    ]);
    emulator.faults.clear();
    emulator.faults.always(read, 'unavailable');
    expect([await next(), await next()]).toEqual(['503 ServiceUnavailable', '503 ServiceUnavailable']);
    emulator.faults.clear();
    expect(await next()).toBe('done');
  });
});

describe('a busy instance', () => {
  test('refuses the writes after a write with one code and the other, and no others', async () => {
    const emulator = await startEmulator();
    const lb = await makeInstance(emulator);
    const other = await makeInstance(emulator);
    emulator.faults.busyAfterWrites(2);
    const group = await makeGroup(emulator, lb);
    const name = { VServerGroupId: group, VServerGroupName: 'b' };
    expect(
      await refused(emulator, 'SetLoadBalancerName', { LoadBalancerId: other, LoadBalancerName: 'x' }),
    ).toBe('done');
    expect(await refused(emulator, 'DescribeVServerGroupAttribute', { VServerGroupId: group })).toBe('done');
    expect(await refused(emulator, 'SetVServerGroupAttribute', name)).toBe('400 OperationBusy');
    expect(await refused(emulator, 'SetVServerGroupAttribute', name)).toBe('400 ServiceIsConfiguring');
    expect(await refused(emulator, 'SetVServerGroupAttribute', name)).toBe('done');
  });

  test('is busy after a deletion too', async () => {
    const emulator = await startEmulator();
    const lb = await makeInstance(emulator);
    const groups = [await makeGroup(emulator, lb), await makeGroup(emulator, lb)];
    emulator.faults.busyAfterWrites(1);
    const remove = (index: number): Promise<string> =>
      refused(emulator, 'DeleteVServerGroup', { VServerGroupId: groups[index] });
    expect([await remove(0), await remove(1), await remove(1)]).toEqual([
      'done',
      '400 ServiceIsConfiguring',
      'done',
    ]);
  });

  test('may refuse reads too', async () => {
    const emulator = await startEmulator();
    emulator.faults.busyAfterWrites(1, { reads: true });
    const lb = await makeInstance(emulator);
    const list = { 'LoadBalancerId.1': lb };
    expect(await refused(emulator, 'DescribeLoadBalancerListeners', list)).toBe('400 ServiceIsConfiguring');
    expect(await refused(emulator, 'DescribeLoadBalancerListeners', list)).toBe('done');
  });
});

describe('a listener that takes its time', () => {
  test('is starting, then runs; rules are refused until then', async () => {
    const emulator = await startEmulator();
    const { lb, group } = await makeSite(emulator);
    const named = { LoadBalancerId: lb, ListenerPort: 80 };
    const rules = {
      ...named,
      RuleList: JSON.stringify([{ RuleName: 'a', Url: '/a', VServerGroupId: group }]),
    };
    emulator.faults.listenersSettleAfter(3);
    await done(emulator, 'StartLoadBalancerListener', named);
    expect(await done(emulator, 'DescribeLoadBalancerHTTPListenerAttribute', named)).toMatchObject({
      Status: 'starting',
    });
    expect(await refused(emulator, 'CreateRules', rules)).toBe(
      '400 OperationFailed.ListenerStatusNotSupport',
    );
    expect(await refused(emulator, 'CreateRules', rules)).toBe('done');
    emulator.faults.listenersSettleAfter(2);
    await done(emulator, 'SetLoadBalancerHTTPListenerAttribute', named);
    const ids = { RuleIds: JSON.stringify([emulator.state.instances.get(lb)?.listeners[0]?.rules[0]?.id]) };
    expect(await refused(emulator, 'DeleteRules', ids)).toBe('400 OperationFailed.ListenerStatusNotSupport');
    expect(await refused(emulator, 'DeleteRules', ids)).toBe('done');
    expect(await done(emulator, 'DescribeLoadBalancerHTTPListenerAttribute', named)).toMatchObject({
      Status: 'running',
    });
  });

  test('is configuring after a change, and stopping before it is stopped', async () => {
    const emulator = await startEmulator();
    const { lb } = await makeSite(emulator);
    const named = { LoadBalancerId: lb, ListenerPort: 80 };
    await done(emulator, 'StartLoadBalancerListener', named);
    emulator.faults.listenersSettleAfter(2);
    await done(emulator, 'SetLoadBalancerHTTPListenerAttribute', { ...named, IdleTimeout: 20 });
    expect(await refused(emulator, 'SetLoadBalancerHTTPListenerAttribute', named)).toBe(
      '400 ServiceIsConfiguring',
    );
    await done(emulator, 'StopLoadBalancerListener', named);
    expect(await refused(emulator, 'DeleteLoadBalancerListener', named)).toBe('409 ServiceIsStopping');
    expect(await refused(emulator, 'DeleteLoadBalancerListener', named)).toBe('done');
  });
});

test('changed members come into force later; until then other changes are refused', async () => {
  const emulator = await startEmulator();
  for (const number of [1, 2]) emulator.addInterface(`10.0.0.${number}`, `eni-${number}`);
  const VServerGroupId = await makeGroup(emulator, await makeInstance(emulator));
  const member = (number: number): string =>
    JSON.stringify([{ ServerId: `eni-${number}`, ServerIp: `10.0.0.${number}`, Type: 'eni', Port: 80 }]);
  const add = (number: number): Promise<string> =>
    refused(emulator, 'AddVServerGroupBackendServers', { VServerGroupId, BackendServers: member(number) });
  emulator.faults.backendsSettleAfter(3);
  let told = 0;
  emulator.onStateChange(() => told++);
  expect(await add(1)).toBe('done');
  const before = await done(emulator, 'DescribeVServerGroupAttribute', { VServerGroupId });
  expect(before).toMatchObject({ BackendServers: { BackendServer: [] } });
  expect(await add(2)).toBe('409 BackendServer.configuring');
  const toldBefore = told;
  const after = await done(emulator, 'DescribeVServerGroupAttribute', { VServerGroupId });
  expect(after).toMatchObject({ BackendServers: { BackendServer: [{ ServerId: 'eni-1' }] } });
  expect(told).toBe(toldBefore + 1);
  expect(await add(2)).toBe('done');
});

test('calls are counted by action, from any point on', async () => {
  const emulator = await startEmulator();
  await makeInstance(emulator);
  const from = emulator.calls.length;
  await done(emulator, read);
  await done(emulator, read);
  expect(emulator.countCalls()).toEqual({ CreateLoadBalancer: 1, [read]: 2 });
  expect(emulator.countCalls(from)).toEqual({ [read]: 2 });
});

test('a group may count as used for a while after its listener is gone', async () => {
  const emulator = await startEmulator();
  const { lb, group } = await makeSite(emulator);
  emulator.faults.referencesLingerFor(3);
  await done(emulator, 'DeleteLoadBalancerListener', { LoadBalancerId: lb, ListenerPort: 80 });
  const tried = (): Promise<string> => refused(emulator, 'DeleteVServerGroup', { VServerGroupId: group });
  expect([await tried(), await tried(), await tried()]).toEqual([
    '400 RspoolVipExist',
    '400 RspoolVipExist',
    'done',
  ]);
});

test('two clouds that hold the same have the same picture, whatever the ids', async () => {
  const one = await startEmulator();
  const other = await startEmulator({ addressOf: () => '198.18.0.1' });
  await done(other, 'DeleteLoadBalancer', { LoadBalancerId: await makeInstance(other) });
  for (const emulator of [one, other]) {
    const { lb, group } = await makeSite(emulator);
    await done(emulator, 'SetLoadBalancerName', { LoadBalancerId: lb, LoadBalancerName: 'same' });
    const RuleList = JSON.stringify([{ RuleName: 'a', Url: '/a', VServerGroupId: group }]);
    await done(emulator, 'CreateRules', { LoadBalancerId: lb, ListenerPort: 80, RuleList });
  }
  expect(one.picture()).toEqual(other.picture());
  await done(other, 'SetLoadBalancerName', {
    LoadBalancerId: [...other.state.instances.keys()][0],
    LoadBalancerName: 'x',
  });
  expect(one.picture()).not.toEqual(other.picture());
});
