import { describe, expect, test } from 'vitest';
import type { InstanceFacts, ListenerFacts } from '../model/index.ts';
import { checkReuse, type ReuseWish } from './check-reuse.ts';

const good: InstanceFacts = {
  id: 'lb-good',
  name: 'good',
  status: 'active',
  specification: 'slb.s2.small',
  addressType: 'internet',
  tags: {},
  managed: false,
  listeners: [],
};

const wish: ReuseWish = { id: 'lb-good', forceOverrideListeners: false };

function listener(port: number, owner: ListenerFacts['owner'], protocol = 'tcp'): ListenerFacts {
  return { port, protocol, owner, running: true };
}

const theirs = { other: 'Service shop/web' };

interface Row {
  readonly name: string;
  readonly facts?: Partial<InstanceFacts>;
  readonly wish?: Partial<ReuseWish>;
  readonly reasons: readonly string[];
}

const rows: readonly Row[] = [
  { name: 'an active instance', reasons: [] },
  { name: 'an inactive one without a listener', facts: { status: 'inactive' }, reasons: [] },
  {
    name: 'an inactive one with a listener of any port',
    facts: { status: 'inactive', listeners: [listener(8443, theirs)] },
    reasons: ['InstanceNotActive'],
  },
  { name: 'a locked one', facts: { status: 'locked' }, reasons: ['InstanceNotActive'] },
  { name: 'one in a state we do not know', facts: { status: 'creating' }, reasons: ['InstanceNotActive'] },
  { name: 'one without a state', facts: { status: '' }, reasons: ['InstanceNotActive'] },
  { name: 'an intranet one', facts: { addressType: 'intranet' }, reasons: [] },
  ...['slb.s1.small', 'slb.s2.small', 'slb.s2.medium', 'slb.s3.small', 'slb.s3.medium', 'slb.s3.large'].map(
    (specification) => ({ name: `specification ${specification}`, facts: { specification }, reasons: [] }),
  ),
  { name: 'an elastic one', facts: { specification: 'slb.lcu.elastic' }, reasons: [] },
  {
    name: 'a shared-performance one',
    facts: { specification: '' },
    reasons: ['InstanceSharedPerformance'],
  },
  {
    name: 'one of an unknown specification',
    facts: { specification: 'slb.s9.huge' },
    reasons: ['InstanceSpecificationUnsupported'],
  },
  { name: 'the same VPC', facts: { vpcId: 'vpc-a' }, wish: { vpcId: 'vpc-a' }, reasons: [] },
  { name: 'an unknown VPC of the instance', wish: { vpcId: 'vpc-a' }, reasons: [] },
  { name: 'an unknown VPC of the cluster', facts: { vpcId: 'vpc-a' }, reasons: [] },
  {
    name: 'another VPC',
    facts: { vpcId: 'vpc-b' },
    wish: { vpcId: 'vpc-a' },
    reasons: ['InstanceVpcMismatch'],
  },
  { name: 'tags of the user', facts: { tags: { team: 'shop' } }, reasons: [] },
  {
    name: 'one made by a cloud controller',
    facts: { tags: { 'kubernetes.do.not.delete': 'a1' } },
    reasons: ['InstanceOwnedByOther'],
  },
  {
    name: 'one of a cluster, whatever the value',
    facts: { tags: { 'ack.aliyun.com': '' } },
    reasons: ['InstanceOwnedByOther'],
  },
  { name: 'one we made by ourselves', facts: { managed: true }, reasons: ['InstanceOwnedByOther'] },
  {
    name: 'listeners of ours',
    facts: { listeners: [listener(80, 'ours', 'http'), listener(443, 'ours', 'https')] },
    reasons: [],
  },
  { name: 'others on other ports', facts: { listeners: [listener(8080, theirs)] }, reasons: [] },
  {
    name: 'port 80 of another',
    facts: { listeners: [listener(80, theirs)] },
    reasons: ['ListenerPortTaken'],
  },
  {
    name: 'both ports of others, one by UDP',
    facts: { listeners: [listener(80, theirs), listener(443, theirs, 'udp')] },
    reasons: ['ListenerPortTaken', 'ListenerPortTaken'],
  },
  {
    name: 'both ports of others, overridden',
    facts: { listeners: [listener(80, theirs), listener(443, theirs)] },
    wish: { forceOverrideListeners: true },
    reasons: [],
  },
  {
    name: 'everything wrong at once, in a fixed order',
    facts: {
      status: 'locked',
      specification: '',
      vpcId: 'vpc-b',
      tags: { 'ack.aliyun.com': 'c1' },
      listeners: [listener(443, theirs)],
    },
    wish: { vpcId: 'vpc-a' },
    reasons: [
      'InstanceNotActive',
      'InstanceSharedPerformance',
      'InstanceVpcMismatch',
      'InstanceOwnedByOther',
      'ListenerPortTaken',
    ],
  },
  {
    name: 'an override, which lifts no other check',
    facts: { status: 'locked', listeners: [listener(80, theirs)] },
    wish: { forceOverrideListeners: true },
    reasons: ['InstanceNotActive'],
  },
];

describe('an instance can be used again with', () => {
  test.each(rows)('$name: $reasons', ({ facts, wish: asked, reasons }) => {
    const refusals = checkReuse({ ...good, ...facts }, { ...wish, ...asked });
    expect(refusals.map(({ reason }) => reason)).toEqual(reasons);
    for (const { message } of refusals) expect(message).toContain('lb-good');
  });
});

test('an instance that does not exist is refused by its id', () => {
  expect(checkReuse(undefined, { id: 'lb-none', forceOverrideListeners: true })).toEqual([
    { reason: 'InstanceNotFound', message: 'Instance lb-none does not exist.' },
  ]);
});

test('a port taken names the port, the protocol and the owner', () => {
  const [refusal] = checkReuse({ ...good, listeners: [listener(80, theirs)] }, wish);
  expect(refusal?.message).toBe('Port 80 of instance lb-good has a listener (tcp) of Service shop/web.');
});
