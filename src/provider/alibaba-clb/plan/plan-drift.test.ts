import { describe, expect, test } from 'vitest';
import type { LoadBalancer } from '../../../model/index.ts';
import { ownTags } from '../names.ts';
import { edited, editedListener, planFor, problems, served, steps } from './fixtures/planning.ts';
import { type TestCloud, testCloud, userInstance, userListener } from './fixtures/test-cloud.ts';
import { host, loadBalancer, pods } from './fixtures/wishes.ts';

const cloud = testCloud(userInstance('lb-a'));
const backends = new Map([
  ['shop/web:80', pods(2)],
  ['shop/api:80', pods(45, 1)],
]);
const web = loadBalancer('lb-a', [host('a.test', { '/': 'shop/web:80', '/api': 'shop/api:80' })]);

/** What is said to have been changed by others. */
function drift(loadBalancers: readonly LoadBalancer[], state: TestCloud): readonly string[] {
  return problems(loadBalancers, state, { backends })
    .filter(({ reason }) => reason === 'DriftRepaired')
    .map(({ message }) => message);
}

describe('what someone else changed', () => {
  const standing = served([web], cloud, { backends });

  test('a rule that was added is removed and reported', () => {
    const hand = { id: 'rule-x', name: 'hand', domain: 'x.test', url: undefined, serverGroupId: 'rsp-x' };
    const changed = editedListener(standing, 'lb-a', 80, ({ rules }) => ({ rules: [...rules, hand] }));
    expect(steps([web], changed, { backends })).toEqual(['delete-rules 80 (http): x.test']);
    expect(drift([web], changed)).toEqual([
      'On instance lb-a: rule x.test on port 80 was made by someone else and is removed.',
    ]);
  });

  test('a rule of ours that no Ingress wants any more is no drift', () => {
    const less = loadBalancer('lb-a', [host('a.test', { '/': 'shop/web:80' })]);
    expect(drift([less], standing)).toEqual([]);
  });

  test('a setting that an annotation changed is no drift', () => {
    const slow = loadBalancer('lb-a', web.routing.hosts, { listener: { 'request-timeout': '180' } });
    expect(drift([slow], standing)).toEqual([]);
  });

  test('a rule that got the name of another goes first, since the name would refuse the other', () => {
    const changed = editedListener(standing, 'lb-a', 80, ({ rules }) => ({
      rules: rules.slice(0, 1).map((rule) => ({ ...rule, name: rules[1]?.name ?? '' })),
    }));
    expect(steps([web], changed, { backends })).toEqual([
      'delete-rules 80 (http): a.test',
      'create-rules 80 (http): a.test, a.test/api',
    ]);
    expect(steps([web], served([web], changed, { backends }), { backends })).toEqual([]);
  });

  test('a rule that was renamed stays: its conditions are what counts', () => {
    const changed = editedListener(standing, 'lb-a', 80, ({ rules }) => ({
      rules: rules.map((rule) => ({ ...rule, name: `renamed-${rule.id}` })),
    }));
    expect(steps([web], changed, { backends })).toEqual([]);
  });

  test('a listener that was stopped is started and reported', () => {
    const changed = editedListener(standing, 'lb-a', 443, () => ({ status: 'stopped' }));
    expect(steps([web], changed, { backends })).toEqual(['start-listener 443 (https)']);
    expect(drift([web], changed)).toEqual([
      'On instance lb-a: the listener on port 443 was stopped, by someone or by a run that was broken off.',
    ]);
  });

  test('a listener that was not started yet gets its rules first and is no drift', () => {
    const changed = editedListener(standing, 'lb-a', 443, () => ({ status: 'stopped', rules: [] }));
    expect(steps([web], changed, { backends })).toEqual([
      'create-rules 443 (https): a.test, a.test/api',
      'start-listener 443 (https)',
    ]);
    expect(drift([web], changed)).toEqual([]);
  });

  test('a setting that was changed is set back and reported', () => {
    const changed = editedListener(standing, 'lb-a', 80, ({ settings: own }) => ({
      settings: { ...own, IdleTimeout: '60' },
    }));
    expect(steps([web], changed, { backends })).toEqual(['change-listener 80 (http)']);
    expect(drift([web], changed)).toEqual([
      'On instance lb-a: settings of the listener on port 80 were changed (IdleTimeout).',
    ]);
  });

  test('a setting the service does not speak of is taken to be as it was asked for', () => {
    const changed = editedListener(standing, 'lb-a', 80, () => ({ settings: {} }));
    expect(steps([web], changed, { backends })).toEqual([]);
  });

  test('a list in another order is the same', () => {
    const codes = { 'health-check-flag': 'on', 'health-check-httpcode': 'http_2xx,http_3xx' };
    const checked = loadBalancer('lb-a', web.routing.hosts, { listener: codes });
    const other = editedListener(served([checked], cloud, { backends }), 'lb-a', 80, ({ settings: own }) => ({
      settings: { ...own, HealthCheckHttpCode: 'http_3xx,http_2xx' },
    }));
    expect(steps([checked], other, { backends })).toEqual([]);
  });

  test('a description that was changed is set back and reported', () => {
    const changed = editedListener(standing, 'lb-a', 80, () => ({ description: 'mine now' }));
    expect(steps([web], changed, { backends })).toEqual(['change-listener 80 (http)']);
    expect(drift([web], changed)).toEqual([
      'On instance lb-a: the description of the listener on port 80 was changed.',
    ]);
  });

  test('a listener of ours on a port we do not use goes, once all objects are known', () => {
    const old = userListener(8443, 'https', { tags: ownTags('c1', 'lb-a') });
    const changed = edited(standing, 'lb-a', ({ listeners }) => ({ listeners: [...listeners, old] }));
    expect(steps([web], changed, { backends })).toEqual(['delete-listener 8443 (https)']);
    expect(steps([web], changed, { backends, sourceComplete: false })).toEqual([]);
  });

  test('a listener that was deleted is made again', () => {
    const changed = edited(standing, 'lb-a', ({ listeners }) => ({
      listeners: listeners.filter(({ port }) => port !== 80),
    }));
    expect(steps([web], changed, { backends })).toEqual([
      'create-listener 80 (http)',
      'create-rules 80 (http): a.test, a.test/api',
      'start-listener 80 (http)',
    ]);
  });

  test('of two groups with one name the one with the lowest id is used, and the other deleted', () => {
    const changed = edited(standing, 'lb-a', ({ serverGroups }) => ({
      serverGroups: serverGroups.flatMap((group) => [group, { ...group, id: `${group.id}-2`, backends: [] }]),
    }));
    const { operations } = planFor([web], changed, { backends });
    expect(operations.filter(({ kind }) => kind !== 'serve')).toMatchObject([
      { kind: 'delete-server-group', group: expect.stringMatching(/-2$/) },
      { kind: 'delete-server-group', group: expect.stringMatching(/-2$/) },
      { kind: 'delete-server-group', group: expect.stringMatching(/-2$/) },
    ]);
  });

  test('what is much is told shortly', () => {
    const rules = Array.from({ length: 9 }, (_, index) => ({
      id: `rule-x${index}`,
      name: `hand-${index}`,
      domain: `x${index}.test`,
      url: undefined,
      serverGroupId: 'rsp-x',
    }));
    const changed = editedListener(standing, 'lb-a', 80, (listener) => ({
      rules: [...listener.rules, ...rules],
    }));
    expect(drift([web], changed)[0]).toMatch(/; and 4 more\.$/);
  });
});
