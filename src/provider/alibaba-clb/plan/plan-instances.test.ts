import { describe, expect, test } from 'vitest';
import { clusterTag, ownTags } from '../names.ts';
import { isChange } from './describe-clb-plan.ts';
import { edited, planFor, problems, served, steps } from './fixtures/planning.ts';
import { testCloud, userInstance, userListener } from './fixtures/test-cloud.ts';
import { host, loadBalancer, pods } from './fixtures/wishes.ts';

const backends = new Map([['shop/web:80', pods(2)]]);
const hosts = [host('a.test', { '/': 'shop/web:80' })];
const managed = loadBalancer('managed', hosts);
const made = served([managed], testCloud(), { backends });
const madeId = [...made.world.instances.keys()][0] ?? '';

describe('the instance for Ingresses that name none', () => {
  test('is made first, Internet-facing, with our tags and protected', () => {
    const [first] = planFor([managed], testCloud(), { backends }).operations;
    expect(first).toMatchObject({
      kind: 'create-instance',
      loadBalancer: 'managed',
      request: {
        addressType: 'internet',
        deleteProtection: true,
        modificationProtection: true,
        tags: ownTags('c1', 'managed'),
        clientToken: 'sluice-c1-0',
      },
      calls: 1,
    });
  });

  test('is not made again', () => {
    expect(steps([managed], made, { backends })).toEqual([]);
  });

  test('has what someone changed of it set back', () => {
    const changed = edited(made, madeId, () => ({ deleteProtection: false, name: 'other' }));
    expect(steps([managed], changed, { backends })).toEqual([
      `set-instance ${madeId}: delete-protection true`,
      `set-instance ${madeId}: name sluice-c1`,
    ]);
  });

  test('keeps its attributes while the first Ingress may be missing', () => {
    const renamed = loadBalancer('managed', hosts, { instance: { name: 'shop' } });
    expect(steps([renamed], made, { backends, sourceComplete: false })).toEqual([]);
  });

  test('is made anew and reported when someone deleted it', () => {
    const vanished = { backends, vanished: new Set(['managed']), generation: 1 };
    const { operations } = planFor([managed], testCloud(), vanished);
    expect(operations[0]).toMatchObject({ kind: 'create-instance', request: { clientToken: 'sluice-c1-1' } });
    expect(problems([managed], testCloud(), vanished)).toMatchObject([{ reason: 'InstanceVanished' }]);
  });

  test('is left alone while it is locked', () => {
    const locked = edited(made, madeId, () => ({ status: 'locked' }));
    expect(planFor([managed], locked, { backends }).operations).toMatchObject([
      { kind: 'refuse', problems: [{ reason: 'InstanceNotActive' }] },
    ]);
  });

  test('is not served where someone put a listener on our port', () => {
    const taken = edited(made, madeId, ({ listeners }) => ({
      listeners: [userListener(80, 'tcp'), ...listeners.filter(({ port }) => port !== 80)],
    }));
    expect(problems([managed], taken, { backends })).toMatchObject([{ reason: 'ListenerPortTaken' }]);
    expect(steps([managed], taken, { backends })).toEqual([]);
  });

  test('is the one in use of two with our tag; one that is empty is deleted', () => {
    const spare = userInstance('lb-0', { tags: ownTags('c1', 'managed'), deleteProtection: true });
    const two = {
      ...made,
      world: { ...made.world, instances: new Map(made.world.instances).set('lb-0', spare) },
    };
    const { operations } = planFor([managed], two, { backends });
    expect(operations.filter(isChange)).toMatchObject([
      { kind: 'delete-instance', instance: 'lb-0', calls: 2 },
    ]);
  });

  test('is the one in use of two with our tag; one that is not empty is reported and stays', () => {
    const spare = userInstance('lb-0', {
      tags: ownTags('c1', 'managed'),
      listeners: [userListener(22, 'tcp')],
    });
    const two = {
      ...made,
      world: { ...made.world, instances: new Map(made.world.instances).set('lb-0', spare) },
    };
    expect(steps([managed], two, { backends })).toEqual([]);
    expect(problems([managed], two, { backends })).toMatchObject([{ reason: 'DuplicateInstance' }]);
  });
});

