import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, systemClock } from '../../base/index.ts';
import {
  type ControllerDescription,
  ingressStatuses,
  judgeCertificates,
  mergeReports,
} from '../../controller/index.ts';
import type { Kind, ObjectKey } from '../../kubernetes/types/index.ts';
import type { Backend } from '../../model/index.ts';
import type { ServeSettings } from '../../settings/index.ts';
import type { Snapshot } from '../../snapshot/index.ts';
import { directorySource } from '../../source/index.ts';
import { createLogger } from '../../telemetry/index.ts';
import { createTranslator } from '../../translate/index.ts';
import { translateSettings } from '../control/translate-settings.ts';

/** A directory of manifests, read and translated as a server would, without one. */
export interface OfflineWorld {
  /** As a running server describes itself, but that nothing is served: there are no answers and no addresses. */
  readonly description: ControllerDescription;
  /** The file of an object, relative to the directory. */
  place(kind: Kind, key: ObjectKey): string | undefined;
  /** The line of that file, from 1. */
  line(kind: Kind, key: ObjectKey): number | undefined;
}

/**
 * Reads and translates `settings.manifests`. Writes nothing there, nor in the state directory of a server: what a source
 * keeps goes to a folder of its own, without Secrets, which is gone afterwards. So objects without a creationTimestamp
 * all count as new, and go by name. @throws OperatorError where the directory cannot be read.
 */
export async function loadOffline(
  settings: ServeSettings,
  clock: Clock = systemClock,
): Promise<OfflineWorld> {
  const stateDirectory = await mkdtemp(join(tmpdir(), 'sluice-offline-'));
  try {
    return await readOffline(settings, stateDirectory, clock);
  } finally {
    await rm(stateDirectory, { recursive: true, force: true });
  }
}

/**
 * The same with what `stateDirectory` knows of objects from before. The source writes there, and removes kept Secrets: it
 * must be a copy. @throws OperatorError where the directory of manifests cannot be read.
 */
export async function readOffline(
  settings: ServeSettings,
  stateDirectory: string,
  clock: Clock = systemClock,
): Promise<OfflineWorld> {
  const source = directorySource({
    directory: settings.manifests,
    stateDirectory,
    clock,
    logger: createLogger({ level: 'silent', pretty: false, name: 'offline' }),
    keepKeys: false,
  });
  try {
    await source.start(() => {});
    return {
      description: describe(settings, source.state(), clock.now()),
      place: (kind, key) => source.place(kind, key),
      line: (kind, key) => source.line(kind, key),
    };
  } finally {
    await source.close();
  }
}

/** EndpointSlices are made by a cluster and seldom stand in files: a Service without any says nothing of its pods. */
export function endpointsAreKnown({ namespace, service }: Backend, snapshot: Snapshot): boolean {
  const key = `${namespace}/${service}`;
  if (snapshot.services.get(key)?.spec.type === 'ExternalName') return true;
  return (snapshot.endpointSlices.get(key) ?? []).length > 0;
}

type State = ReturnType<ReturnType<typeof directorySource>['state']>;

function describe(
  settings: ServeSettings,
  { snapshot, reports: sourceReports, healthy }: State,
  now: number,
): ControllerDescription {
  const translator = createTranslator(translateSettings(settings));
  const { loadBalancers, backends, certificates, reports: own } = translator.translate(snapshot);
  const endpoints = translator.endpoints(
    snapshot,
    backends.filter((backend) => endpointsAreKnown(backend, snapshot)),
  );
  const reports = mergeReports([
    sourceReports,
    own,
    endpoints.reports,
    judgeCertificates(certificates, now).reports,
  ]);
  return {
    revision: snapshot.revision,
    snapshot,
    healthy,
    settled: true,
    loadBalancers,
    backends,
    endpoints: endpoints.backends,
    answers: [],
    certificates,
    ingresses: ingressStatuses(snapshot.ingresses, new Map(), reports),
    reports,
  };
}
