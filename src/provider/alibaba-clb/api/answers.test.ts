import { describe, expect, test } from 'vitest';
import { openClbApi } from './open-clb-api.ts';
import { openEcsApi } from './open-ecs-api.ts';
import { errorOf, json, scriptedApi } from './scripted-api.test-support.ts';

describe('an answer', () => {
  test('is taken with digits for numbers, absent lists and unknown fields', async () => {
    const group = {
      VServerGroupId: 'rsp-1',
      VServerGroupName: 'web',
      LoadBalancerId: 'lb-1',
      Surprise: [{ deep: true }],
      BackendServers: {
        BackendServer: [
          { ServerId: 'eni-2', ServerIp: '10.0.0.2', Port: '8080', Weight: '100', Type: 'eni' },
          { ServerId: 'eni-1', ServerIp: '10.0.0.1', Port: 8080, Weight: 0, Type: 'eni' },
        ],
      },
    };
    const server = await scriptedApi(json(200, group));
    const read = await openClbApi(server.options()).describeServerGroup('rsp-1');
    expect(read?.tags).toEqual({});
    expect(read?.backends).toEqual([
      { serverId: 'eni-1', serverIp: '10.0.0.1', port: 8080, weight: 0, type: 'eni' },
      { serverId: 'eni-2', serverIp: '10.0.0.2', port: 8080, weight: 100, type: 'eni' },
    ]);
  });

  test.each([
    ['a number where an id belongs', { VServerGroups: { VServerGroup: [{ VServerGroupId: 7 }] } }],
    [
      'more than a list may hold',
      { VServerGroups: { VServerGroup: Array(10_001).fill({ VServerGroupId: 'r' }) } },
    ],
    ['a text without end', { VServerGroups: { VServerGroup: [{ VServerGroupId: 'r'.repeat(5000) }] } }],
    ['no object', 'null'],
  ])('is refused with %s', async (_, body) => {
    const server = await scriptedApi(json(200, body));
    const options = server.options({ retry: { tries: 1 } });
    const error = await errorOf(openClbApi(options).describeServerGroups('lb-1'));
    expect(error).toMatchObject({ kind: 'unavailable', ambiguous: true });
    expect(error.message.length).toBeLessThan(200);
  });

  test('with what does not carry the tag asked for is not believed', async () => {
    const instance = { LoadBalancerId: 'lb-1', AddressType: 'internet' };
    const page = { LoadBalancers: { LoadBalancer: [instance] }, TotalCount: 1 };
    const server = await scriptedApi(json(200, page));
    expect(await openClbApi(server.options()).findInstances({ key: 'k', value: 'v' })).toEqual([]);
  });

  test('of ECS with what was not asked for is not believed', async () => {
    const sets = [
      ['eni-1', 'vpc-1', '10.0.0.1'],
      ['eni-2', 'vpc-2', '10.0.0.2'],
      ['eni-3', 'vpc-1', '10.0.0.3'],
    ].map(([NetworkInterfaceId, VpcId, PrivateIpAddress]) => ({
      NetworkInterfaceId,
      VpcId,
      PrivateIpSets: { PrivateIpSet: [{ PrivateIpAddress }] },
    }));
    const server = await scriptedApi(json(200, { NetworkInterfaceSets: { NetworkInterfaceSet: sets } }));
    const found = await openEcsApi(server.options()).findInterfaces('vpc-1', ['10.0.0.1', '10.0.0.2']);
    expect([...found]).toEqual([['10.0.0.1', 'eni-1']]);
    expect(server.received[0]?.headers['x-acs-version']).toBe('2014-05-26');
  });

  test('whose pages do not end is given up', async () => {
    const server = await scriptedApi(json(200, { Listeners: [], NextToken: 'again' }));
    const error = await errorOf(openClbApi(server.options()).describeListeners(['lb-1']));
    expect(error.message).toBe('DescribeLoadBalancerListeners: the pages do not end.');
  });
});
