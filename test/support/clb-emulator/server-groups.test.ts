import { describe, expect, test } from 'vitest';
import type { ClbEmulator } from './clb-emulator.ts';
import { done, refused, startEmulator } from './emulator-client.test-support.ts';
import { makeGroup, makeInstance, makeSite } from './site.test-support.ts';

type Member = Readonly<Record<string, string | number>>;

const eni = (number: number, more: Member = {}): Member => ({
  ServerId: `eni-${number}`,
  ServerIp: `10.0.0.${number}`,
  Type: 'eni',
  Port: 8080,
  ...more,
});

/** An instance with a group, and fifty pods with an interface each. */
async function makeWorld(emulator: ClbEmulator): Promise<{ readonly lb: string; readonly group: string }> {
  for (let number = 1; number <= 50; number++) emulator.addInterface(`10.0.0.${number}`, `eni-${number}`);
  const lb = await makeInstance(emulator);
  return { lb, group: await makeGroup(emulator, lb) };
}

async function membersOf(emulator: ClbEmulator, VServerGroupId: string): Promise<unknown> {
  const answer = await done(emulator, 'DescribeVServerGroupAttribute', { VServerGroupId });
  return answer['BackendServers'];
}

const range = (count: number, from = 1): Member[] => Array.from({ length: count }, (_, i) => eni(from + i));
const add = 'AddVServerGroupBackendServers';
const remove = 'RemoveVServerGroupBackendServers';
const set = 'SetVServerGroupAttribute';

