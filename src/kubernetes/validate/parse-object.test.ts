import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseObject } from './parse-object.ts';
import { toDocument } from './to-document.ts';

type Fields = Readonly<Record<string, unknown>>;

function problemsOf(raw: unknown): string[] {
  const parsed = parseObject(raw);
  if (parsed.kind !== 'invalid') return [];
  return parsed.problems.map(({ field, message }) => `${field}: ${message}`);
}

const service = (spec: Fields, metadata: Fields = { name: 'web' }): Fields => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata,
  spec,
});
const slice = (fields: Fields): Fields => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: 'web-1' },
  ...fields,
});
const secret = (fields: Fields): Fields => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 's' },
  ...fields,
});
const ingressClass = (spec: Fields): Fields => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IngressClass',
  metadata: { name: 'slb' },
  spec,
});
const instance = (spec: Fields): Fields => ({
  apiVersion: 'sluice.dev/v1alpha1',
  kind: 'SLBInstance',
  metadata: { name: 'lb-inner' },
  spec,
});
const configMap = (metadata: Fields): Fields => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata });
const controller = 'sluice.dev/ingress-controller';
const port = { port: 80 };

test.each<[string, Fields]>([
  ['a Service', service({ ports: [port] })],
  ['a headless Service without ports', service({ clusterIP: 'None' })],
  ['an ExternalName Service', service({ type: 'ExternalName', externalName: 'db.example.com.' })],
  [
    'named ports',
    service({
      ports: [
        { ...port, name: 'a', targetPort: 'http' },
        { port: 81, name: 'b', targetPort: 1 },
      ],
    }),
  ],
  [
    'one port number for two protocols',
    service({
      ports: [
        { ...port, name: 'a' },
        { ...port, name: 'b', protocol: 'UDP' },
      ],
    }),
  ],
  [
    'an EndpointSlice of IPv4',
    slice({ addressType: 'IPv4', endpoints: [{ addresses: ['10.0.0.1'] }], ports: [port] }),
  ],
  [
    'an EndpointSlice of IPv6',
    slice({ addressType: 'IPv6', endpoints: [{ addresses: ['fd00::1'] }], ports: null }),
  ],
  ['an EndpointSlice without endpoints', slice({ addressType: 'FQDN', endpoints: null })],
  ['an empty Secret', secret({})],
  ['an IngressClass', ingressClass({ controller })],
  [
    'parameters of a namespace',
    ingressClass({ controller, parameters: { kind: 'P', name: 'p', scope: 'Namespace', namespace: 'a' } }),
  ],
  [
    'an SLBInstance',
    instance({ addressType: 'intranet', specification: 'slb.s2.small', address: '::1', tags: { a: 'b' } }),
  ],
  ['a shared-performance SLBInstance', instance({ addressType: 'internet' })],
])('takes %s', (_name, raw) => {
  expect(problemsOf(raw)).toEqual([]);
});

