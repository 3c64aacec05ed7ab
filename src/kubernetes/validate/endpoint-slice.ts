import { isIPv4, isIPv6 } from 'node:net';
import { z } from 'zod';
import type { EndpointSlice, ObjectMeta } from '../types/index.ts';
import { isPort } from './ingress-backend.ts';
import { dnsLabel, dnsSubdomain } from './names.ts';
import type { RawObject } from './plain-json.ts';
import { type Fail, failShape, quote, shapeOptions } from './problem.ts';

// The limits of the API server.
const maxEndpoints = 1000;
const maxAddresses = 100;
const maxPorts = 20_000;

const schema = z.object({
  addressType: z.enum(['IPv4', 'IPv6', 'FQDN']),
  endpoints: z
    .array(
      z.object({
        addresses: z.array(z.string()),
        conditions: z
          .object({
            ready: z.boolean().exactOptional(),
            serving: z.boolean().exactOptional(),
            terminating: z.boolean().exactOptional(),
          })
          .exactOptional(),
      }),
    )
    .exactOptional(),
  ports: z
    .array(
      z.object({
        name: z.string().exactOptional(),
        port: z.int().exactOptional(),
        protocol: z.enum(['TCP', 'UDP', 'SCTP']).exactOptional(),
      }),
    )
    .exactOptional(),
});

type Shape = z.infer<typeof schema>;

/** Reads a discovery.k8s.io/v1 EndpointSlice by the rules of the API server; which addresses are allowed is decided elsewhere. */
export function readEndpointSlice(
  document: RawObject,
  metadata: ObjectMeta,
  fail: Fail,
): EndpointSlice | undefined {
  const shape = schema.safeParse(document, shapeOptions);
  if (!shape.success) {
    failShape(shape.error, fail);
    return undefined;
  }
  const { addressType, endpoints = [], ports = [] } = shape.data;
  checkEndpoints(addressType, endpoints, fail);
  checkPorts(ports, fail);
  return { kind: 'EndpointSlice', metadata, addressType, endpoints, ports };
}

function checkEndpoints(
  addressType: Shape['addressType'],
  endpoints: NonNullable<Shape['endpoints']>,
  fail: Fail,
): void {
  if (endpoints.length > maxEndpoints)
    fail(['endpoints'], `must be at most ${maxEndpoints}; use several slices`);
  for (const [index, { addresses }] of endpoints.entries()) {
    if (addresses.length === 0 || addresses.length > maxAddresses) {
      fail(['endpoints', index, 'addresses'], `must hold 1 to ${maxAddresses} addresses`);
    }
    for (const [place, address] of addresses.entries()) {
      if (isAddress(addressType, address)) continue;
      fail(
        ['endpoints', index, 'addresses', place],
        `${quote(address)} is not an address of type ${addressType}`,
      );
    }
  }
}

function isAddress(addressType: Shape['addressType'], address: string): boolean {
  if (addressType === 'IPv4') return isIPv4(address);
  if (addressType === 'IPv6') return isIPv6(address) && !address.includes('%');
  return dnsSubdomain(address) === undefined && !isIPv4(address);
}

function checkPorts(ports: NonNullable<Shape['ports']>, fail: Fail): void {
  if (ports.length > maxPorts) fail(['ports'], `must be at most ${maxPorts}`);
  const names = new Set<string>();
  for (const [index, port] of ports.entries()) {
    const name = port.name ?? '';
    if (names.has(name)) fail(['ports', index, 'name'], `${quote(name)} is taken by another port`);
    names.add(name);
    if (port.name === '') delete port.name;
    const bad = port.name === undefined ? undefined : dnsLabel(port.name);
    if (bad !== undefined) fail(['ports', index, 'name'], bad);
    if (port.port !== undefined && !isPort(port.port))
      fail(['ports', index, 'port'], 'must be from 1 to 65535');
  }
}