describe('members', () => {
  test('are added, weighed and removed; only the group itself tells their addresses', async () => {
    const emulator = await startEmulator();
    const { group: VServerGroupId } = await makeWorld(emulator);
    const BackendServers = JSON.stringify([eni(1), eni(2, { Weight: '50' })]);
    const added = await done(emulator, add, { VServerGroupId, BackendServers });
    expect(JSON.stringify(added)).not.toContain('ServerIp');
    expect(await membersOf(emulator, VServerGroupId)).toMatchObject({
      BackendServer: [
        { ServerId: 'eni-1', ServerIp: '10.0.0.1', Port: 8080, Weight: 100, Type: 'eni' },
        { ServerId: 'eni-2', Weight: 50 },
      ],
    });
    const weights = JSON.stringify([eni(1, { Weight: 0 })]);
    await done(emulator, set, { VServerGroupId, BackendServers: weights });
    await done(emulator, remove, { VServerGroupId, BackendServers: JSON.stringify([eni(2), eni(3)]) });
    expect(await membersOf(emulator, VServerGroupId)).toMatchObject({ BackendServer: [{ Weight: 0 }] });
  });

  test('can neither be added nor removed by setting the group', async () => {
    const emulator = await startEmulator();
    const { lb } = await makeWorld(emulator);
    const VServerGroupId = await makeGroup(emulator, lb, { BackendServers: JSON.stringify(range(2)) });
    const other = JSON.stringify([eni(3)]);
    expect(await refused(emulator, set, { VServerGroupId, BackendServers: other })).toBe(
      '400 InvalidParameter',
    );
    await done(emulator, set, { VServerGroupId, BackendServers: JSON.stringify([eni(1)]) });
    expect(await membersOf(emulator, VServerGroupId)).toMatchObject({ BackendServer: [{}, {}] });
  });

  test('are replaced together', async () => {
    const emulator = await startEmulator();
    const { lb } = await makeWorld(emulator);
    const VServerGroupId = await makeGroup(emulator, lb, { BackendServers: JSON.stringify(range(2)) });
    await done(emulator, 'ModifyVServerGroupBackendServers', {
      VServerGroupId,
      OldBackendServers: JSON.stringify([eni(1)]),
      NewBackendServers: JSON.stringify([eni(9)]),
    });
    expect(await membersOf(emulator, VServerGroupId)).toMatchObject({
      BackendServer: [{ ServerId: 'eni-2' }, { ServerId: 'eni-9' }],
    });
  });

  test.each([
    ['no JSON', 'not json', '400 BackendServersMalformed'],
    ['no array', '{}', '400 BackendServersMalformed'],
    ['single quotes', "[{'ServerId':'eni-1'}]", '400 BackendServersMalformed'],
    ['other names', JSON.stringify([{ ...eni(1), Colour: 'red' }]), '400 BackendServersMalformed'],
    ['names in another case', JSON.stringify([{ serverId: 'eni-1' }]), '400 BackendServersMalformed'],
    ['no id', JSON.stringify([{ Port: 1 }]), '400 BackendServer.ServerIdEmpty'],
    ['no port', JSON.stringify([{ ServerId: 'i-1' }]), '400 BackendServersMalformed'],
    ['port 0', JSON.stringify([eni(1, { Port: 0 })]), '400 BackendServersMalformed'],
    [
      'an interface without address',
      JSON.stringify([{ ServerId: 'eni-1', Type: 'eni', Port: 1 }]),
      '400 BackendServersMalformed',
    ],
    ['weight 101', JSON.stringify([eni(1, { Weight: 101 })]), '400 InvalidWeight.Malformed'],
    ['weight -1', JSON.stringify([eni(1, { Weight: -1 })]), '400 InvalidWeight.Malformed'],
    ['an unknown type', JSON.stringify([eni(1, { Type: 'pod' })]), '400 BackendServersMalformed'],
    ['an unknown interface', JSON.stringify([eni(99)]), '404 InvalidServerId.NotFound'],
    [
      'an address of another interface',
      JSON.stringify([eni(1, { ServerIp: '10.0.0.2' })]),
      '400 ObtainIpFail',
    ],
    ['21 of them', JSON.stringify(range(21)), '400 TooManyBackendServers'],
    ['none of them', '[]', '400 InvalidParameter'],
  ])('are refused with %s', async (_, BackendServers, answer) => {
    const emulator = await startEmulator();
    const { group: VServerGroupId } = await makeWorld(emulator);
    expect(await refused(emulator, add, { VServerGroupId, BackendServers })).toBe(answer);
    expect(await membersOf(emulator, VServerGroupId)).toEqual({ BackendServer: [] });
  });

  test('may come 40 at once, if the switch says so', async () => {
    const emulator = await startEmulator({ switches: { backendsPerCall: 40 } });
    const { group: VServerGroupId } = await makeWorld(emulator);
    const tried = (count: number): Promise<string> =>
      refused(emulator, add, { VServerGroupId, BackendServers: JSON.stringify(range(count)) });
    expect(await tried(41)).toBe('400 TooManyBackendServers');
    expect(await tried(40)).toBe('done');
  });

  test('are no interfaces on a shared-performance instance, nor of another VPC', async () => {
    const emulator = await startEmulator();
    emulator.addInterface('10.0.0.1', 'eni-1');
    const shared = emulator.addInstance({ specification: '' });
    const elsewhere = emulator.addInstance({ addressType: 'intranet', vpcId: 'vpc-other' });
    const BackendServers = JSON.stringify([eni(1)]);
    const tried = (LoadBalancerId: string): Promise<string> =>
      refused(emulator, 'CreateVServerGroup', { LoadBalancerId, VServerGroupName: 'a', BackendServers });
    expect(await tried(shared.id)).toBe('400 UnsupportedOperation');
    expect(await tried(elsewhere.id)).toBe('400 NetworkConflict');
    expect(shared.serverGroups).toEqual([]);
  });

  test('are bounded for the instance, over all its groups, and for each server', async () => {
    const emulator = await startEmulator({ quotas: { backendsPerInstance: 5, attachmentsPerServer: 2 } });
    const { lb, group: VServerGroupId } = await makeWorld(emulator);
    await makeGroup(emulator, lb, { BackendServers: JSON.stringify(range(3)) });
    const tried = (members: Member[]): Promise<string> =>
      refused(emulator, add, { VServerGroupId, BackendServers: JSON.stringify(members) });
    expect(await tried(range(3, 10))).toBe('400 InstanceBackendServerNumberOverLimit');
    expect(await tried([eni(1)])).toBe('done');
    expect(await tried([eni(1, { Port: 81 })])).toBe('400 OverQuota');
    expect(await tried([eni(20)])).toBe('done');
    expect(await tried([eni(21)])).toBe('400 InstanceBackendServerNumberOverLimit');
  });

  test.each([
    [true, 'error', '400 InvalidParameter', 1],
    [false, 'error', '400 InvalidParameter', 2],
    [true, 'ignored', 'done', 3],
  ] as const)(
    'atomic %s, existing ones %s: %s',
    async (addBackendsAtomic, addExistingBackend, answer, count) => {
      const emulator = await startEmulator({ switches: { addBackendsAtomic, addExistingBackend } });
      const { group: VServerGroupId } = await makeWorld(emulator);
      await done(emulator, add, { VServerGroupId, BackendServers: JSON.stringify([eni(1)]) });
      const mixed = JSON.stringify([eni(2), eni(1), eni(3)]);
      expect(await refused(emulator, add, { VServerGroupId, BackendServers: mixed })).toBe(answer);
      expect(await membersOf(emulator, VServerGroupId)).toMatchObject({
        BackendServer: Array(count).fill({}),
      });
    },
  );
});

