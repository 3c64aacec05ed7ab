import type { EndpointSlice, Service, ServicePort } from '../../kubernetes/types/index.ts';
import {
  type Backend,
  type BackendEndpoints,
  type Endpoint,
  isAdminSocket,
  judgeAddress,
} from '../../model/index.ts';
import { compareText } from '../order.ts';
import type { TranslateSettings } from '../settings.ts';
import { resolveExternalName } from './external-name.ts';
import { findServicePort } from './service-port.ts';

/** The endpoints of a backend, and the addresses that were left out because they may not be used. */
export interface FoundEndpoints {
  readonly endpoints: BackendEndpoints;
  /** Sorted, each once. */
  readonly forbidden: readonly string[];
}

/**
 * Finds the endpoints of a backend: those ready; while none is, those that terminate but still serve, as kube-proxy
 * does. A Service that is gone, or lost its port, has none.
 */
export function findEndpoints(
  backend: Backend,
  service: Service | undefined,
  slices: readonly EndpointSlice[],
  settings: TranslateSettings,
): FoundEndpoints {
  if (service === undefined) return answer(backend, [], []);
  if (service.spec.type === 'ExternalName') {
    const target = resolveExternalName(service, backend.port, settings);
    return answer(backend, target.kind === 'endpoint' ? [target.endpoint] : [], []);
  }
  const port = findServicePort(service, backend.port);
  if (port === undefined) return answer(backend, [], []);
  const ready: Endpoint[] = [];
  const terminating: Endpoint[] = [];
  const forbidden = new Set<string>();
  for (const slice of slices) {
    const number = slice.addressType === 'FQDN' ? undefined : slicePort(slice, port);
    if (number === undefined) continue;
    for (const { addresses, conditions } of slice.endpoints) {
      const list = chooseList(conditions ?? {}, ready, terminating);
      if (list === undefined) continue;
      for (const address of addresses) {
        if (isAdminSocket(settings.admin, address, number)) forbidden.add(adminText(address, number));
        else if (mayBeUsed(address, settings)) list.push({ address, port: number });
        else forbidden.add(address);
      }
    }
  }
  return answer(backend, ready.length > 0 ? ready : terminating, [...forbidden]);
}

function answer(backend: Backend, endpoints: readonly Endpoint[], forbidden: string[]): FoundEndpoints {
  const sorted = [...endpoints].sort((a, b) => compareText(a.address, b.address) || a.port - b.port);
  const distinct = sorted.filter((endpoint, index) => {
    const before = sorted[index - 1];
    return before === undefined || before.address !== endpoint.address || before.port !== endpoint.port;
  });
  return { endpoints: { backend: backend.id, endpoints: distinct }, forbidden: forbidden.sort(compareText) };
}

type Conditions = NonNullable<EndpointSlice['endpoints'][number]['conditions']>;

function chooseList<T>(
  { ready = true, serving, terminating }: Conditions,
  live: T[],
  leaving: T[],
): T[] | undefined {
  if (ready) return live;
  return serving === true && terminating === true ? leaving : undefined;
}

function adminText(address: string, port: number): string {
  return `${address} port ${port}, which is the admin endpoint of Sluice`;
}

function mayBeUsed(address: string, settings: TranslateSettings): boolean {
  const kind = judgeAddress(address);
  return kind === 'plain' || (kind === 'local' && settings.allowLocalEndpoints);
}

/**
 * The port of the pods in a slice: the one named as the port of the Service is. A port without a name takes the
 * target port where the slice has it, else the first. Where no name fits, a numeric target port is used.
 */
function slicePort(slice: EndpointSlice, wanted: ServicePort): number | undefined {
  const ports = slice.ports.filter((port) => (port.protocol ?? 'TCP') === 'TCP');
  const name = wanted.name ?? '';
  const target = wanted.targetPort ?? wanted.port;
  const named = ports.find((port) => (port.name ?? '') === name);
  if (named !== undefined) return named.port ?? numeric(target);
  if (name === '' && ports.length > 0) {
    return (ports.find((port) => port.port === target) ?? ports[0])?.port ?? numeric(target);
  }
  return numeric(target);
}

function numeric(target: number | string): number | undefined {
  return typeof target === 'number' ? target : undefined;
}
