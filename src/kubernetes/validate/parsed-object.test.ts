import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseObject } from './parse-object.ts';
import {
  controller,
  ingressClass,
  instance,
  port,
  secret,
  service,
  slice,
} from './sample-documents.test-support.ts';
import { toDocument } from './to-document.ts';

describe('an object that was read', () => {
  test('has the default namespace, its time, and nothing that is not read', () => {
    const parsed = parseObject(
      {
        ...service({ ports: [{ ...port, nodePort: 30000, name: null }], sessionAffinity: 'None' }),
        metadata: { name: 'web', generation: 3, creationTimestamp: '2026-01-02T03:04:05Z' },
        status: {},
      },
      'shop',
    );
    expect(parsed).toEqual({
      kind: 'object',
      object: {
        kind: 'Service',
        metadata: { name: 'web', namespace: 'shop', creationTimestamp: Date.UTC(2026, 0, 2, 3, 4, 5) },
        spec: { ports: [{ port: 80 }] },
      },
      warnings: [],
    });
  });

  test('has no namespace when its kind has none', () => {
    const raw = { ...ingressClass({ controller }), metadata: { name: 'slb', namespace: 'shop' } };
    expect(parseObject(raw)).toMatchObject({ object: { metadata: { name: 'slb', creationTimestamp: 0 } } });
    expect(JSON.stringify(parseObject(raw))).not.toContain('shop');
  });

  test('has the data of a Secret decoded, stringData over data', () => {
    const raw = secret({ data: { a: '/w==', b: 'eA==' }, stringData: { b: 'ü' } });
    expect(parseObject(raw)).toMatchObject({ object: { data: { a: '\xff', b: '\xc3\xbc' } } });
  });
});

test('a kind that is not ours is told apart from a mistake', () => {
  const raw = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' } };
  expect(parseObject(raw)).toEqual({
    kind: 'unknown-kind',
    apiVersion: 'apps/v1',
    objectKind: 'Deployment',
    ref: { kind: 'Deployment', namespace: 'default', name: 'web' },
  });
  expect(parseObject({ apiVersion: 'serving.knative.dev/v1', kind: 'Service' }).kind).toBe('unknown-kind');
});

test('messages never hold the value of a Secret', () => {
  const parsed = parseObject(secret({ data: { a: 'hunter2!' }, stringData: { b: 12345678 } }));
  expect(parsed.kind).toBe('invalid');
  expect(JSON.stringify(parsed)).not.toMatch(/hunter2|12345678/);
});

const kinds = fc.constantFrom(
  'Ingress',
  'IngressClass',
  'Service',
  'EndpointSlice',
  'Secret',
  'ConfigMap',
  'SLBInstance',
);
const versions = fc.constantFrom(
  'v1',
  'networking.k8s.io/v1',
  'networking.k8s.io/v1beta1',
  'discovery.k8s.io/v1',
  'sluice.dev/v1alpha1',
);

test('no JSON makes it throw', () => {
  const document = fc.record({
    kind: kinds,
    apiVersion: versions,
    metadata: fc.record({ name: fc.oneof(fc.constant('a'), fc.jsonValue()) }),
    spec: fc.dictionary(
      fc.constantFrom('rules', 'tls', 'ports', 'backend', 'parameters', 'tags'),
      fc.jsonValue(),
    ),
    data: fc.jsonValue(),
    endpoints: fc.jsonValue(),
  });
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), document), (raw) => {
      expect(['object', 'invalid', 'unknown-kind']).toContain(parseObject(raw).kind);
    }),
  );
});

test.each([
  service(
    { ports: [{ ...port, targetPort: 'http' }] },
    { name: 'web', labels: { a: 'b' }, creationTimestamp: '2026-01-02T03:04:05.500Z' },
  ),
  secret({ stringData: { a: 'ü\n', b: '' }, type: 'Opaque' }),
  slice({
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.0.0.1'], conditions: { ready: false } }],
    ports: [port],
  }),
  ingressClass({ controller }),
  instance({ addressType: 'internet', specification: 'slb.s1.small' }),
])('toDocument gives a document that reads as the same object: $kind', (raw) => {
  const parsed = parseObject(raw);
  if (parsed.kind !== 'object') throw new Error('must be an object');
  expect(parseObject(JSON.parse(JSON.stringify(toDocument(parsed.object))))).toEqual(parsed);
});
