import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptyBackend } from '../names.ts';
import { mapRules } from '../rules/map-rules.ts';
import { host, ingress, loadBalancer, pods } from './fixtures/wishes.ts';
import { type LimitedRules, limitBackends } from './limit-backends.ts';

const [old, middle, young] = [ingress('old'), ingress('middle'), ingress('young')];
const shop = loadBalancer(
  'lb-a',
  [
    host('old.test', { '/': 'shop/old:80' }, old),
    host('middle.test', { '/': 'shop/middle:80', '/more': 'shop/more:80', '/shared': 'shop/old:80' }, middle),
    host('young.test', { '/': 'shop/young:80', '/shared': 'shop/old:80' }, young),
  ],
  { owners: [old, middle, young] },
);
const mapped = mapRules(shop, { approximation: 'allow', rulesPerListener: 40 });

function limited(quota: number, sizes = [50, 90, 10, 60]): LimitedRules {
  const names = ['old', 'middle', 'more', 'young'];
  const backends = new Map(names.map((name, index) => [`shop/${name}:80`, pods(sizes[index] ?? 0, index)]));
  return limitBackends(shop, { ...mapped, problems: [] }, backends, quota);
}

function backendOf({ rules }: LimitedRules, domain: string, url?: string): string | undefined {
  return rules.find((rule) => rule.domain === domain && rule.url === url)?.backend;
}

test('leaves rules as they are where all pods fit', () => {
  expect(limited(210)).toMatchObject({ rules: mapped.rules, problems: [], shares: new Map() });
});

test('serves the youngest by fewer pods where not all of them fit, and says so on it', () => {
  const result = limited(200);
  expect(result.rules).toEqual(mapped.rules);
  expect(result.shares).toEqual(new Map([['shop/young:80', 50]]));
  expect(result.problems).toEqual([
    {
      reason: 'ProviderQuotaExceeded',
      message:
        'The instance takes 200 pods in all, and older Ingresses leave room for 50 of the 60 of Ingress shop/young: 50 of them take requests.',
      objects: [young],
    },
  ]);
});

test('answers for the youngest by the empty group where nothing is left for it', () => {
  const result = limited(150);
  expect(backendOf(result, 'young.test')).toBe(emptyBackend);
  expect(result.problems).toMatchObject([{ objects: [young] }]);
});

test('keeps the paths of the youngest to backends an older Ingress needs', () => {
  expect(backendOf(limited(150), 'young.test', '/shared')).toBe('shop/old:80');
});

test('divides what is left among the backends of an Ingress, one member at least', () => {
  expect(limited(100).shares).toEqual(
    new Map([
      ['shop/more:80', 5],
      ['shop/middle:80', 45],
      ['shop/young:80', 0],
    ]),
  );
  expect(limited(52).shares.get('shop/more:80')).toBe(1);
});

test('keeps serving the only Ingress when it grows beyond the quota', () => {
  const result = limited(200, [201, 0, 0, 0]);
  expect(result.rules).toEqual(mapped.rules);
  expect(result.shares.get('shop/old:80')).toBe(200);
});

test('never makes groups with more members than the quota', () => {
  const sizes = fc.array(fc.nat(100), { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(sizes, fc.nat(300), (drawn, quota) => {
      const { rules, shares } = limited(quota, drawn);
      const size = new Map(
        ['old', 'middle', 'more', 'young'].map((name, index) => [`shop/${name}:80`, drawn[index] ?? 0]),
      );
      const used = [...new Set(rules.map(({ backend }) => backend))];
      const members = used.map((backend) => shares.get(backend) ?? size.get(backend) ?? 0);
      expect(members.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(quota);
    }),
  );
});
