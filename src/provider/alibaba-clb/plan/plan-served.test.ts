import { describe, expect, test } from 'vitest';
import { callsOf } from './describe-clb-plan.ts';
import { edited, planFor, served, steps } from './fixtures/planning.ts';
import { testCloud, userInstance, userListener } from './fixtures/test-cloud.ts';
import { host, ingress, loadBalancer, pods, settings } from './fixtures/wishes.ts';

const cloud = testCloud(userInstance('lb-a'));
const backends = new Map([
  ['shop/web:80', pods(2)],
  ['shop/api:80', pods(45, 1)],
]);
const web = loadBalancer('lb-a', [host('a.test', { '/': 'shop/web:80', '/api': 'shop/api:80' })]);

describe('an instance that is new', () => {
  test('gets certificates and groups, then listeners with their rules, started last', () => {
    expect(steps([web], cloud, { backends })).toEqual([
      'upload-certificate the fake certificate',
      'create-server-group the group without backends',
      'create-server-group shop/api:80, 45 backend(s)',
      'create-server-group shop/web:80, 2 backend(s)',
      'create-listener 443 (https)',
      'create-rules 443 (https): a.test, a.test/api',
      'start-listener 443 (https)',
      'create-listener 80 (http)',
      'create-rules 80 (http): a.test, a.test/api',
      'start-listener 80 (http)',
    ]);
  });

  test('costs a call a step, and one more for each 20 backends beyond 20', () => {
    expect(callsOf(planFor([web], cloud, { backends }).operations)).toBe(10 + 2);
  });

  test('has the empty group behind listeners when no Ingress routes anything', () => {
    const state = served([loadBalancer('lb-a', [])], cloud);
    const instance = state.world.instances.get('lb-a');
    expect(instance?.serverGroups.map(({ backends: members }) => members)).toEqual([[]]);
    expect(instance?.listeners.map(({ serverGroupId }) => serverGroupId)).toEqual([
      instance?.serverGroups[0]?.id,
      instance?.serverGroups[0]?.id,
    ]);
  });

  test('sends ten rules a call', () => {
    const hosts = Array.from({ length: 23 }, (_, index) => host(`h${index}.test`, { '/': 'shop/web:80' }));
    const sizes = planFor([loadBalancer('lb-a', hosts)], cloud).operations.flatMap((operation) =>
      operation.kind === 'create-rules' ? [operation.rules.length] : [],
    );
    expect(sizes).toEqual([10, 10, 3, 10, 10, 3]);
  });
});

