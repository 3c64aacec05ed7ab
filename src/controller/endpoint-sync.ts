import type { Backend, BackendEndpoints, ObjectReport } from '../model/index.ts';
import type { Snapshot } from '../snapshot/index.ts';
import type { Translator } from '../translate/index.ts';

/** The half of a provider that takes endpoints. */
export interface EndpointSink {
  setEndpoints(changed: readonly BackendEndpoints[], removed: readonly string[]): void;
}

/** Keeps the endpoints at the provider as the snapshot has them; only what differs is sent. */
export interface EndpointSync {
  /** Sends new and changed backends, so that they are there before a route uses them. */
  update(snapshot: Snapshot, backends: readonly Backend[]): readonly ObjectReport[];
  /** The endpoints of the backends that the last update named, in their order. */
  current(): readonly BackendEndpoints[];
  /** Takes away the backends that the last update did not name: call it when no route uses them any more. */
  prune(): void;
}

/** Makes an {@link EndpointSync}. A backend that kept its identity counts as unchanged. */
export function createEndpointSync(
  translator: Pick<Translator, 'endpoints'>,
  sink: EndpointSink,
): EndpointSync {
  const sent = new Map<string, BackendEndpoints>();
  let wanted: ReadonlySet<string> = new Set();
  let current: readonly BackendEndpoints[] = [];
  return {
    update(snapshot, backends) {
      const result = translator.endpoints(snapshot, backends);
      const changed = result.backends.filter((entry) => sent.get(entry.backend) !== entry);
      for (const entry of changed) sent.set(entry.backend, entry);
      current = result.backends;
      wanted = new Set(result.backends.map((entry) => entry.backend));
      if (changed.length > 0) sink.setEndpoints(changed, []);
      return result.reports;
    },
    current: () => current,
    prune() {
      if (sent.size === wanted.size) return;
      const removed = [...sent.keys()].filter((backend) => !wanted.has(backend));
      for (const backend of removed) sent.delete(backend);
      if (removed.length > 0) sink.setEndpoints([], removed);
    },
  };
}
