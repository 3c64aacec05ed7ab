import { describe, expect, test } from 'vitest';
import { done, refused, startEmulator } from './emulator-client.test-support.ts';
import { httpListener, makeGroup, makeInstance, makeSite } from './site.test-support.ts';

describe('a new instance', () => {
  test('is active, Internet-facing, and has its address at once', async () => {
    const emulator = await startEmulator();
    const answer = await done(emulator, 'CreateLoadBalancer', {
      LoadBalancerSpec: 'slb.s1.small',
      DeleteProtection: 'on',
      ModificationProtectionStatus: 'ConsoleProtection',
      ModificationProtectionReason: 'ours',
      'Tag.1.Key': 'owner',
      'Tag.1.Value': 'me',
      ClientToken: 'token-1',
    });
    const LoadBalancerId = String(answer['LoadBalancerId']);
    expect(answer).toMatchObject({ Address: '198.18.0.1', NetworkType: 'classic', VpcId: '' });
    expect(await done(emulator, 'DescribeLoadBalancerAttribute', { LoadBalancerId })).toMatchObject({
      LoadBalancerStatus: 'active',
      AddressType: 'internet',
      LoadBalancerSpec: 'slb.s1.small',
      InternetChargeType: 'paybytraffic',
      DeleteProtection: 'on',
      ModificationProtectionStatus: 'ConsoleProtection',
      Tags: { Tag: [{ TagKey: 'owner', TagValue: 'me' }] },
      ListenerPorts: { ListenerPort: [] },
      BackendServers: { BackendServer: [] },
    });
  });

  test('lies in the VPC when it is given a vSwitch, and is internal-facing then', async () => {
    const emulator = await startEmulator();
    const LoadBalancerId = await makeInstance(emulator, { VSwitchId: 'vsw-1', VpcId: 'vpc-1' });
    expect(await done(emulator, 'DescribeLoadBalancerAttribute', { LoadBalancerId })).toMatchObject({
      AddressType: 'intranet',
      NetworkType: 'vpc',
      VpcId: 'vpc-1',
      VSwitchId: 'vsw-1',
      LoadBalancerSpec: 'slb.lcu.elastic',
    });
  });

  test('is the same for the same token, and refused for the same token with another wish', async () => {
    const emulator = await startEmulator();
    const first = await makeInstance(emulator, { ClientToken: 'one' });
    expect(await makeInstance(emulator, { ClientToken: 'one' })).toBe(first);
    const other = { InstanceChargeType: 'PayByCLCU', ClientToken: 'one', LoadBalancerName: 'x' };
    expect(await refused(emulator, 'CreateLoadBalancer', other)).toBe('400 LX_REQUEST_TOKEN_CONFLICT');
    expect(await makeInstance(emulator, { ClientToken: 'two' })).not.toBe(first);
    expect(emulator.state.instances.size).toBe(2);
  });

  test.each([
    [{ LoadBalancerSpec: undefined }, '400 MissingParameter'],
    [{ LoadBalancerSpec: 'slb.s9.huge' }, '400 InvalidParameter'],
    [{ Bandwidth: 0 }, '400 InvalidParameter'],
    [{ Bandwidth: 5121 }, '400 InvalidParameter'],
    [{ LoadBalancerName: '1abc' }, '400 InvalidParameter'],
    [{ LoadBalancerName: 'a'.repeat(81) }, '400 InvalidParameter'],
    [{ InstanceChargeType: 'PayByCLCU', InternetChargeType: 'paybybandwidth' }, '400 InvalidParameter'],
    [{ InternetChargeType: 'paybybandwidth' }, '400 MissingParameter'],
    [{ AddressType: 'internet', VSwitchId: 'vsw-1' }, '400 InvalidParameter'],
    [{ ModificationProtectionReason: 'x' }, '400 InvalidParameter'],
    [{ 'Tag.1.Key': 'aliyun-x', 'Tag.1.Value': '' }, '400 InvalidParameter'],
    [{ 'Tag.1.Key': 'x', 'Tag.1.Value': 'http://x' }, '400 InvalidParameter'],
    [{ 'Tag.2.Key': 'x', 'Tag.2.Value': '' }, '400 InvalidParameter'],
    [{ 'Tag.1.Value': 'x' }, '400 MissingParameter'],
    [{ RegionId: undefined }, '400 MissingParameter'],
    [{ RegionId: 'mars-1' }, '404 InvalidRegionId.NotFound'],
    [{ LoadBalancerColour: 'red' }, '400 UnsupportedParameter'],
  ])('is refused with %j', async (values, answer) => {
    const emulator = await startEmulator();
    const all = { LoadBalancerSpec: 'slb.s1.small', ...values };
    expect(await refused(emulator, 'CreateLoadBalancer', all)).toBe(answer);
    expect(emulator.state.instances.size).toBe(0);
  });

  test('is refused beyond the quota', async () => {
    const emulator = await startEmulator({ quotas: { instances: 1 } });
    await makeInstance(emulator);
    expect(await refused(emulator, 'CreateLoadBalancer', { LoadBalancerSpec: 'slb.s1.small' })).toBe(
      '400 ORDER.QUOTA_EXCEEDED',
    );
  });
});

