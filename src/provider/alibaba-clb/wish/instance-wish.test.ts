import { describe, expect, test } from 'vitest';
import type { CloudWish } from '../../../model/index.ts';
import type { ClbInstanceHead, CreateInstance } from '../api/clb-api.ts';
import type { ClbSettings } from '../clb-settings.ts';
import { type InstanceChange, instanceDifferences } from './instance-differences.ts';
import { instanceRequest } from './instance-request.ts';

function settings(instance: Partial<ClbSettings['instance']> = {}): ClbSettings {
  return {
    regionId: 'cn-hangzhou',
    clusterId: 'c1',
    vpcId: 'vpc-1',
    instance: { tags: {}, ...instance },
    approximation: 'allow',
    quotas: {
      rulesPerListener: 40,
      extensionsPerListener: 3,
      backendsPerInstance: 200,
      certificatesPerRegion: 100,
    },
    releaseDelayMs: 60_000,
    retain: false,
    drainMs: 0,
    resyncMs: 600_000,
  };
}

function ask(instance: Record<string, string>): CloudWish {
  return { instance, listener: {} };
}

/** The instance that CLB makes of a request. */
function made(request: CreateInstance, other: Partial<ClbInstanceHead> = {}): ClbInstanceHead {
  return {
    id: 'lb-1',
    name: request.name,
    status: 'active',
    specification: request.specification ?? 'slb.lcu.elastic',
    instanceChargeType: request.instanceChargeType ?? 'PayBySpec',
    internetChargeType: request.internetChargeType ?? 'paybytraffic',
    bandwidth: request.bandwidth,
    addressType: request.addressType,
    address: '203.0.113.1',
    ipVersion: request.ipVersion ?? 'ipv4',
    vpcId: '',
    vswitchId: '',
    masterZoneId: request.masterZoneId ?? 'cn-hangzhou-h',
    slaveZoneId: request.slaveZoneId ?? 'cn-hangzhou-i',
    resourceGroupId: request.resourceGroupId ?? 'rg-default',
    deleteProtection: request.deleteProtection,
    modificationProtection: request.modificationProtection,
    tags: request.tags,
    ...other,
  };
}

describe('the request for an instance', () => {
  test('without wishes is Internet-facing, paid for by use, protected, and carries our tags', () => {
    expect(instanceRequest(undefined, settings(), 0)).toEqual({
      name: 'sluice-c1',
      addressType: 'internet',
      instanceChargeType: 'PayByCLCU',
      deleteProtection: true,
      modificationProtection: true,
      tags: { 'sluice.dev/cluster': 'c1', 'sluice.dev/for': 'managed' },
      clientToken: 'sluice-c1-0',
    });
  });

  test('follows the settings, and annotations before them', () => {
    const given = settings({
      name: 'by-setting',
      specification: 'slb.s1.small',
      tags: { team: 'a', stage: 'b' },
    });
    expect(instanceRequest(undefined, given, 0)).toMatchObject({
      name: 'by-setting',
      instanceChargeType: 'PayBySpec',
      specification: 'slb.s1.small',
    });
    const wish = ask({
      name: 'by-annotation',
      spec: 'slb.s2.small',
      'additional-resource-tags': 'bare=,team=shop',
    });
    const request = instanceRequest(wish, given, 0);
    expect(request).toMatchObject({ name: 'by-annotation', specification: 'slb.s2.small' });
    expect(request.tags).toMatchObject({ team: 'shop', stage: 'b', bare: '' });
  });

  test('with a specification named is paid for by it, whatever the settings say', () => {
    const request = instanceRequest(
      ask({ spec: 'slb.s2.small' }),
      settings({ instanceChargeType: 'PayByCLCU' }),
      0,
    );
    expect(request).toMatchObject({ instanceChargeType: 'PayBySpec', specification: 'slb.s2.small' });
  });

  test('paid for by specification names one', () => {
    const wish = ask({ 'instance-charge-type': 'PayBySpec' });
    expect(instanceRequest(wish, settings(), 0).specification).toBe('slb.s1.small');
  });

  test('has bandwidth only where it is what is paid for', () => {
    const wish = ask({ spec: 'slb.s2.small', bandwidth: '5' });
    expect(instanceRequest(wish, settings(), 0)).not.toHaveProperty('bandwidth');
    const paid = instanceRequest(wish, settings({ internetChargeType: 'paybybandwidth' }), 0);
    expect(paid).toMatchObject({ internetChargeType: 'paybybandwidth', bandwidth: 5 });
  });

  test('has the same token whatever is wished, and another for the next instance', () => {
    const token = (wish: CloudWish | undefined, generation: number): string =>
      instanceRequest(wish, settings(), generation).clientToken;
    expect(token(ask({ name: 'a' }), 1)).toBe(token(undefined, 1));
    expect(token(undefined, 2)).not.toBe(token(undefined, 1));
  });

  test('never has more tags than CLB takes, nor without ours', () => {
    const tags = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`key-${index}`, '']));
    const request = instanceRequest(undefined, settings({ tags }), 0);
    expect(Object.keys(request.tags)).toHaveLength(20);
    expect(request.tags).toMatchObject({ 'sluice.dev/cluster': 'c1', 'sluice.dev/for': 'managed' });
  });
});