describe('an instance that is served', () => {
  const standing = served([web], cloud, { backends });

  test('needs nothing when nothing changed', () => {
    expect(steps([web], standing, { backends })).toEqual([]);
    expect(planFor([web], standing, { backends }).operations).toMatchObject([
      { kind: 'serve', instance: 'lb-a', address: '47.0.0.4', calls: 0 },
    ]);
  });

  test('leaves the members of its groups to those who keep endpoints in line', () => {
    expect(steps([web], standing, { backends: new Map() })).toEqual([]);
  });

  test('sends a rule to another group before new rules are made and old ones deleted', () => {
    const changed = loadBalancer('lb-a', [
      host('a.test', { '/': 'shop/api:80' }),
      host('b.test', { '/': 'shop/web:80' }),
    ]);
    expect(steps([changed], standing, { backends })).toEqual([
      'set-rule 443 (https): a.test',
      'create-rules 443 (https): b.test',
      'delete-rules 443 (https): a.test/api',
      'set-rule 80 (http): a.test',
      'create-rules 80 (http): b.test',
      'delete-rules 80 (http): a.test/api',
    ]);
  });

  test('loses a group only after no rule sends to it', () => {
    const changed = loadBalancer('lb-a', [host('a.test', { '/': 'shop/web:80' })]);
    const planned = steps([changed], standing, { backends });
    expect(planned.at(-1)).toMatch(/^delete-server-group sluice\/c1\/shop\/api\.80\//);
    expect(planned).toHaveLength(3);
  });

  test('keeps a group of ours that a listener of someone else uses', () => {
    const group = standing.world.instances.get('lb-a')?.serverGroups.find(({ name }) => name.includes('api'));
    const user = userListener(8080, 'tcp', { serverGroupId: group?.id });
    const shared = edited(standing, 'lb-a', ({ listeners }) => ({ listeners: [...listeners, user] }));
    const changed = loadBalancer('lb-a', [host('a.test', { '/': 'shop/web:80' })]);
    expect(steps([changed], shared, { backends }).filter((step) => step.includes('server-group'))).toEqual(
      [],
    );
  });

  test('exchanges rules in turns when the quota leaves no room', () => {
    const tight = { ...settings, quotas: { ...settings.quotas, rulesPerListener: 3 } };
    const more = { backends, settings: tight };
    const changed = loadBalancer('lb-a', [
      host('a.test', { '/x': 'shop/web:80', '/y': 'shop/web:80', '/z': 'shop/web:80' }),
    ]);
    const { operations } = planFor([changed], standing, more);
    const on443 = operations.filter(
      (operation) => 'listener' in operation && operation.listener.port === 443,
    );
    expect(on443.map(({ kind }) => kind)).toEqual(['create-rules', 'delete-rules', 'create-rules']);
    expect(on443[1]?.why).toBe('the quota of 3 rules leaves no room to make the new ones first');
  });

  test('gets changed settings with one call for each listener', () => {
    const slow = loadBalancer('lb-a', web.routing.hosts, { listener: { 'request-timeout': '180' } });
    expect(steps([slow], standing, { backends })).toEqual([
      'change-listener 443 (https)',
      'change-listener 80 (http)',
    ]);
  });

  test('has its new group filled as far as there is room, the rest when old groups are gone', () => {
    const tight = { ...settings, quotas: { ...settings.quotas, backendsPerInstance: 60 } };
    const changed = loadBalancer('lb-a', [host('a.test', { '/': 'shop/new:80' })]);
    const more = { settings: tight, backends: new Map([['shop/new:80', pods(50, 2)]]) };
    const create = planFor([changed], standing, more).operations.find(
      ({ kind }) => kind === 'create-server-group',
    );
    expect(create).toMatchObject({ backends: { length: 13 } });
    expect(create?.why).toContain('room for 13 of 50');
  });

  test('is told from that of the other load balancers: each has its own steps', () => {
    const two = served([web], testCloud(userInstance('lb-a'), userInstance('lb-b')), { backends });
    const other = loadBalancer('lb-b', [host('b.test', { '/': 'shop/web:80' })]);
    const { operations } = planFor([web, other], two, { backends });
    expect(new Set(operations.map(({ loadBalancer: id }) => id))).toEqual(new Set(['lb-a', 'lb-b']));
    expect(operations.filter(({ loadBalancer: id }) => id === 'lb-a').map(({ kind }) => kind)).toEqual([
      'serve',
    ]);
  });
});

describe('an HTTP listener where every route redirects', () => {
  const redirecting = loadBalancer('lb-a', [host('a.test', { '/': 'shop/web:80' }, ingress('web'), true)]);

  test('is made as one that forwards, after the HTTPS listener runs', () => {
    expect(steps([redirecting], cloud, { backends }).slice(-4)).toEqual([
      'create-rules 443 (https): a.test',
      'start-listener 443 (https)',
      'create-listener 80 (http)',
      'start-listener 80 (http)',
    ]);
    const state = served([redirecting], cloud, { backends });
    expect(state.world.instances.get('lb-a')?.listeners[0]).toMatchObject({
      port: 80,
      forwardPort: 443,
      rules: [],
    });
    expect(steps([redirecting], state, { backends })).toEqual([]);
  });

  test('is deleted and made again when it begins or ends to redirect', () => {
    const plain = loadBalancer('lb-a', [host('a.test', { '/': 'shop/web:80' })]);
    const begins = steps([redirecting], served([plain], cloud, { backends }), { backends });
    expect(begins).toEqual([
      'delete-listener 80 (http)',
      'create-listener 80 (http)',
      'start-listener 80 (http)',
    ]);
    const ends = steps([plain], served([redirecting], cloud, { backends }), { backends });
    expect(ends).toEqual([
      'delete-listener 80 (http)',
      'create-listener 80 (http)',
      'create-rules 80 (http): a.test',
      'start-listener 80 (http)',
    ]);
  });

  test('stays what it is while objects may be missing', () => {
    const plain = loadBalancer('lb-a', [host('a.test', { '/': 'shop/web:80' })]);
    const standing = served([plain], cloud, { backends });
    expect(steps([redirecting], standing, { backends, sourceComplete: false })).toEqual([]);
  });
});
