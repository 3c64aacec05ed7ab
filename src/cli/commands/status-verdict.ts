import { count } from '../terminal/print.ts';
import type { StatusRow } from '../wire/wire.ts';

/** A status in one line. `error`: something is not served as asked. `warning`: it soon may not be. */
export interface Verdict {
  readonly kind: 'error' | 'ok' | 'warning';
  readonly text: string;
}

/** Judges a status: workers that do not serve weigh most, since reports know nothing of them. */
export function verdictOf(status: StatusRow): Verdict {
  const { errors, warnings, ingresses, instances, source, configuration } = status;
  const workers = workerProblem(status);
  const parts = [
    ...(workers === undefined ? [] : [workers.text]),
    ...(errors > 0 ? [count(errors, 'error')] : []),
    ...(warnings > 0 ? [count(warnings, 'warning')] : []),
  ];
  if (errors > 0 || workers?.kind === 'error') return { kind: 'error', text: parts.join(', ') };
  if (parts.length > 0) return { kind: 'warning', text: parts.join(', ') };
  if (!source.complete) return { kind: 'warning', text: 'the source cannot see all of its objects' };
  if (!configuration.settled || !configuration.programmed) {
    return { kind: 'warning', text: 'a change is not in force yet' };
  }
  const used = instances.filter((instance) => instance.ingresses > 0).length;
  return {
    kind: 'ok',
    text: `${count(ingresses, 'Ingress', 'Ingresses')} on ${count(used, 'instance')}`,
  };
}

/** False where there is no server, and where it is another that serves than its workers. */
export function hasWorkers({ processes, provider = 'builtin' }: StatusRow): boolean {
  return processes.length > 0 && provider === 'builtin';
}

function workerProblem(status: StatusRow): Verdict | undefined {
  if (!hasWorkers(status)) return undefined;
  const { processes } = status;
  const workers = processes.filter(({ role, state }) => role === 'worker' && state !== 'draining');
  const ready = workers.filter(({ state }) => state === 'ready').length;
  if (ready === 0) return { kind: 'error', text: 'no worker is ready, so nothing is served' };
  if (ready < workers.length) return { kind: 'warning', text: `${ready} of ${workers.length} workers ready` };
  return undefined;
}
