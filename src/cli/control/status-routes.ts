import type { AdminRoute } from '../../admin/index.ts';
import type { ControllerDescription } from '../../controller/index.ts';
import type { ServerProcesses } from '../../proxy/index.ts';
import type { CertificateRow, ProcessRow, StatusRow } from '../wire/wire.ts';
import { certificateRows } from './certificate-rows.ts';
import { describeStatus } from './describe-status.ts';
import type { InstanceDesk } from './instance-desk.ts';
import type { ObjectPlaces } from './object-place.ts';
import { processMemory } from './process-memory.ts';

/** What a status is told from. */
export interface StatusSources {
  readonly version: string;
  /** The one that serves; see `StatusRow`. */
  readonly provider: string;
  readonly desk: InstanceDesk;
  describe(): ControllerDescription;
  processes(): Promise<ServerProcesses>;
  readonly places: ObjectPlaces;
  /** The rule in force for default certificates. */
  defaultCertificate(): 'first-in-cluster' | 'first-of-instance' | 'first-with-secret';
  accessLogDropped?(): number;
  /** `HOST:PORT` of the admin endpoint while it listens. */
  adminAddress?(): string | undefined;
}

const mostProblems = 20;

/** The routes of `sluice status` and `sluice get certificates`. */
export function statusRoutes(sources: StatusSources): readonly AdminRoute[] {
  return [
    {
      method: 'GET',
      path: '/v1/status',
      handle: async ({ query }) => ({ body: await serverStatus(sources, readMost(query.get('problems'))) }),
    },
    { method: 'GET', path: '/v1/certificates', handle: () => ({ body: serverCertificates(sources) }) },
  ];
}

/** The state of the running server, with at most so many problems by name; see `StatusRow`. */
export async function serverStatus(sources: StatusSources, most: number = mostProblems): Promise<StatusRow> {
  const [instances, server] = await Promise.all([sources.desk.list(), sources.processes()]);
  const processes = await processRows(server);
  const description = sources.describe();
  const admin = sources.adminAddress?.();
  const accessLogDropped = sources.accessLogDropped?.();
  const view = {
    ...description,
    version: sources.version,
    provider: sources.provider,
    places: sources.places,
    defaultCertificate: sources.defaultCertificate(),
    now: Date.now(),
    instances,
    processes,
    configuration: {
      settled: description.settled,
      programmed: description.answers.every(({ programmed }) => programmed),
      // Without workers nobody holds a version.
      ...(server.wantedWorkers === 0 ? {} : { version: server.version }),
      ...(server.changedAt === undefined ? {} : { changedAt: server.changedAt }),
    },
    ...(accessLogDropped === undefined ? {} : { accessLogDropped }),
    ...(admin === undefined ? {} : { admin }),
  };
  return describeStatus(view, most);
}

/** The certificates of the running server; see `CertificateRow`. */
export function serverCertificates(sources: StatusSources): readonly CertificateRow[] {
  const defaultCertificate = sources.defaultCertificate();
  return certificateRows({
    ...sources.describe(),
    places: sources.places,
    defaultCertificate,
    now: Date.now(),
  });
}

/** `all`, or a number; anything else is the default. */
function readMost(text: string | null): number {
  if (text === 'all') return Number.POSITIVE_INFINITY;
  return text !== null && /^\d{1,6}$/.test(text) ? Number(text) : mostProblems;
}

async function processRows({ supervisor, workers }: ServerProcesses): Promise<readonly ProcessRow[]> {
  const startedAt = Math.round(performance.timeOrigin);
  const rows: readonly ProcessRow[] = [
    { role: 'supervisor', state: 'running', ...supervisor },
    { role: 'control', state: 'running', pid: process.pid, startedAt },
    ...workers.map(
      (worker): ProcessRow => ({
        role: 'worker',
        pid: worker.pid,
        state: worker.state,
        startedAt: worker.startedAt,
        acknowledged: worker.acknowledged,
      }),
    ),
  ];
  return Promise.all(rows.map(async (row) => ({ ...row, ...(await processMemory(row.pid)) })));
}
