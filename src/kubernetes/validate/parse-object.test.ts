import { expect, test } from 'vitest';
import { parseObject } from './parse-object.ts';
import {
  configMap,
  controller,
  type Fields,
  ingressClass,
  instance,
  port,
  secret,
  service,
  slice,
} from './sample-documents.test-support.ts';

function problemsOf(raw: unknown): string[] {
  const parsed = parseObject(raw);
  if (parsed.kind !== 'invalid') return [];
  return parsed.problems.map(({ field, message }) => `${field}: ${message}`);
}

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