describe('the differences of an instance', () => {
  const wishes: readonly (CloudWish | undefined)[] = [
    undefined,
    ask({ spec: 'slb.s2.small', 'charge-type': 'paybybandwidth', bandwidth: '10' }),
    ask({ 'master-zoneid': 'cn-hangzhou-h', 'ip-version': 'ipv6', 'delete-protection': 'off' }),
    ask({ 'additional-resource-tags': 'a=1,b=', 'resource-group-id': 'rg-1' }),
  ];

  test.each(wishes.map((wish, index) => [index, wish] as const))(
    'are none where it was made as asked: %i',
    (_, wish) => {
      const instance = made(instanceRequest(wish, settings(), 0));
      expect(instanceDifferences(wish, settings(), instance)).toEqual({ changes: [], problems: [] });
    },
  );

  test.each<[Record<string, string>, Partial<ClbInstanceHead>, readonly InstanceChange[]]>([
    [{ name: 'new' }, {}, [{ kind: 'name', name: 'new' }]],
    [{}, { deleteProtection: false }, [{ kind: 'delete-protection', on: true }]],
    [{ 'modification-protection': 'NonProtection' }, {}, [{ kind: 'modification-protection', on: false }]],
    [{ 'additional-resource-tags': 'a=1' }, {}, [{ kind: 'tags', tags: { a: '1' } }]],
    [{}, { instanceChargeType: 'PayBySpec' }, [{ kind: 'charge-type', instanceChargeType: 'PayByCLCU' }]],
    [
      { spec: 'slb.s2.small' },
      { instanceChargeType: 'PayBySpec', specification: 'slb.s1.small' },
      [{ kind: 'specification', specification: 'slb.s2.small' }],
    ],
    [
      { 'instance-charge-type': 'PayBySpec', 'charge-type': 'paybybandwidth', bandwidth: '7' },
      { instanceChargeType: 'PayBySpec', bandwidth: 5 },
      [{ kind: 'internet-charge', internetChargeType: 'paybybandwidth', bandwidth: 7 }],
    ],
    // Nothing asks for a specification, so one that was changed to a larger stays.
    [
      { 'instance-charge-type': 'PayBySpec' },
      { instanceChargeType: 'PayBySpec', specification: 'slb.s3.large' },
      [],
    ],
    // Where CLB does not say how it is paid for.
    [{}, { instanceChargeType: '' }, []],
  ])('of %j from %j are %j', (wish, other, changes) => {
    const instance = made(instanceRequest(undefined, settings(), 0), other);
    expect(instanceDifferences(ask(wish), settings(), instance).changes).toEqual(changes);
  });

  test('that cannot be changed are said, each once', () => {
    const wish = ask({ 'slave-zoneid': 'cn-hangzhou-j', 'ip-version': 'ipv6', spec: 'slb.s2.small' });
    const instance = made(instanceRequest(undefined, settings(), 0));
    const { changes, problems } = instanceDifferences(wish, settings(), instance);
    expect(changes).toEqual([]);
    expect(problems.map(({ message }) => message.split(' ')[0])).toEqual([
      'instance-charge-type',
      'ip-version',
      'slave-zoneid',
    ]);
  });

  test('leave tags of others alone', () => {
    const request = instanceRequest(undefined, settings(), 0);
    const instance = made(request, { tags: { ...request.tags, 'acs:x': '1', mine: '2' } });
    expect(instanceDifferences(undefined, settings(), instance).changes).toEqual([]);
  });
});
