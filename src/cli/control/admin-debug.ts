import type { AdminResponse, AdminRoute } from '../../admin/index.ts';
import type { ObjectReport } from '../../model/index.ts';
import type { ProcessGauges, ServerProcesses } from '../../proxy/index.ts';
import type { ProblemRow } from '../wire/wire.ts';
import { debugEndpoints } from './debug-endpoints.ts';
import { debugModel } from './debug-model.ts';
import { debugSnapshot } from './debug-snapshot.ts';
import { toProblemRow } from './problem-row.ts';
import { type StatusSources, serverCertificates } from './status-routes.ts';

export interface DebugSources extends StatusSources {
  processes(): Promise<ServerProcesses>;
  gauges(): readonly ProcessGauges[];
  /** What the workers hold: part key to content hash. */
  inventory(): Promise<ReadonlyMap<string, string>>;
}

interface DebugPage {
  readonly name: string;
  readonly shows: string;
  body(sources: DebugSources): unknown;
}

const pages: readonly DebugPage[] = [
  {
    name: 'snapshot',
    shows: 'the objects in force, without what is in Secrets',
    body: ({ describe }) => debugSnapshot(describe().snapshot),
  },
  {
    name: 'model',
    shows: 'load balancers, routes, backends and certificates, as translated',
    body: ({ describe }) => debugModel(describe()),
  },
  {
    name: 'reports',
    shows: 'what became of each object, with reason and hint',
    body: ({ describe }) => problemRows(describe().reports),
  },
  {
    name: 'endpoints',
    shows:
      'each backend with the addresses of its Service, which of them are in use, and which workers have taken which out',
    body: ({ describe, gauges }) => debugEndpoints(describe(), gauges()),
  },
  {
    name: 'certificates',
    shows: 'certificates with their expiry, who uses them, and why the fake one is shown; never keys',
    body: serverCertificates,
  },
  {
    name: 'parts',
    shows: 'what the workers hold, by key and content hash, and the version each of them acknowledged',
    body: debugParts,
  },
];

/** `/debug/…`: everything there is to know of a running server, as JSON; `?pretty` indents it. */
export function debugRoutes(sources: DebugSources): readonly AdminRoute[] {
  const index = pages.map(({ name, shows }) => ({ path: `/debug/${name}`, shows }));
  const routes = pages.map(
    ({ name, body }): AdminRoute => ({
      method: 'GET',
      path: `/debug/${name}`,
      handle: async (): Promise<AdminResponse> => ({ body: await body(sources) }),
    }),
  );
  return [...['/debug', '/debug/'].map((path) => indexRoute(path, index)), ...routes];
}

function indexRoute(path: string, index: unknown): AdminRoute {
  return { method: 'GET', path, handle: () => ({ body: index }) };
}

function* problemRows(reports: readonly ObjectReport[]): Generator<ProblemRow> {
  for (const report of reports) yield toProblemRow(report);
}

async function debugParts({ inventory, processes }: DebugSources): Promise<object> {
  const [held, { version, changedAt, workers }] = await Promise.all([inventory(), processes()]);
  return { version, changedAt, workers, parts: partRows(held) };
}

function* partRows(held: ReadonlyMap<string, string>): Generator<object> {
  for (const [key, hash] of held) yield { key, hash };
}