test.each<[string, Fields, string]>([
  ['no ports', service({}), 'spec.ports: must have at least one port'],
  ['a Service name with a dot', service({ ports: [port] }, { name: 'a.b' }), 'metadata.name: must be'],
  ['a Service name with a digit first', service({ ports: [port] }, { name: '1a' }), 'metadata.name: must be'],
  ['port 0', service({ ports: [{ port: 0 }] }), 'spec.ports[0].port: must be from 1 to 65535'],
  ['a port that is text', service({ ports: [{ port: '80' }] }), 'spec.ports[0].port: must be a number'],
  [
    'targetPort too high',
    service({ ports: [{ ...port, targetPort: 70000 }] }),
    'spec.ports[0].targetPort: must be from',
  ],
  [
    'targetPort in quotes',
    service({ ports: [{ ...port, targetPort: '80' }] }),
    'spec.ports[0].targetPort: must be lower',
  ],
  [
    'a list as targetPort',
    service({ ports: [{ ...port, targetPort: [] }] }),
    'spec.ports[0].targetPort: must be a whole',
  ],
  [
    'two ports, one without a name',
    service({ ports: [{ ...port, name: 'a' }, { port: 81 }] }),
    'spec.ports[1].name: required',
  ],
  [
    'two ports of one name',
    service({
      ports: [
        { ...port, name: 'a' },
        { port: 81, name: 'a' },
      ],
    }),
    'spec.ports[1].name: a is taken',
  ],
  [
    'two ports of one number',
    service({
      ports: [
        { ...port, name: 'a' },
        { ...port, name: 'b' },
      ],
    }),
    'spec.ports[1].port: 80/TCP is taken',
  ],
  ['ExternalName without a name', service({ type: 'ExternalName' }), 'spec.externalName: required'],
  [
    'ExternalName with a port',
    service({ type: 'ExternalName', externalName: 'a:80' }),
    'spec.externalName: must be',
  ],
  [
    'a type that does not exist',
    service({ type: 'Cluster', ports: [port] }),
    'spec.type: must be one of ClusterIP',
  ],
  [
    'an IPv6 address among IPv4',
    slice({ addressType: 'IPv4', endpoints: [{ addresses: ['::1'] }] }),
    'endpoints[0].addresses[0]: "::1" is not an address of type IPv4',
  ],
  [
    'an address with leading zeros',
    slice({ addressType: 'IPv4', endpoints: [{ addresses: ['010.0.0.1'] }] }),
    'endpoints[0].addresses[0]: ',
  ],
  [
    'an endpoint without addresses',
    slice({ addressType: 'IPv4', endpoints: [{ addresses: [] }] }),
    'endpoints[0].addresses: must hold 1 to 100',
  ],
  ['no address type', slice({ endpoints: [] }), 'addressType: required; one of IPv4, IPv6, FQDN'],
  [
    '1,001 endpoints',
    slice({
      addressType: 'IPv4',
      endpoints: Array.from({ length: 1001 }, () => ({ addresses: ['10.0.0.1'] })),
    }),
    'endpoints: must be at most 1000',
  ],
  [
    'two slice ports of one name',
    slice({ addressType: 'IPv4', ports: [port, port] }),
    'ports[1].name: "" is taken',
  ],
  ['data that is not base64', secret({ data: { a: '%%%%' } }), 'data.a: must be base64'],
  ['a key with a slash', secret({ stringData: { 'a/b': 'x' } }), 'data: key "a/b" must be letters'],
  [
    'a TLS Secret without a key',
    secret({ type: 'kubernetes.io/tls', stringData: { 'tls.crt': 'x' } }),
    'data[tls.key]: required',
  ],
  [
    'a controller without a path',
    ingressClass({ controller: 'sluice.dev' }),
    "spec.controller: must be a DNS name, '/'",
  ],
  [
    'a controller that is too long',
    ingressClass({ controller: `a.b/${'x'.repeat(250)}` }),
    'spec.controller: ',
  ],
  [
    'parameters of a namespace without one',
    ingressClass({ controller, parameters: { kind: 'P', name: 'p', scope: 'Namespace' } }),
    'spec.parameters.namespace: required',
  ],
  [
    'parameters of the cluster with a namespace',
    ingressClass({ controller, parameters: { kind: 'P', name: 'p', namespace: 'a' } }),
    'spec.parameters.namespace: must be left out',
  ],
  ['no address type of an instance', instance({}), 'spec.addressType: required; one of internet, intranet'],
  [
    'an unknown specification',
    instance({ addressType: 'internet', specification: 'slb.s9' }),
    'spec.specification: must be one of',
  ],
  [
    'an address that is none',
    instance({ addressType: 'internet', address: 'localhost' }),
    'spec.address: must be an IP address',
  ],
  ['a reserved tag', instance({ addressType: 'internet', tags: { 'acs:x': '' } }), 'spec.tags: key "acs:x"'],
  ['no name', configMap({}), 'metadata.name: required'],
  ['an upper-case name', configMap({ name: 'A' }), 'metadata.name: must be lower-case'],
  ['a bad namespace', configMap({ name: 'a', namespace: 'a.b' }), 'metadata.namespace: must be lower-case'],
  [
    'a label that is a number',
    configMap({ name: 'a', labels: { a: 1 } }),
    'metadata.labels.a: must be a string; put it in quotes',
  ],
  [
    'a label value with a space',
    configMap({ name: 'a', labels: { a: 'b c' } }),
    'metadata.labels.a: must be empty, or',
  ],
  [
    'an annotation key with a space',
    configMap({ name: 'a', annotations: { 'a b': '' } }),
    'metadata.annotations: key "a b"',
  ],
  [
    'annotations over 256 KiB',
    configMap({ name: 'a', annotations: { a: 'x'.repeat(257 * 1024) } }),
    'metadata.annotations: must be at most 256 KiB',
  ],
  [
    'a time of another form',
    configMap({ name: 'a', creationTimestamp: '2026-01-01' }),
    'metadata.creationTimestamp: must be a time',
  ],
  [
    'the wrong group for a kind',
    { apiVersion: 'v1', kind: 'Ingress' },
    'apiVersion: "v1" has no Ingress; write networking.k8s.io/v1',
  ],
  ['no apiVersion', { kind: 'Ingress' }, 'apiVersion: required'],
  ['no kind', { apiVersion: 'v1' }, 'kind: required'],
  [
    'text that is not Unicode',
    { ...configMap({ name: 'a' }), data: { a: '\ud800' } },
    'data.a: is not valid Unicode text',
  ],
  [
    'a document over 3 MiB',
    { ...configMap({ name: 'a' }), other: 'x'.repeat(3_200_000) },
    ': is larger than 3 MiB',
  ],
])('refuses %s', (_name, raw, message) => {
  expect(problemsOf(raw)).toEqual([expect.stringContaining(message)]);
});

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
