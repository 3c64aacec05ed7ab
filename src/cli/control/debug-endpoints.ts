import type { ControllerDescription } from '../../controller/index.ts';
import { formatRef } from '../../model/index.ts';
import type { ProcessGauges } from '../../proxy/index.ts';
import { endpointTroubles } from './endpoint-troubles.ts';
import { endpointStates } from './explain-sources.ts';

/**
 * Each backend that a route uses: who uses it, the addresses of its Service, and which of them take requests. `outOfUse`
 * says, by worker, in how many seconds an endpoint is tried again that failed; -1 where only a check can tell.
 */
export function* debugEndpoints(
  { backends, endpoints, snapshot }: ControllerDescription,
  processes: readonly ProcessGauges[],
): Generator<object> {
  const outOfUse = endpointTroubles(processes);
  const used = new Map(endpoints.map((entry) => [entry.backend, entry.endpoints]));
  for (const backend of backends) {
    const { id, namespace, service: name, port, users } = backend;
    const service = snapshot.services.get(`${namespace}/${name}`);
    const inUse = used.get(id) ?? [];
    yield {
      backend: id,
      service: `${namespace}/${name}`,
      port,
      type: service === undefined ? undefined : (service.spec.type ?? 'ClusterIP'),
      users: users.map(formatRef),
      inUse: inUse.length,
      endpoints: endpointStates(backend, inUse, snapshot).map((state) => ({
        ...state,
        outOfUse: outOfUse(state),
      })),
    };
  }
}
