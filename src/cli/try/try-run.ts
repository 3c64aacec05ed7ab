import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { ExplainQuery, Explanation } from '../../explain/index.ts';
import { mostQuestions } from '../control/explain-route.ts';
import { compareAnswer } from './try-compare.ts';
import type { PlannedProbe, Unprobed } from './try-plan.ts';
import { createSender, type RealAnswer } from './try-send.ts';
import { startTrial, type TrialOptions, type TrialServer, trialLog } from './try-server.ts';

/** One URL that was asked for: what was explained, and what came. */
export interface ProbeResult {
  readonly probe: PlannedProbe;
  readonly explanation: Explanation;
  readonly real: RealAnswer;
  /** Where the two differ; a difference is a mistake of Sluice. */
  readonly differences: readonly string[];
}

export interface TrialResult {
  readonly results: readonly ProbeResult[];
  readonly unprobed: readonly Unprobed[];
}

/** Requests under way at a time. */
const concurrency = 32;
/** Less than the control socket takes at a time. */
const mostQuestionBytes = 48 * 1024;

interface Asked {
  readonly probe: PlannedProbe;
  readonly explanation: Explanation;
  readonly query: string;
  readonly real: RealAnswer;
}

/**
 * Serves manifests with a server of its own, asks for every URL through its data plane, and compares what comes with what
 * is explained. The server is gone when this returns. `progress` hears how many of all are done.
 */
export async function runTrial(
  options: TrialOptions,
  probes: readonly PlannedProbe[],
  progress: (done: number) => void,
): Promise<TrialResult> {
  const server = await startTrial(options);
  const asked: Asked[] = [];
  const unprobed: Unprobed[] = [];
  try {
    for (const batch of batches(probes.map((probe, number) => ({ probe, number })))) {
      options.signal.throwIfAborted();
      const sender = createSender(concurrency, options.signal);
      try {
        asked.push(...(await askBatch(batch, server, sender.send, unprobed)));
      } finally {
        sender.close();
      }
      progress(asked.length + unprobed.length);
    }
    options.signal.throwIfAborted();
  } finally {
    await server.stop();
  }
  const logged = await readLog(trialLog(options.folder));
  const results = asked.map(({ probe, explanation, query, real: answered }) => {
    const ingress = logged.get(query);
    const real = ingress === undefined ? answered : { ...answered, ingress };
    return { probe, explanation, real, differences: compareAnswer(explanation, real, query) };
  });
  return { results, unprobed };
}

interface Numbered {
  readonly probe: PlannedProbe;
  readonly number: number;
}

async function askBatch(
  batch: readonly Numbered[],
  server: TrialServer,
  send: ReturnType<typeof createSender>['send'],
  unprobed: Unprobed[],
): Promise<readonly Asked[]> {
  const answers = await server.explain(batch.map(questionOf));
  const open = batch.flatMap(({ probe, number }, index) => {
    const explanation = answers[index]?.explanations[0];
    const address = explanation?.instance.address;
    const port = explanation?.listener.clientPort;
    if (explanation !== undefined && address !== undefined && port !== undefined)
      return [{ probe, explanation, address, port, query: queryOf(number) }];
    const why = explanation?.outcome.text ?? answers[index]?.notes[0] ?? 'the server does not know it';
    unprobed.push({ what: urlOf(probe), why });
    return [];
  });
  return inTurn(open, async ({ probe, explanation, address, port, query }) => {
    const { secure, host, path } = probe;
    const real = await send({ address, port, secure, host, target: path + query });
    return { probe, explanation, query, real };
  });
}

/** Every probe has a number in its query, by which the access log is read. */
function queryOf(number: number): string {
  return `?sluice-try=${number}`;
}

function questionOf({ probe, number }: Numbered): ExplainQuery {
  return { method: 'GET', url: urlOf(probe) + queryOf(number), headers: [], instance: probe.loadBalancer };
}

export function urlOf({ secure, host, path }: PlannedProbe): string {
  return `${secure ? 'https' : 'http'}://${host}${path}`;
}

function* batches(probes: readonly Numbered[]): Generator<readonly Numbered[]> {
  let batch: Numbered[] = [];
  let bytes = 0;
  for (const numbered of probes) {
    const size = JSON.stringify(questionOf(numbered)).length + 1;
    if (batch.length === mostQuestions || bytes + size > mostQuestionBytes) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(numbered);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

/** Runs `work` on each item, as many at a time as may be; the results are in the order of the items. */
async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results = new Map<number, R>();
  const rest = items.entries();
  const run = async (): Promise<void> => {
    for (const [index, item] of rest) results.set(index, await work(item));
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, run));
  return items.flatMap((_, index) => results.get(index) ?? []);
}

const logLine = z
  .string()
  .transform((line, context): unknown => {
    try {
      return JSON.parse(line);
    } catch {
      context.addIssue({ code: 'custom' });
      return z.NEVER;
    }
  })
  .pipe(z.object({ target: z.string(), ingress: z.string().optional() }));

/** Which Ingress took each probe, by its query. What no Ingress took, or the log does not hold, is absent. */
async function readLog(file: string): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const found = new Map<string, string>();
  for (const line of text.split('\n')) {
    const parsed = logLine.safeParse(line);
    if (!parsed.success || parsed.data.ingress === undefined) continue;
    const { target, ingress } = parsed.data;
    found.set(target.slice(target.lastIndexOf('?')), ingress);
  }
  return found;
}
