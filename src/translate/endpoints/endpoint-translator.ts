import { type Ingress, objectKey } from '../../kubernetes/types/index.ts';
import {
  type Backend,
  type BackendEndpoints,
  type ObjectRef,
  type ObjectReport,
  reportKey,
} from '../../model/index.ts';
import type { Snapshot } from '../../snapshot/index.ts';
import { limitReports } from '../limit-reports.ts';
import { listSome } from '../list-some.ts';
import { createMemo } from '../memo.ts';
import { compareText, createKeptList } from '../order.ts';
import type { TranslateSettings } from '../settings.ts';
import { findBackendField } from './backend-field.ts';
import { type FoundEndpoints, findEndpoints } from './find-endpoints.ts';

/** The endpoints of backends, and what is wrong with them. */
export interface EndpointTranslation {
  /** In the order of the backends given. Lists and entries that did not change keep their identity. */
  readonly backends: readonly BackendEndpoints[];
  /** On the Ingresses that use the backends concerned, sorted. */
  readonly reports: readonly ObjectReport[];
}

/** Makes a function that looks up endpoints, and looks again only where a Service or its slices changed. */
export function createEndpointTranslator(
  settings: TranslateSettings,
): (snapshot: Snapshot, backends: readonly Backend[]) => EndpointTranslation {
  const lookups = createMemo<FoundEndpoints>();
  const reported = createMemo<readonly ObjectReport[]>();
  const keptBackends = createKeptList<BackendEndpoints>();
  const keptReports = createKeptList<ObjectReport>();
  let sorted: readonly ObjectReport[] = [];
  return ({ services, endpointSlices, ingresses }, backends) => {
    const found: BackendEndpoints[] = [];
    const reports: ObjectReport[] = [];
    for (const backend of backends) {
      const key = `${backend.namespace}/${backend.service}`;
      const service = services.get(key);
      const slices = endpointSlices.get(key) ?? noSlices;
      const result = lookups.get(backend.id, [service, slices, backend.port], () =>
        findEndpoints(backend, service, slices, settings),
      );
      found.push(result.endpoints);
      const quiet = result.forbidden.length === 0 && result.endpoints.endpoints.length > 0;
      if (quiet || service === undefined) continue;
      const users = backend.users.map((ref): User => ({ ref, ingress: ingresses.get(objectKey(ref)) }));
      const inputs = [result, backend.users, ...users.map(({ ingress }) => ingress)];
      const said = reported.get(backend.id, inputs, () => reportBackend(backend, result, users));
      for (const report of said) reports.push(report);
    }
    const ids = new Set(backends.map((backend) => backend.id));
    lookups.trim(ids);
    reported.trim(ids);
    const before = keptReports.last();
    if (keptReports.next(reports) !== before) sorted = sortReports(reports);
    return { backends: keptBackends.next(found), reports: sorted };
  };
}

const noSlices = [] as const;

interface User {
  readonly ref: ObjectRef;
  /** Undefined when it went after the backends were listed. */
  readonly ingress: Ingress | undefined;
}

function reportBackend(
  backend: Backend,
  { endpoints, forbidden }: FoundEndpoints,
  users: readonly User[],
): readonly ObjectReport[] {
  const called = `Service ${backend.namespace}/${backend.service}`;
  const reports: ObjectReport[] = [];
  for (const { ref: object, ingress } of users) {
    const field = ingress === undefined ? 'spec' : findBackendField(ingress, backend);
    if (forbidden.length > 0) {
      const message = `${called} has endpoints that may not be used here, left out: ${listSome(forbidden)}`;
      reports.push({ object, reason: 'EndpointAddressForbidden', message, field });
    }
    if (endpoints.endpoints.length === 0) {
      const message = `${called} has no ready endpoint for port ${backend.port}; its routes answer 503`;
      reports.push({ object, reason: 'NoReadyEndpoints', message, field });
    }
  }
  return reports;
}

/** Sorted, and equal ones once: two backends of one Service have the same forbidden addresses. */
function sortReports(reports: readonly ObjectReport[]): readonly ObjectReport[] {
  const byKey = new Map(reports.map((report) => [reportKey(report), report]));
  return limitReports([...byKey].sort(([a], [b]) => compareText(a, b)).map(([, report]) => report));
}
