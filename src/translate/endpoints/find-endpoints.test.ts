import { describe, expect, test } from 'vitest';
import type { EndpointSlice, Service, ServicePort } from '../../kubernetes/types/index.ts';
import { type Backend, backendId } from '../../model/index.ts';
import { defaultTranslateSettings } from '../settings.ts';
import { findEndpoints } from './find-endpoints.ts';

type SlicePort = EndpointSlice['ports'][number];
type SliceEndpoint = EndpointSlice['endpoints'][number];

function find(
  wanted: number | string,
  servicePorts: readonly ServicePort[],
  slicePorts: readonly SlicePort[],
  endpoints: readonly SliceEndpoint[] = [{ addresses: ['10.0.0.1'] }],
): string[] {
  const metadata = { name: 'tea', namespace: 'shop', creationTimestamp: 1 };
  const service: Service = { kind: 'Service', metadata, spec: { ports: servicePorts } };
  const backend: Backend = {
    id: backendId('shop', 'tea', wanted),
    namespace: 'shop',
    service: 'tea',
    port: wanted,
    users: [],
  };
  const slice: EndpointSlice = {
    kind: 'EndpointSlice',
    metadata,
    addressType: 'IPv4',
    ports: slicePorts,
    endpoints,
  };
  const found = findEndpoints(backend, service, [slice], defaultTranslateSettings);
  return found.endpoints.endpoints.map(({ address, port }) => `${address}:${port}`);
}

describe('the port of an endpoint', () => {
  test('is that of the slice port with the name of the Service port', () => {
    const ports = [
      { name: 'a', port: 1 },
      { name: 'b', port: 2 },
    ];
    expect(find(80, [{ name: 'b', port: 80, targetPort: 'web' }], ports)).toEqual(['10.0.0.1:2']);
  });

  test('is the numeric target port where no slice port has the name', () => {
    expect(find(80, [{ name: 'b', port: 80, targetPort: 8080 }], [{ name: 'a', port: 1 }])).toEqual([
      '10.0.0.1:8080',
    ]);
  });

  test('is the numeric target port where a slice names no port', () => {
    expect(find(80, [{ port: 80, targetPort: 8080 }], [])).toEqual(['10.0.0.1:8080']);
    expect(find(80, [{ port: 80 }], [{ name: '' }])).toEqual(['10.0.0.1:80']);
  });

  test('is any slice port for a Service port without a name, its own target first', () => {
    const ports = [
      { name: 'metrics', port: 9 },
      { name: 'web', port: 8080 },
    ];
    expect(find(80, [{ port: 80, targetPort: 8080 }], ports)).toEqual(['10.0.0.1:8080']);
    expect(find(80, [{ port: 80, targetPort: 'web' }], ports)).toEqual(['10.0.0.1:9']);
  });

  test('is never one of another protocol', () => {
    const ports = [{ name: 'dns', port: 53, protocol: 'UDP' }];
    expect(find(53, [{ name: 'dns', port: 53, targetPort: 'dns' }], ports)).toEqual([]);
    expect(find(53, [{ name: 'dns', port: 53, protocol: 'UDP' }], ports)).toEqual([]);
  });

  test('is none where the Service has not the port, or only a name leads nowhere', () => {
    expect(find(81, [{ port: 80 }], [{ port: 80 }])).toEqual([]);
    expect(find(80, [{ name: 'http', port: 80, targetPort: 'web' }], [{ name: 'x', port: 1 }])).toEqual([]);
  });
});

describe('endpoints', () => {
  const http = [{ port: 80 }];

  test('that are ready, or do not say, are used, even while they terminate', () => {
    const endpoints = [
      { addresses: ['10.0.0.3'] },
      { addresses: ['10.0.0.1'], conditions: { ready: true, terminating: true } },
      { addresses: ['10.0.0.2'], conditions: { ready: false } },
    ];
    expect(find(80, http, http, endpoints)).toEqual(['10.0.0.1:80', '10.0.0.3:80']);
  });

  test('that serve and terminate are used while none is ready', () => {
    const endpoints = [
      { addresses: ['10.0.0.1'], conditions: { ready: false, serving: true, terminating: true } },
      { addresses: ['10.0.0.2'], conditions: { ready: false, terminating: true } },
      { addresses: ['10.0.0.3'], conditions: { ready: false, serving: true } },
    ];
    expect(find(80, http, http, endpoints)).toEqual(['10.0.0.1:80']);
  });

  test('that may not be used do not count as ready', () => {
    const endpoints = [
      { addresses: ['127.0.0.1', 'not an address'] },
      { addresses: ['10.0.0.1'], conditions: { ready: false, serving: true, terminating: true } },
    ];
    expect(find(80, http, http, endpoints)).toEqual(['10.0.0.1:80']);
  });

  test('are sorted, each once', () => {
    const endpoints = [{ addresses: ['10.0.0.2', '10.0.0.1'] }, { addresses: ['10.0.0.2'] }];
    expect(find(80, http, http, endpoints)).toEqual(['10.0.0.1:80', '10.0.0.2:80']);
  });
});

test.each(['127.0.0.1', '127.9.9.9', '10.0.0.5', '::ffff:7f00:1'])(
  'the admin endpoint is left out, and named as what it is, spelled %s',
  (address) => {
    const metadata = { name: 'tea', namespace: 'shop', creationTimestamp: 1 };
    const backend: Backend = {
      id: backendId('shop', 'tea', 80),
      namespace: 'shop',
      service: 'tea',
      port: 80,
      users: [],
    };
    const service: Service = { kind: 'Service', metadata, spec: { ports: [{ port: 80 }] } };
    const slice = (port: number): EndpointSlice => ({
      kind: 'EndpointSlice',
      metadata,
      addressType: 'IPv4',
      ports: [{ port }],
      endpoints: [{ addresses: [address] }],
    });
    const admin = { port: 10_254, addresses: ['10.0.0.5'], everywhere: true };
    const settings = { ...defaultTranslateSettings, allowLocalEndpoints: true, admin };
    const refused = findEndpoints(backend, service, [slice(10_254)], settings);
    expect(refused.endpoints.endpoints).toEqual([]);
    expect(refused.forbidden).toEqual([`${address} port 10254, which is the admin endpoint of Sluice`]);
    const other = findEndpoints(backend, service, [slice(8080)], settings);
    expect(other.endpoints.endpoints).toEqual([{ address, port: 8080 }]);
  },
);
