import { createHash } from 'node:crypto';
import { type Action, type ActionTable, reads } from '../action.ts';
import { wrapped } from '../answer.ts';
import type { Cloud } from '../cloud.ts';
import { integer, list, optional, type Parameters } from '../parameters.ts';
import type { NetworkInterface } from '../state.ts';
import { readToken, tokenAfter } from './page-token.ts';

/** Interfaces in the VPC that have one of the addresses. Pages of ten unless asked otherwise. */
const describeInterfaces: Action = reads(
  {
    VpcId: optional(),
    PrivateIpAddress: list(100),
    NetworkInterfaceId: list(100),
    PageNumber: optional(integer(1, 100_000)),
    PageSize: optional(integer(1, 500)),
    MaxResults: optional(integer(1, 500)),
    NextToken: optional(),
  },
  (cloud, p) => {
    const found = findInterfaces(cloud, p);
    const size = p.number('MaxResults') ?? p.number('PageSize') ?? 10;
    const byNumber = p.get('MaxResults') === undefined && p.get('NextToken') === undefined;
    const start = byNumber ? ((p.number('PageNumber') ?? 1) - 1) * size : readToken(p.get('NextToken'));
    const next = start + size;
    return {
      NetworkInterfaceSets: wrapped('NetworkInterfaceSet', found.slice(start, next).map(describe)),
      TotalCount: found.length,
      ...(byNumber ? { PageNumber: p.number('PageNumber') ?? 1, PageSize: size } : {}),
      NextToken: tokenAfter(next, found.length),
    };
  },
);

function findInterfaces(cloud: Cloud, p: Parameters): readonly NetworkInterface[] {
  const addresses = new Set(p.list('PrivateIpAddress'));
  const ids = new Set(p.list('NetworkInterfaceId'));
  const [region, vpcId] = [p.get('RegionId'), p.get('VpcId')];
  if (cloud.anyInterface) addInterfaces(cloud, p, [...addresses]);
  return [...cloud.state.interfaces.values()].filter(
    (one) =>
      one.region === region &&
      (vpcId ?? one.vpcId) === one.vpcId &&
      (ids.size === 0 || ids.has(one.id)) &&
      (addresses.size === 0 || one.addresses.some((address) => addresses.has(address))),
  );
}

/** Gives every address that is asked for an interface of its own. */
function addInterfaces(cloud: Cloud, p: Parameters, addresses: readonly string[]): void {
  const known = new Set([...cloud.state.interfaces.values()].flatMap((one) => one.addresses));
  for (const address of addresses) {
    if (known.has(address)) continue;
    const id = `eni-${createHash('sha256').update(address).digest('hex').slice(0, 16)}`;
    const vpcId = p.get('VpcId') ?? cloud.vpcId;
    cloud.state.interfaces.set(id, { id, region: p.need('RegionId'), vpcId, addresses: [address] });
  }
}

function describe(one: NetworkInterface): ReturnType<Action['run']> {
  return {
    NetworkInterfaceId: one.id,
    VpcId: one.vpcId,
    PrivateIpAddress: one.addresses[0],
    PrivateIpSets: wrapped(
      'PrivateIpSet',
      one.addresses.map((address, index) => ({ PrivateIpAddress: address, Primary: index === 0 })),
    ),
  };
}

export const networkInterfaceActions: ActionTable = { DescribeNetworkInterfaces: describeInterfaces };