describe('groups', () => {
  test('may have the same name twice, and are listed without members', async () => {
    const emulator = await startEmulator();
    const { lb } = await makeWorld(emulator);
    const tag = { 'Tag.1.Key': 'k', 'Tag.1.Value': 'v' };
    await makeGroup(emulator, lb, { BackendServers: JSON.stringify(range(2)), ...tag });
    const all = await done(emulator, 'DescribeVServerGroups', { LoadBalancerId: lb });
    expect(all).toMatchObject({
      VServerGroups: {
        VServerGroup: [
          { VServerGroupName: 'group', ServerCount: 0 },
          { VServerGroupName: 'group', ServerCount: 2, Tags: { Tag: [{ TagKey: 'k', TagValue: 'v' }] } },
        ],
      },
    });
    expect(JSON.stringify(all)).not.toContain('BackendServer');
    const tagged = await done(emulator, 'DescribeVServerGroups', { LoadBalancerId: lb, ...tag });
    expect(tagged).toMatchObject({ VServerGroups: { VServerGroup: [{ ServerCount: 2 }] } });
  });

  test('say who uses them when they are asked', async () => {
    const emulator = await startEmulator();
    const { lb, group } = await makeSite(emulator);
    const RuleList = JSON.stringify([{ RuleName: 'r', Domain: 'a.example', VServerGroupId: group }]);
    await done(emulator, 'CreateRules', { LoadBalancerId: lb, ListenerPort: 80, RuleList });
    const asked = { LoadBalancerId: lb, IncludeListener: 'true', IncludeRule: 'true' };
    expect(await done(emulator, 'DescribeVServerGroups', asked)).toMatchObject({
      VServerGroups: {
        VServerGroup: [
          {
            AssociatedObjects: {
              Listeners: { Listener: [{ Port: 80, Protocol: 'http' }] },
              Rules: { Rule: [{ RuleName: 'r', Domain: 'a.example' }] },
            },
          },
        ],
      },
    });
  });

  test('stay while a listener or a rule uses them', async () => {
    const emulator = await startEmulator();
    const { lb, group } = await makeSite(emulator);
    const used = await makeGroup(emulator, lb);
    const RuleList = JSON.stringify([{ RuleName: 'r', Url: '/a', VServerGroupId: used }]);
    await done(emulator, 'CreateRules', { LoadBalancerId: lb, ListenerPort: 80, RuleList });
    const tried = (VServerGroupId: string): Promise<string> =>
      refused(emulator, 'DeleteVServerGroup', { VServerGroupId });
    expect(await tried(group)).toBe('400 RspoolVipExist');
    expect(await tried(used)).toBe('400 RspoolRuleExist');
    await done(emulator, 'DeleteLoadBalancerListener', { LoadBalancerId: lb, ListenerPort: 80 });
    expect(await tried(group)).toBe('done');
    expect(await tried(used)).toBe('done');
    expect(await tried(used)).toBe('404 InvalidParameter');
  });

  test('are refused with a name of other characters', async () => {
    const emulator = await startEmulator();
    const lb = await makeInstance(emulator);
    const tried = (VServerGroupName: string): Promise<string> =>
      refused(emulator, 'CreateVServerGroup', { LoadBalancerId: lb, VServerGroupName });
    expect(await tried('a:b')).toBe('400 InvalidParameter');
    expect(await tried('a'.repeat(81))).toBe('400 InvalidParameter');
    expect(await tried('sluice/a-b_c.d/80')).toBe('done');
  });
});
