import type { ControllerDescription } from '../../controller/index.ts';
import type { ServerProcesses } from '../../proxy/index.ts';

/** What readiness is judged from. */
export interface ReadinessSources {
  describe(): ControllerDescription;
  processes(): Promise<ServerProcesses>;
  stopping(): boolean;
}

/** One condition of readiness. */
export interface ReadinessCheck {
  readonly name: 'configuration' | 'server' | 'source' | 'workers';
  readonly good: boolean;
  /** How it stands, in a few words. */
  readonly text: string;
}

/**
 * How long a worker may take to acknowledge a version before the server counts as not ready: changes go out all the
 * time, and a probe that falls between one and its answer says nothing of the server.
 */
const patienceMs = 1000;

const notApplied = 'the first one is not applied yet';

/** Judges whether this server should get traffic: all checks good means ready. */
export async function checkReadiness(sources: ReadinessSources): Promise<readonly ReadinessCheck[]> {
  const processes = await sources.processes();
  const { healthy, settled } = sources.describe();
  return [
    { name: 'server', good: !sources.stopping(), text: sources.stopping() ? 'stopping' : 'running' },
    checkSource(healthy, settled),
    ...(processes.wantedWorkers === 0
      ? [checkApplied(settled)]
      : [checkWorkers(processes), checkConfiguration(processes, settled)]),
  ];
}

/** A line a check: `workers: 1 of 2 ready`. */
export function checkLine({ name, text }: ReadinessCheck): string {
  return `${name}: ${text}`;
}

function checkSource(healthy: boolean, settled: boolean): ReadinessCheck {
  const text = healthy ? (settled ? 'complete' : 'being read') : 'incomplete: some of it cannot be read';
  return { name: 'source', good: healthy, text };
}

function checkWorkers({ workers, wantedWorkers }: ServerProcesses): ReadinessCheck {
  const ready = workers.filter(({ state }) => state === 'ready').length;
  return { name: 'workers', good: ready >= wantedWorkers, text: `${ready} of ${wantedWorkers} ready` };
}

/** Where others serve than our workers, nobody acknowledges a version. */
function checkApplied(settled: boolean): ReadinessCheck {
  return { name: 'configuration', good: settled, text: settled ? 'applied' : notApplied };
}

function checkConfiguration({ workers, version }: ServerProcesses, settled: boolean): ReadinessCheck {
  const late = workers.filter(({ state, owedMs }) => state === 'ready' && owedMs > patienceMs);
  const text = !settled
    ? notApplied
    : late.length > 0
      ? `version ${version} not acknowledged by ${late.map(({ id }) => `worker ${id}`).join(', ')}`
      : `version ${version} acknowledged`;
  return { name: 'configuration', good: settled && late.length === 0, text };
}
