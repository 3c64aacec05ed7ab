import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  certificateName,
  isOurs,
  listenerDescription,
  otherCluster,
  ownTags,
  ruleName,
  serverGroupName,
} from './names.ts';

const clusterId = fc.stringMatching(/^[a-z0-9-]{1,33}$/);
const text = fc.string({ unit: 'binary', maxLength: 200 });

describe('names', () => {
  test('are what CLB takes, whatever they are made of', () => {
    fc.assert(
      fc.property(clusterId, text, fc.option(text, { nil: undefined }), (cluster, one, two) => {
        expect(serverGroupName(cluster, one)).toMatch(/^[A-Za-z0-9\-/._]{1,80}$/);
        expect(ruleName(one, two)).toMatch(/^[A-Za-z0-9\-/._]{1,40}$/);
        expect(certificateName(cluster, one)).toMatch(/^[A-Za-z][A-Za-z0-9._-]{0,79}$/);
        expect(listenerDescription(cluster, 443, one)).toMatch(/^[A-Za-z0-9\-/._]{1,80}$/);
        for (const value of Object.values(ownTags(cluster, one)))
          expect(value.length).toBeLessThanOrEqual(128);
      }),
    );
  });

  test('differ where what they name differs, also where it is cut or has characters CLB does not take', () => {
    const long = 'n'.repeat(63);
    const ids = [
      `${long}/a:80`,
      `${long}/b:80`,
      `${long}/b:http`,
      'shop/web:80',
      'shop/web.80',
      'shop/web/80',
    ];
    expect(new Set(ids.map((id) => serverGroupName('c1', id))).size).toBe(ids.length);
    expect(ruleName('a.test', '/x')).not.toBe(ruleName('a.test/x', undefined));
    expect(ruleName(undefined, '/x')).not.toBe(ruleName('', '/x'));
  });

  test('tell a wish that changed from a hand that changed the listener', () => {
    expect(listenerDescription('c1', 80, 'a')).toBe(listenerDescription('c1', 80, 'a'));
    expect(listenerDescription('c1', 80, 'a')).not.toBe(listenerDescription('c1', 80, 'b'));
  });
});

describe('tags', () => {
  test('say whose a thing is', () => {
    const tags = ownTags('c1', 'lb-a');
    expect([isOurs(tags, 'c1'), isOurs(tags, 'c2'), isOurs({}, 'c1')]).toEqual([true, false, false]);
    expect([otherCluster(tags, 'c1'), otherCluster(tags, 'c2'), otherCluster({}, 'c1')]).toEqual([
      undefined,
      'c1',
      undefined,
    ]);
  });
});
