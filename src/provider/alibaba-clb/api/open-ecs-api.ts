import { z } from 'zod';
import { listOf, optionalText, text, textOrEmpty } from './answer-schema.ts';
import { ecsActions } from './api-actions.ts';
import { type ApiOptions, openRpcClient } from './api-options.ts';
import type { EcsApi } from './clb-api.ts';
import { numbered } from './list-parameters.ts';
import { readPages } from './read-pages.ts';

/** An address asked for is on one interface only, so that one page holds the answer. */
const pageSize = 100;

const interfaces = z.object({
  NetworkInterfaceSets: listOf(
    'NetworkInterfaceSet',
    z.object({
      NetworkInterfaceId: text,
      VpcId: textOrEmpty,
      PrivateIpSets: listOf('PrivateIpSet', z.object({ PrivateIpAddress: text }), 1000),
    }),
    500,
  ),
  NextToken: optionalText,
});

/** ECS in one region. Nothing is called and nothing loaded yet. @throws OperatorError `InvalidRegion`, `InvalidEndpoint` */
export function openEcsApi(options: ApiOptions): EcsApi {
  const rpc = openRpcClient('ecs', '2014-05-26', ecsActions, options);
  return {
    async findInterfaces(vpcId, addresses) {
      const params = {
        VpcId: vpcId,
        ...numbered('PrivateIpAddress', addresses),
        MaxResults: pageSize,
      };
      const all = await readPages('DescribeNetworkInterfaces', async (token) => {
        const page = await rpc.call('DescribeNetworkInterfaces', { ...params, NextToken: token }, interfaces);
        return { items: page.NetworkInterfaceSets, next: page.NextToken };
      });
      const wanted = new Set(addresses);
      const found = new Map<string, string>();
      for (const { NetworkInterfaceId, VpcId, PrivateIpSets } of all) {
        if (VpcId !== vpcId) continue;
        for (const { PrivateIpAddress } of PrivateIpSets)
          if (wanted.has(PrivateIpAddress)) found.set(PrivateIpAddress, NetworkInterfaceId);
      }
      return found;
    },
    calls: () => rpc.sent(),
  };
}