describe('an instance that Ingresses name', () => {
  const web = loadBalancer('lb-a', hosts);
  const forced = loadBalancer('lb-a', hosts, { force: true });
  const reasons = (...args: Parameters<typeof problems>): readonly string[] =>
    problems(...args).map(({ reason }) => reason);

  test.each([
    ['InstanceNotFound', undefined],
    ['InstanceNotActive', { status: 'locked' }],
    ['InstanceNotActive', { status: 'inactive', listeners: [userListener(22, 'tcp')] }],
    ['InstanceSharedPerformance', { specification: '' }],
    ['InstanceSpecificationUnsupported', { specification: 'slb.x.huge' }],
    ['InstanceVpcMismatch', { vpcId: 'vpc-2' }],
    ['InstanceOwnedByOther', { tags: { 'ack.aliyun.com': 'x' } }],
    ['InstanceOwnedByOther', { tags: { [clusterTag]: 'c2' } }],
    ['ListenerPortTaken', { listeners: [userListener(443, 'tcp')] }],
  ] as const)('is refused with %s, and nothing on it is touched', (reason, more) => {
    const cloud = more === undefined ? testCloud() : testCloud(userInstance('lb-a', more));
    expect(planFor([web], cloud, { backends }).operations).toMatchObject([
      {
        kind: 'refuse',
        loadBalancer: 'lb-a',
        problems: [{ reason }],
        why: 'nothing on the instance is touched',
      },
    ]);
  });

  test('is taken in the VPC of the cluster, and where it lies in none', () => {
    for (const vpcId of ['', 'vpc-1']) {
      expect(reasons([web], testCloud(userInstance('lb-a', { vpcId })), { backends })).toEqual([]);
    }
  });

  test('never has its attributes changed', () => {
    const renamed = loadBalancer('lb-a', hosts, { instance: { name: 'shop', spec: 'slb.s3.large' } });
    const kinds = planFor([renamed], testCloud(userInstance('lb-a')), { backends }).operations.map(
      ({ kind }) => kind,
    );
    expect(kinds).not.toContain('set-instance');
    expect(kinds).not.toContain('create-instance');
  });

  test('has listeners of others on our ports replaced by force, right before ours are made', () => {
    const cloud = testCloud(
      userInstance('lb-a', {
        listeners: [userListener(80, 'http', { forwardPort: 443 }), userListener(443, 'https')],
      }),
    );
    expect(steps([forced], cloud, { backends }).filter((step) => step.includes('-listener'))).toEqual([
      'delete-listener 80 (http)',
      'delete-listener 443 (https)',
      'create-listener 443 (https)',
      'start-listener 443 (https)',
      'create-listener 80 (http)',
      'start-listener 80 (http)',
    ]);
  });

  test('keeps a UDP listener on our port by force', () => {
    const cloud = testCloud(userInstance('lb-a', { listeners: [userListener(443, 'udp')] }));
    expect(steps([forced], cloud, { backends }).filter((step) => step.startsWith('delete-'))).toEqual([]);
  });

  test('is not taken from another cluster, not by force either', () => {
    const other = userListener(80, 'http', { tags: ownTags('c2', 'lb-a') });
    const cloud = testCloud(userInstance('lb-a', { listeners: [other] }));
    expect(reasons([web], cloud)).toEqual(['ListenerPortTaken']);
    expect(reasons([forced], cloud)).toEqual(['ListenerPortTaken']);
    expect(steps([forced], cloud)).toEqual([]);
  });

  test('is taken as soon as its ports are free', () => {
    const cloud = testCloud(userInstance('lb-a', { listeners: [userListener(80, 'tcp')] }));
    const freed = edited(cloud, 'lb-a', () => ({ listeners: [] }));
    expect(steps([web], cloud, { backends })).toEqual([]);
    expect(steps([web], freed, { backends })).toContain('create-listener 80 (http)');
  });

  test('keeps what it serves when it is refused later', () => {
    const standing = served([web], testCloud(userInstance('lb-a')), { backends });
    const locked = edited(standing, 'lb-a', () => ({ status: 'locked' }));
    expect(planFor([loadBalancer('lb-a', [])], locked, { backends }).operations).toMatchObject([
      { kind: 'refuse', instance: 'lb-a', why: 'it goes on serving what it did' },
    ]);
  });

  test('that is refused holds up no other', () => {
    const cloud = testCloud(userInstance('lb-a', { specification: '' }), userInstance('lb-b'));
    const planned = steps([web, loadBalancer('lb-b', hosts)], cloud, { backends });
    expect(planned).toContain('start-listener 80 (http)');
  });
});
