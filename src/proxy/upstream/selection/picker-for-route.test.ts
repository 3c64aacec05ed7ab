import { describe, expect, test } from 'vitest';
import type { RoutePolicies } from '../../../features/policies.ts';
import { ConsistentHash } from './consistent-hash.ts';
import { EndpointTokens } from './endpoint-tokens.ts';
import { LeastRequests } from './least-requests.ts';
import { pickerForRoute, type SelectionContext } from './picker-for-route.ts';
import { backendOf, picks } from './selection.test-support.ts';
import { StickyCookie } from './sticky-cookie.ts';
import { WeightedBackends } from './weighted-backends.ts';

const one = backendOf(2);
const context: SelectionContext = { tokens: new EndpointTokens(), backend: () => one };
const hash: RoutePolicies = { loadBalance: { method: 'hash', by: { kind: 'uri' } } };
const affinity = { cookie: 'pod', path: '/' };

describe('a route', () => {
  test('of one backend takes its endpoints in turn, in one turn with all other routes', () => {
    const alone = [{ backend: 'a', weight: 1 }];
    expect(pickerForRoute(alone, {}, context)).toBe(one.inTurn);
    expect(pickerForRoute([{ backend: 'a', weight: 0 }], {}, context)).toBe(one.inTurn);
  });

  test.each([
    [{ loadBalance: { method: 'least-requests' } } as const, LeastRequests],
    [hash, ConsistentHash],
    [{ affinity }, StickyCookie],
    [{ ...hash, affinity }, StickyCookie],
  ])('that asks for %j gets it', (policies, kind) => {
    expect(pickerForRoute([{ backend: 'a', weight: 1 }], policies, context)).toBeInstanceOf(kind);
  });

  test('of several backends shares requests by weight, and gives none to those without', () => {
    const backends = { a: backendOf(1), b: backendOf(1), c: backendOf(1) };
    backends.c.set([{ address: '10.9.9.9', port: 1 }]);
    const byName: SelectionContext = {
      ...context,
      backend: (id) => (id === 'a' ? backends.a : id === 'b' ? backends.b : backends.c),
    };
    const entries = [
      { backend: 'a', weight: 1 },
      { backend: 'b', weight: 2 },
      { backend: 'c', weight: 0 },
    ];
    const picker = pickerForRoute(entries, {}, byName);
    expect(picker).toBeInstanceOf(WeightedBackends);
    if (picker !== undefined) expect(picks(picker, 100)).not.toContain('10.9.9.9 1');
    expect(
      pickerForRoute(
        entries.map((entry) => ({ ...entry, weight: 0 })),
        {},
        byName,
      ),
    ).toBeUndefined();
    expect(pickerForRoute([], {}, byName)).toBeUndefined();
  });
});
