import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AnnotationInput,
  featureAnnotations,
  type Profile,
  prefixes,
  readAnnotations,
  referredConfigMaps,
} from './annotations.ts';
import { isRoutePolicies } from './filters.ts';

const path = { text: '/a(/|$)(.*)', match: { kind: 'regex', value: '/a(/|$)(.*)' } } as const;

function read(annotations: Record<string, string>, more: Partial<AnnotationInput> = {}) {
  const input: AnnotationInput = {
    annotations,
    namespace: 'shop',
    profile: 'ingress-nginx',
    sslRedirect: false,
    findConfigMap: () => undefined,
    ...more,
  };
  const result = readAnnotations(input);
  const policies = result.policiesOf({ path, tls: false });
  return { ...result, policies, problems: result.problems() };
}

const specs = Object.values(featureAnnotations).flatMap(({ annotations }) => annotations);
const keys = specs.map(({ dialect, name }) => prefixes[dialect] + name);

describe('annotations of any value', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme-ascii', maxLength: 40 }));
  const headers = fc
    .array(fc.tuple(fc.constantFrom('set', 'add', 'remove'), text, text), { maxLength: 3 })
    .map((lines) => lines.map(([verb, name, value]) => `${verb} ${name}: ${value}`).join('\n'));
  const target = fc.array(fc.constantFrom('/', '.', '$1', '$2', '%', '2f', 'a', ';', '$'), { maxLength: 8 });
  const value = fc.oneof(
    text,
    headers,
    target.map((parts) => parts.join('')),
  );
  const annotations = fc.dictionary(fc.oneof(fc.constantFrom(...keys), text), value, { maxKeys: 5 });

  test('throw nothing, and ask for what a worker takes', () => {
    fc.assert(
      fc.property(annotations, fc.constantFrom<Profile>('slb', 'ingress-nginx'), (annotations, profile) => {
        const { policies, problems } = read(annotations, { profile });
        expect(isRoutePolicies(policies ?? {})).toBe(true);
        for (const { message } of problems) expect(message.length).toBeLessThan(1500);
      }),
      { numRuns: 1000 },
    );
  });

  test('as targets ask for what a worker takes', () => {
    const key = fc.constantFrom(...keys.filter((name) => name.endsWith('/rewrite-target')));
    fc.assert(
      fc.property(key, target, (key, parts) => {
        const { policies } = read({ [key]: parts.join('') });
        expect(isRoutePolicies(policies ?? {})).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test('in a ConfigMap throw nothing, and ask for what a worker takes', () => {
    const data = fc.dictionary(fc.oneof(fc.constantFrom('X-A', 'Host'), text), text, { maxKeys: 5 });
    fc.assert(
      fc.property(data, (data) => {
        const named = { 'nginx.ingress.kubernetes.io/custom-headers': 'headers' };
        const { policies } = read(named, { findConfigMap: () => data });
        expect(isRoutePolicies(policies ?? {})).toBe(true);
      }),
    );
  });
});

test('a value longer than 16 KiB is invalid, whatever it says', () => {
  const long = `${' '.repeat(10)}${'0'.repeat(16 * 1024)}5`;
  const { policies, problems } = read({ 'sluice.dev/idle-timeout': long });
  expect(policies).not.toHaveProperty('timeouts');
  expect(problems.map(({ reason }) => reason)).toEqual(['InvalidAnnotation']);
  expect(problems[0]?.message.length).toBeLessThan(300);
});

test('an annotation wrong for many routes is reported once', () => {
  const { policiesOf, problems } = readAnnotations({
    annotations: { 'sluice.dev/rewrite-target': '/$1' },
    namespace: 'shop',
    profile: 'slb',
    sslRedirect: false,
    findConfigMap: () => undefined,
  });
  const plain = { text: '/a', match: { kind: 'prefix', value: '/a' } } as const;
  for (let route = 0; route < 3; route += 1) policiesOf({ path: plain, tls: false });
  expect(problems()).toHaveLength(1);
});

test('routes that ask for the same share one object', () => {
  const { policiesOf } = read({ 'sluice.dev/idle-timeout': '5s', 'sluice.dev/ssl-redirect': 'true' });
  const first = policiesOf({ tls: false });
  expect(first).toBeDefined();
  expect(policiesOf({ path, tls: true })).toBe(first);
});

test('only ConfigMaps of the namespace are referred to, and in profile slb none', () => {
  const key = 'nginx.ingress.kubernetes.io/custom-headers';
  const refer = (value: string, profile: Profile = 'ingress-nginx') =>
    referredConfigMaps({ annotations: { [key]: value }, profile, namespace: 'shop' });
  expect(refer('headers')).toEqual(['shop/headers']);
  expect(refer('shop/headers')).toEqual(['shop/headers']);
  expect(refer('other/headers')).toEqual([]);
  expect(refer('not a name')).toEqual([]);
  expect(refer('headers', 'slb')).toEqual([]);
});

describe('what stands on the reference page', () => {
  test.each(specs.map((spec) => [prefixes[spec.dialect] + spec.name, spec] as const))(
    '%s has an example of the allowed form',
    (_, spec) => {
      expect(spec.parse(spec.example.replaceAll('"', '')).kind).toBe('value');
      expect(`${spec.doc} ${spec.form}`).not.toMatch(/\s\s|undefined/);
      expect(spec.doc).toMatch(/\.$/);
    },
  );

  test('names each annotation once', () => {
    expect(new Set(keys).size).toBe(keys.length);
  });
});
