import { describe, expect, test } from 'vitest';
import { edited, planFor, served, steps } from './fixtures/planning.ts';
import { testCloud, userInstance, userListener } from './fixtures/test-cloud.ts';
import { host, loadBalancer, pods, settings } from './fixtures/wishes.ts';

const backends = new Map([['shop/web:80', pods(2)]]);
const hosts = [host('a.test', { '/': 'shop/web:80' })];
const managed = loadBalancer('managed', hosts);
const made = served([managed], testCloud(), { backends });
const madeId = [...made.world.instances.keys()][0] ?? '';

describe('an instance that no Ingress uses any more', () => {
  test('loses what is ours when someone else made it', () => {
    const own = userInstance('lb-a', { listeners: [userListener(22, 'tcp')] });
    const standing = served([loadBalancer('lb-a', hosts)], testCloud(own), { backends });
    expect(steps([], standing)).toEqual([
      'delete-listener 80 (http)',
      'delete-listener 443 (https)',
      expect.stringMatching(/^delete-server-group sluice/),
      expect.stringMatching(/^delete-server-group sluice/),
      expect.stringMatching(/^delete-certificate sluice-c1-/),
    ]);
    expect(served([], standing).world.instances.get('lb-a')).toEqual(own);
  });

  test('is emptied at once when we made it, and deleted after the delay', () => {
    const now = 1_000_000;
    const first = planFor([], made, { now });
    expect(first.again).toBe(now + settings.releaseDelayMs);
    expect(steps([], made, { now })).toEqual([
      `note-idle ${madeId}`,
      'delete-rules 443 (https): a.test',
      'delete-rules 80 (http): a.test',
      expect.stringMatching(/^delete-server-group sluice\/c1\/shop\/web/),
    ]);
    const emptied = served([], made, { now });
    expect(steps([], emptied, { now: now + settings.releaseDelayMs - 1 })).toEqual([]);
    const due = planFor([], emptied, { now: now + settings.releaseDelayMs });
    expect(due.again).toBeUndefined();
    expect(due.operations).toMatchObject([
      { kind: 'delete-instance', instance: madeId, calls: 2, why: 'no Ingress has used it for 60 s' },
      { kind: 'delete-certificate' },
    ]);
  });

  test('is noted to be in use again', () => {
    const emptied = served([], made);
    expect(steps([managed], emptied, { backends })).toEqual([
      `note-idle ${madeId}`,
      'create-server-group shop/web:80, 2 backend(s)',
      'create-rules 443 (https): a.test',
      'create-rules 80 (http): a.test',
    ]);
    expect(served([managed], emptied, { backends }).idleSince.size).toBe(0);
  });

  test('is emptied and never deleted when it is to be retained', () => {
    const retain = { settings: { ...settings, retain: true, releaseDelayMs: 0 } };
    const emptied = served([], made, retain);
    expect(emptied.world.instances.size).toBe(1);
    expect(planFor([], emptied, retain)).toEqual({ operations: [] });
  });

  test('is not deleted while someone else has a listener on it', () => {
    const shared = edited(made, madeId, ({ listeners }) => ({
      listeners: [...listeners, userListener(8080, 'tcp')],
    }));
    const soon = { settings: { ...settings, releaseDelayMs: 0 } };
    expect(steps([], shared, soon).filter((step) => step.startsWith('delete-instance'))).toEqual([]);
    expect(planFor([], shared, soon).again).toBeUndefined();
  });

  test('stays as it is while objects may be missing', () => {
    const soon = { settings: { ...settings, releaseDelayMs: 0 }, sourceComplete: false };
    expect(planFor([], made, soon)).toEqual({ operations: [] });
  });
});
