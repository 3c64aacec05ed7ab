import type { ControllerDescription } from '../../controller/index.ts';
import {
  createExplainer,
  type EndpointState,
  type Explainer,
  type ExplainSources,
  type ServedInstance,
  type WrittenRule,
} from '../../explain/index.ts';
import type { Ingress } from '../../kubernetes/types/index.ts';
import type { Backend, ObjectRef } from '../../model/index.ts';
import type { ProcessGauges } from '../../proxy/index.ts';
import type { Snapshot } from '../../snapshot/index.ts';
import { matchRulePath } from '../../translate/index.ts';
import { endpointsAreKnown } from '../offline/offline.ts';
import { endpointTroubles } from './endpoint-troubles.ts';
import { type ObjectPlaces, placeOf } from './object-place.ts';

/** What explanations are made from: of a running server, or, with `served` false, of a directory alone. */
export function explainSources(
  description: ControllerDescription,
  places: ObjectPlaces,
  options: { readonly served: boolean; now(): number; gauges?: () => readonly ProcessGauges[] },
): ExplainSources {
  const { snapshot, loadBalancers, backends, certificates, reports, endpoints, answers } = description;
  const used = new Map(endpoints.map((entry) => [entry.backend, entry.endpoints]));
  return {
    loadBalancers,
    served: options.served
      ? new Map(
          answers.map(({ loadBalancer, ...answer }): [string, ServedInstance] => [loadBalancer, answer]),
        )
      : undefined,
    backends,
    certificates,
    reports,
    rules: () => [...snapshot.ingresses.values()].flatMap(writtenRules),
    endpoints: (backend) =>
      !options.served && !endpointsAreKnown(backend, snapshot)
        ? undefined
        : withTroubles(endpointStates(backend, used.get(backend.id) ?? [], snapshot), options.gauges?.()),
    place: (object) => placeOf(object, places),
    now: options.now,
  };
}

/** Explains what a running server does; what it prepared is used again until something changes. */
export function serverExplainer(
  describe: () => ControllerDescription,
  places: ObjectPlaces,
  asked: { now(): number; gauges(): readonly ProcessGauges[] },
): Explainer {
  let from: readonly unknown[] = [];
  let explain: Explainer | undefined;
  return (query) => {
    const description = describe();
    const { snapshot, loadBalancers, endpoints, answers, reports } = description;
    const parts = [snapshot, loadBalancers, endpoints, answers, reports];
    if (explain === undefined || parts.some((part, index) => part !== from[index])) {
      explain = createExplainer(explainSources(description, places, { served: true, ...asked }));
      from = parts;
    }
    return explain(query);
  };
}

function withTroubles(
  states: readonly EndpointState[],
  processes: readonly ProcessGauges[] = [],
): readonly EndpointState[] {
  const outOfUse = endpointTroubles(processes);
  return states.map((state) => {
    const found = outOfUse(state);
    return found === undefined ? state : { ...state, outOfUse: found };
  });
}

/** The paths of an Ingress as written, and its default backend for each of its hosts. */
export function writtenRules({ metadata, spec }: Ingress): readonly WrittenRule[] {
  const ingress: ObjectRef = {
    kind: 'Ingress',
    namespace: metadata.namespace ?? 'default',
    name: metadata.name,
  };
  const about = { ingress, createdAt: metadata.creationTimestamp };
  const written = (spec.rules ?? []).flatMap(({ host, http }, index) =>
    (http?.paths ?? []).map((path, place): WrittenRule => {
      const match = matchRulePath(path);
      return {
        ...about,
        host: host === undefined || host === '' ? '*' : host.toLowerCase(),
        path: path.path ?? '',
        pathType: path.pathType,
        ...(match === undefined ? {} : { match }),
        field: `spec.rules[${index}].http.paths[${place}]`,
      };
    }),
  );
  if (spec.defaultBackend === undefined) return written;
  const hosts = new Set(
    (spec.rules ?? []).map(({ host }) => (host === undefined || host === '' ? '*' : host.toLowerCase())),
  );
  const rest = (hosts.size === 0 ? ['*'] : [...hosts]).map(
    (host): WrittenRule => ({ ...about, host, field: 'spec.defaultBackend' }),
  );
  return [...written, ...rest];
}

/** The endpoints in use, and those of the slices that are not. */
export function endpointStates(
  backend: Backend,
  used: readonly { readonly address: string; readonly port: number }[],
  { endpointSlices }: Snapshot,
): readonly EndpointState[] {
  const ports = new Map(used.map(({ address, port }) => [address, port]));
  const states = new Map<string, EndpointState>();
  for (const slice of endpointSlices.get(`${backend.namespace}/${backend.service}`) ?? []) {
    for (const { addresses, conditions = {} } of slice.endpoints) {
      const { ready = true, serving = ready, terminating = false } = conditions;
      for (const address of addresses) {
        const port = ports.get(address);
        if (states.get(address)?.ready === true) continue;
        states.set(address, {
          address,
          ...(port === undefined ? {} : { port }),
          ready,
          serving,
          terminating,
          used: port !== undefined,
        });
      }
    }
  }
  // A Service of type ExternalName has a name and no slices; addresses of one pod may have several ports.
  for (const { address, port } of used) {
    if (states.get(address)?.port === port) continue;
    const known = states.get(address) ?? { address, ready: true, serving: true, terminating: false };
    states.set(`${address}:${port}`, { ...known, port, used: true });
  }
  return [...states.values()];
}