describe('instances', () => {
  test('are found by id, by name and by tag, of several tags by any', async () => {
    const emulator = await startEmulator();
    const a = await makeInstance(emulator, { LoadBalancerName: 'a', 'Tag.1.Key': 'k', 'Tag.1.Value': '1' });
    const b = await makeInstance(emulator, { LoadBalancerName: 'b', 'Tag.1.Key': 'k', 'Tag.1.Value': '2' });
    await makeInstance(emulator, { LoadBalancerName: 'c' });
    const found = async (values: Record<string, string>): Promise<unknown> => {
      const { LoadBalancers } = await done(emulator, 'DescribeLoadBalancers', values);
      return LoadBalancers;
    };
    const both = { LoadBalancer: [{ LoadBalancerId: a }, { LoadBalancerId: b }] };
    expect(await found({ LoadBalancerId: `${a},${b}` })).toMatchObject(both);
    expect(await found({ LoadBalancerName: 'a,b' })).toMatchObject(both);
    const tags = [
      { TagKey: 'k', TagValue: '1' },
      { TagKey: 'k', TagValue: '2' },
    ];
    expect(await found({ Tags: JSON.stringify(tags) })).toMatchObject(both);
    expect(await found({ 'Tag.1.Key': 'k', 'Tag.1.Value': '2' })).toMatchObject({
      LoadBalancer: [{ LoadBalancerId: b }],
    });
  });

  test('come in pages of 50, with numbers where single instances have words', async () => {
    const emulator = await startEmulator();
    for (let i = 0; i < 51; i++) emulator.addInstance();
    const first = await done(emulator, 'DescribeLoadBalancers');
    expect(first).toMatchObject({ PageNumber: 1, PageSize: 50, TotalCount: 51 });
    expect(first['LoadBalancers']).toMatchObject({
      LoadBalancer: Array.from({ length: 50 }, () => ({
        InternetChargeType: '4',
        InternetChargeTypeAlias: 'paybytraffic',
      })),
    });
    const last = await done(emulator, 'DescribeLoadBalancers', { PageNumber: 6, PageSize: 10 });
    expect(last).toMatchObject({ LoadBalancers: { LoadBalancer: [{}] } });
    expect(await refused(emulator, 'DescribeLoadBalancers', { PageSize: 10 })).toBe('400 MissingParameter');
    const tooLarge = { PageNumber: 1, PageSize: 101 };
    expect(await refused(emulator, 'DescribeLoadBalancers', tooLarge)).toBe('400 InvalidParameter');
  });

  test('are seen in their own region only', async () => {
    const emulator = await startEmulator();
    const LoadBalancerId = await makeInstance(emulator);
    const elsewhere = { LoadBalancerId, RegionId: 'cn-beijing' };
    expect(await refused(emulator, 'DescribeLoadBalancerAttribute', elsewhere)).toBe(
      '404 InvalidLoadBalancerId.NotFound',
    );
    expect(await done(emulator, 'DescribeLoadBalancers', { RegionId: 'cn-beijing' })).toMatchObject({
      TotalCount: 0,
    });
  });
});

