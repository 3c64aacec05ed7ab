import { isIPv6 } from 'node:net';
import { errorMessage, type Logger, stableJson } from '../../base/index.ts';
import {
  type EndpointSlice,
  type ObjectKey,
  objectKey,
  type Service,
  serviceNameLabel,
} from '../../kubernetes/types/index.ts';
import type { Endpoint } from '../../model/index.ts';
import type { ObjectChange, Snapshot } from '../../snapshot/index.ts';
import type { EchoBackends } from '../echo-backends.ts';

/** EndpointSlices for Services that have none. */
export interface EchoSlices {
  /** What to change so that every such Service, and no other, has echo endpoints. Never rejects. */
  update(snapshot: Snapshot): Promise<readonly ObjectChange[]>;
  /** The backends are elsewhere now; the next update takes it in. */
  moved(endpoints: ReadonlyMap<ObjectKey, readonly Endpoint[]>): void;
}

/** Makes {@link EchoSlices} that lead to `backends`. */
export function echoSlices(backends: EchoBackends, logger: Logger): EchoSlices {
  /** The slices that are there, by key; the JSON of each tells whether it changed. */
  let present = new Map<ObjectKey, string>();
  let asked = '';
  let answer: ReadonlyMap<ObjectKey, readonly Endpoint[]> = new Map();

  const ask = async (keys: readonly ObjectKey[]): Promise<void> => {
    const question = keys.join('\n');
    if (question === asked) return;
    try {
      answer = await backends.endpointsFor(keys);
      asked = question;
    } catch (error) {
      logger.error('Echo backends could not be started', { error: errorMessage(error) });
    }
  };

  return {
    moved(endpoints) {
      answer = endpoints;
    },
    async update(snapshot) {
      const services = [...snapshot.services].filter(([key, service]) =>
        needsEcho(key, service, snapshot, present),
      );
      await ask(services.map(([key]) => key).sort());
      const next = new Map<ObjectKey, string>();
      const changes: ObjectChange[] = [];
      for (const [key, service] of services) {
        for (const [index, endpoint] of (answer.get(key) ?? []).entries()) {
          const slice = echoSlice(service, index, endpoint);
          const text = stableJson(slice);
          next.set(objectKey(slice.metadata), text);
          if (present.get(objectKey(slice.metadata)) !== text) changes.push({ kind: 'set', object: slice });
        }
      }
      for (const key of present.keys()) {
        if (!next.has(key)) changes.push({ kind: 'delete', objectKind: 'EndpointSlice', key });
      }
      present = next;
      return changes;
    },
  };
}

function needsEcho(
  key: ObjectKey,
  service: Service,
  snapshot: Snapshot,
  present: ReadonlyMap<ObjectKey, string>,
): boolean {
  if (service.spec.type === 'ExternalName') return false;
  return (snapshot.endpointSlices.get(key) ?? []).every((slice) => present.has(objectKey(slice.metadata)));
}

// Each endpoint has a port of its own, so each has a slice. A colon keeps the name apart from all names of manifests.
function echoSlice(service: Service, index: number, endpoint: Endpoint): EndpointSlice {
  const { name, namespace, creationTimestamp } = service.metadata;
  const ports = service.spec.ports ?? [];
  const names = ports.length === 0 ? [undefined] : ports.map((port) => port.name);
  return {
    kind: 'EndpointSlice',
    metadata: {
      name: `${name}-echo:${index}`,
      ...(namespace === undefined ? {} : { namespace }),
      labels: { [serviceNameLabel]: name },
      creationTimestamp,
    },
    addressType: isIPv6(endpoint.address) ? 'IPv6' : 'IPv4',
    endpoints: [{ addresses: [endpoint.address], conditions: { ready: true } }],
    ports: names.map((portName) => ({
      ...(portName === undefined ? {} : { name: portName }),
      port: endpoint.port,
      protocol: 'TCP',
    })),
  };
}
