import { expect, test } from 'vitest';
import { parseObject } from './parse-object.ts';
import {
  controller,
  type Fields,
  ingressClass,
  instance,
  port,
  secret,
  service,
  slice,
} from './sample-documents.test-support.ts';

const backend = { service: { name: 'web', port: { number: 80 } } };
const path = { path: '/', pathType: 'Prefix', backend };

function ingress(spec: Fields, fields: Fields = {}): Fields {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'web' },
    spec: { defaultBackend: backend, ...spec },
    ...fields,
  };
}

/** `field: message` of each warning; the document must be good. */
function warningsOf(raw: unknown): string[] {
  const parsed = parseObject(raw);
  if (parsed.kind !== 'object') return ['not an object'];
  return parsed.warnings.map(({ reason, field, message }) => `${reason} ${field} ${message}`);
}

test.each<[Fields, string, string]>([
  [ingress({ tlss: [] }), 'spec.tlss', 'tls'],
  [ingress({ ingresClassName: 'x' }), 'spec.ingresClassName', 'ingressClassName'],
  [ingress({ IngressClassName: 'x' }), 'spec.IngressClassName', 'ingressClassName'],
  [ingress({}, { specs: {} }), 'specs', 'spec'],
  [ingress({}, { metadata: { name: 'web', annotation: {} } }), 'metadata.annotation', 'annotations'],
  [ingress({ rules: [{}, { hosts: 'x' }] }), 'spec.rules[1].hosts', 'host'],
  [ingress({ rules: [{ http: { paths: [path], path: [] } }] }), 'spec.rules[0].http.path', 'paths'],
  [
    ingress({ rules: [{ http: { paths: [{ ...path, pathtype: 'x' }] } }] }),
    'spec.rules[0].http.paths[0].pathtype',
    'pathType',
  ],
  [ingress({ defaultBackend: { ...backend, services: {} } }), 'spec.defaultBackend.services', 'service'],
  [
    ingress({ defaultBackend: { service: { ...backend.service, ports: 1 } } }),
    'spec.defaultBackend.service.ports',
    'port',
  ],
  [
    ingress({ defaultBackend: { service: { name: 'web', port: { number: 80, nane: 'x' } } } }),
    'spec.defaultBackend.service.port.nane',
    'name',
  ],
  [ingress({ tls: [{ secretname: 'x' }] }), 'spec.tls[0].secretname', 'secretName'],
  [service({ ports: [port], selectors: {} }), 'spec.selectors', 'selector'],
  [service({ ports: [{ ...port, targetport: 80 }] }), 'spec.ports[0].targetport', 'targetPort'],
  [slice({ addressType: 'IPv4', endpoint: [] }), 'endpoint', 'endpoints'],
  [
    slice({ addressType: 'IPv4', endpoints: [{ addresses: ['10.0.0.1'], condition: {} }] }),
    'endpoints[0].condition',
    'conditions',
  ],
  [ingressClass({ controller, parameter: {} }), 'spec.parameter', 'parameters'],
  [instance({ addressType: 'internet', specfication: 'x' }), 'spec.specfication', 'specification'],
  [{ ...secret({}), datta: {} }, 'datta', 'data'],
])('a misspelt field is named, with its right name: %#', (raw, field, right) => {
  expect(warningsOf(raw)).toEqual([
    `UnknownField ${field} is not a field of the API and has no effect; did you mean ${right}?`,
  ]);
});

test('a field that is like no other is named alone', () => {
  expect(warningsOf(ingress({ frobnicate: true, ['x'.repeat(1000)]: 1 }))).toEqual([
    'UnknownField spec.frobnicate is not a field of the API and has no effect',
    `UnknownField spec[${'x'.repeat(100)}…] is not a field of the API and has no effect`,
  ]);
});

test('no more than twenty are named', () => {
  const spec = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`field${index}`, 1]));
  expect(warningsOf(ingress(spec))).toHaveLength(20);
});

test.each<[string, Fields]>([
  [
    'a Service',
    service(
      {
        ports: [{ ...port, nodePort: 30080 }],
        sessionAffinity: 'None',
        externalTrafficPolicy: 'Local',
        ipFamilies: ['IPv4'],
        ipFamilyPolicy: 'SingleStack',
        clusterIPs: ['10.0.0.1'],
        internalTrafficPolicy: 'Cluster',
        trafficDistribution: 'PreferClose',
      },
      {
        name: 'web',
        finalizers: ['a/b'],
        managedFields: [{}],
        resourceVersion: '1',
        generation: 2,
        ownerReferences: [{}],
      },
    ),
  ],
  ['an Ingress', ingress({}, { status: { loadBalancer: { ingress: [{ ip: '10.0.0.1' }] } } })],
  [
    'an EndpointSlice',
    slice({
      addressType: 'IPv4',
      endpoints: [
        {
          addresses: ['10.0.0.1'],
          nodeName: 'a',
          zone: 'b',
          targetRef: { kind: 'Pod' },
          hints: { forZones: [] },
        },
      ],
      ports: [{ ...port, appProtocol: 'http' }],
    }),
  ],
  ['a Secret', { ...secret({}), immutable: true }],
])('fields of %s that the API has are passed over in silence', (_kind, raw) => {
  expect(warningsOf(raw)).toEqual([]);
});

test('a field that does not exist is found in a converted Ingress too', () => {
  const spec = { backend: { serviceName: 'web', servicePort: 80 }, tlss: [] };
  const old = { apiVersion: 'extensions/v1beta1', kind: 'Ingress', metadata: { name: 'web' }, spec };
  expect(warningsOf(old)).toEqual([
    expect.stringContaining('DeprecatedApiVersion apiVersion'),
    expect.stringContaining('UnknownField spec.tlss'),
  ]);
});