describe('deleting an instance', () => {
  test.each(['ActionNotAllowed', 'Operation.NotAllowed'] as const)(
    'is refused while it is protected (%s)',
    async (code) => {
      const emulator = await startEmulator({ switches: { deleteProtectionCode: code } });
      const LoadBalancerId = await makeInstance(emulator, { DeleteProtection: 'on' });
      expect(await refused(emulator, 'DeleteLoadBalancer', { LoadBalancerId })).toBe(`400 ${code}`);
      await done(emulator, 'SetLoadBalancerDeleteProtection', { LoadBalancerId, DeleteProtection: 'off' });
      await done(emulator, 'DeleteLoadBalancer', { LoadBalancerId });
      expect(await refused(emulator, 'DeleteLoadBalancer', { LoadBalancerId })).toBe(
        '404 InvalidLoadBalancerId.NotFound',
      );
    },
  );

  test('takes listeners and groups along', async () => {
    const emulator = await startEmulator();
    const { lb, group } = await makeSite(emulator);
    await done(emulator, 'DeleteLoadBalancer', { LoadBalancerId: lb });
    expect(await refused(emulator, 'DescribeVServerGroupAttribute', { VServerGroupId: group })).toBe(
      '404 InvalidParameter',
    );
    expect(emulator.picture()).toEqual({ instances: [], certificates: [] });
  });
});

test('a locked instance is left alone by everyone', async () => {
  const emulator = await startEmulator();
  const { lb, group } = await makeSite(emulator);
  Object.assign(emulator.state.instances.get(lb) ?? {}, { status: 'locked' });
  const named = { LoadBalancerId: lb, ListenerPort: 80 };
  expect(await refused(emulator, 'StartLoadBalancerListener', named)).toBe('400 ActionNotAllowed');
  expect(await refused(emulator, 'StopLoadBalancerListener', named)).toBe('400 ActionNotAllowed');
  const other = httpListener(lb, group, { ListenerPort: 81 });
  expect(await refused(emulator, 'CreateLoadBalancerHTTPListener', other)).toBe('400 ActionNotAllowed');
});

test('attributes can be set', async () => {
  const emulator = await startEmulator();
  const LoadBalancerId = await makeInstance(emulator, {
    InstanceChargeType: 'PayBySpec',
    LoadBalancerSpec: 'slb.s1.small',
  });
  const set = (action: string, values: Record<string, string | number>): Promise<unknown> =>
    done(emulator, action, { LoadBalancerId, ...values });
  await set('SetLoadBalancerName', { LoadBalancerName: 'new' });
  await set('ModifyLoadBalancerInstanceSpec', { LoadBalancerSpec: 'slb.s2.small' });
  await set('ModifyLoadBalancerInternetSpec', { InternetChargeType: 'paybybandwidth', Bandwidth: 7 });
  await set('SetLoadBalancerModificationProtection', { ModificationProtectionStatus: 'ConsoleProtection' });
  expect(emulator.state.instances.get(LoadBalancerId)).toMatchObject({
    name: 'new',
    specification: 'slb.s2.small',
    internetChargeType: 'paybybandwidth',
    bandwidth: 7,
    modificationProtection: true,
  });
  await set('ModifyLoadBalancerInstanceChargeType', { InstanceChargeType: 'PayByCLCU' });
  const change = { LoadBalancerId, LoadBalancerSpec: 'slb.s1.small' };
  expect(await refused(emulator, 'ModifyLoadBalancerInstanceSpec', change)).toBe(
    '400 ChangeLbSpecNotAllowed',
  );
});

test('an empty collection may be left out of its wrapper', async () => {
  const emulator = await startEmulator({ switches: { emptyCollections: 'absent' } });
  const LoadBalancerId = await makeInstance(emulator);
  expect(await done(emulator, 'DescribeVServerGroups', { LoadBalancerId })).toMatchObject({
    VServerGroups: {},
  });
  await makeGroup(emulator, LoadBalancerId);
  const { VServerGroups } = await done(emulator, 'DescribeVServerGroups', { LoadBalancerId });
  expect(VServerGroups).toMatchObject({
    VServerGroup: [{ Tags: {}, AssociatedObjects: { Listeners: {}, Rules: {} } }],
  });
  expect(JSON.stringify(VServerGroups)).not.toContain('[]');
});
