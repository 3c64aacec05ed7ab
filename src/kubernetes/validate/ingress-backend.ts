import { z } from 'zod';
import type { IngressBackend } from '../types/index.ts';
import { dnsLabel1035, dnsSubdomain, portName } from './names.ts';
import type { Fail, FieldPath } from './problem.ts';

const schema = z.object({
  service: z
    .object({
      name: z.string(),
      // An absent port is `{}`: it breaks "one of number and name", which is checked with the rules.
      port: z
        .object({ number: z.int().exactOptional(), name: z.string().exactOptional() })
        .default(() => ({})),
    })
    .exactOptional(),
  resource: z
    .object({ apiGroup: z.string().exactOptional(), kind: z.string(), name: z.string() })
    .exactOptional(),
});

/** The shape of a backend. Its rules are in {@link checkBackend}. */
export const backendSchema: z.ZodType<IngressBackend> = schema;

/** The rules of a backend of networking.k8s.io/v1. */
export function checkBackend(backend: IngressBackend, at: FieldPath, fail: Fail): void {
  const { service, resource } = backend;
  if (service !== undefined && resource !== undefined) fail(at, 'must have service or resource, not both');
  else if (service !== undefined) checkService(service, [...at, 'service'], fail);
  else if (resource !== undefined) checkResource(resource, [...at, 'resource'], fail);
  else fail(at, 'must have service: { name: …, port: { number: … } }');
}

function checkService(service: NonNullable<IngressBackend['service']>, at: FieldPath, fail: Fail): void {
  const bad = service.name === '' ? 'required' : dnsLabel1035(service.name);
  if (bad !== undefined) fail([...at, 'name'], bad);
  const port: { number?: number; name?: string } = service.port;
  if (port.name === '') delete port.name;
  if (port.number === 0) delete port.number;
  if ((port.name === undefined) === (port.number === undefined)) {
    fail([...at, 'port'], 'must have either number or name');
  } else if (port.name !== undefined) {
    const badName = portName(port.name);
    if (badName !== undefined) fail([...at, 'port', 'name'], badName);
  } else if (!isPort(port.number)) {
    fail([...at, 'port', 'number'], 'must be from 1 to 65535');
  }
}

function checkResource(resource: NonNullable<IngressBackend['resource']>, at: FieldPath, fail: Fail): void {
  if (resource.kind === '') fail([...at, 'kind'], 'required');
  if (resource.name === '') fail([...at, 'name'], 'required');
  const bad =
    resource.apiGroup === undefined || resource.apiGroup === '' ? undefined : dnsSubdomain(resource.apiGroup);
  if (bad !== undefined) fail([...at, 'apiGroup'], bad);
}

/** True for a port number. */
export function isPort(value: number | undefined): boolean {
  return value !== undefined && Number.isInteger(value) && value >= 1 && value <= 65535;
}
