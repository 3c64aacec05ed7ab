import { isIP } from 'node:net';
import { z } from 'zod';
import type { ObjectMeta, Service, ServicePort } from '../types/index.ts';
import { isPort } from './ingress-backend.ts';
import { dnsLabel, dnsSubdomain, labelValue, portName, qualifiedName } from './names.ts';
import type { RawObject } from './plain-json.ts';
import { type Fail, type FieldPath, failShape, shapeOptions } from './problem.ts';

const protocolSchema: z.ZodType<'TCP' | 'UDP' | 'SCTP'> = z.enum(['TCP', 'UDP', 'SCTP']);

const schema = z.object({
  type: z.enum(['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName']).exactOptional(),
  clusterIP: z.string().exactOptional(),
  externalName: z.string().exactOptional(),
  selector: z.record(z.string(), z.string()).exactOptional(),
  ports: z
    .array(
      z.object({
        name: z.string().exactOptional(),
        port: z.int(),
        targetPort: z.union([z.int(), z.string()]).exactOptional(),
        protocol: protocolSchema.exactOptional(),
        appProtocol: z.string().exactOptional(),
      }),
    )
    .exactOptional(),
});

type Spec = z.infer<typeof schema>;

/** Reads a core/v1 Service by the rules of the API server. */
export function readService(document: RawObject, metadata: ObjectMeta, fail: Fail): Service | undefined {
  const shape = schema.safeParse(document['spec'] ?? {}, shapeOptions);
  if (!shape.success) {
    failShape(shape.error, fail, ['spec']);
    return undefined;
  }
  const spec = shape.data;
  if (spec.type === 'ExternalName') checkExternalName(spec, fail);
  else if ((spec.ports ?? []).length === 0 && spec.clusterIP !== 'None') {
    fail(['spec', 'ports'], 'must have at least one port');
  }
  checkClusterIp(spec.clusterIP, fail);
  for (const [key, value] of Object.entries(spec.selector ?? {})) {
    const bad = qualifiedName(key) ?? labelValue(value);
    if (bad !== undefined) fail(['spec', 'selector', key], bad);
  }
  checkPorts(spec.ports ?? [], fail);
  return { kind: 'Service', metadata, spec };
}

function checkExternalName(spec: Spec, fail: Fail): void {
  const name = spec.externalName ?? '';
  const bad = name === '' ? 'required when type is ExternalName' : dnsSubdomain(name.replace(/\.$/, ''));
  if (bad !== undefined) fail(['spec', 'externalName'], bad);
}

function checkClusterIp(address: string | undefined, fail: Fail): void {
  if (address === undefined || address === '' || address === 'None' || isIP(address) !== 0) return;
  fail(['spec', 'clusterIP'], 'must be an IP address, empty, or None');
}

type MutablePort = { -readonly [K in keyof ServicePort]: ServicePort[K] };

function checkPorts(ports: readonly MutablePort[], fail: Fail): void {
  const names = new Set<string>();
  const numbers = new Set<string>();
  for (const [index, port] of ports.entries()) {
    const at: FieldPath = ['spec', 'ports', index];
    if (port.name === '') delete port.name;
    if (port.name === undefined && ports.length > 1) {
      fail([...at, 'name'], 'required when a Service has more than one port');
    }
    if (port.name !== undefined && names.has(port.name))
      fail([...at, 'name'], `${port.name} is taken by another port`);
    if (port.name !== undefined) names.add(port.name);
    const number = `${port.port}/${port.protocol ?? 'TCP'}`;
    if (numbers.has(number)) fail([...at, 'port'], `${number} is taken by another port`);
    numbers.add(number);
    checkPort(port, at, fail);
  }
}

function checkPort(port: MutablePort, at: FieldPath, fail: Fail): void {
  const badName = port.name === undefined ? undefined : dnsLabel(port.name);
  if (badName !== undefined) fail([...at, 'name'], badName);
  if (!isPort(port.port)) fail([...at, 'port'], 'must be from 1 to 65535');
  if (port.targetPort === 0 || port.targetPort === '') delete port.targetPort;
  const target = port.targetPort;
  if (typeof target === 'number' && !isPort(target)) fail([...at, 'targetPort'], 'must be from 1 to 65535');
  const badTarget = typeof target === 'string' ? portName(target) : undefined;
  if (badTarget !== undefined) fail([...at, 'targetPort'], `${badTarget}; write a number without quotes`);
  if (port.appProtocol === '') delete port.appProtocol;
  const badProtocol = port.appProtocol === undefined ? undefined : qualifiedName(port.appProtocol);
  if (badProtocol !== undefined) fail([...at, 'appProtocol'], badProtocol);
}
