import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemErrorCode } from '../../base/index.ts';
import { mergeReports, providerReports } from '../../controller/index.ts';
import { type ObjectReport, reasons } from '../../model/index.ts';
import type { ServeSettings } from '../../settings/index.ts';
import { placedProblem, problemLines } from '../control/problem-row.ts';
import { exitCode } from '../exit-code.ts';
import { readOffline } from '../offline/offline.ts';
import { print, printJson } from '../terminal/print.ts';
import type { ProblemRow } from '../wire/wire.ts';
import type { DryPlan, DryRunWorld } from './dry-plan.ts';

/**
 * Prints what `sluice serve` would do with these settings, and does none of it: nothing is written outside a temporary
 * folder, and clouds are only read from. Returns the exit code: whether all would be served as asked.
 * @throws OperatorError where the manifests, the state or the cloud cannot be read.
 */
export async function dryRun(settings: ServeSettings, output: string): Promise<number> {
  return withStateCopy(settings.stateDir, async (stateCopy) => {
    const { description, ...places } = await readOffline(settings, stateCopy);
    const { loadBalancers, endpoints, healthy } = description;
    const desired = { loadBalancers, sourceComplete: healthy };
    const plan = await planWith({ settings, desired, endpoints, stateCopy });
    const rows = (reports: readonly ObjectReport[]): readonly ProblemRow[] =>
      reports
        .filter(({ reason }) => reasons[reason].severity !== 'info')
        .map((report) => placedProblem(report, places));
    const planned = providerReports(loadBalancers, plan.answers);
    const problems = rows(mergeReports([description.reports, planned]));
    if (output === 'json') printJson({ provider: settings.provider, ...plan.json, problems });
    // The lines of a plan tell its own problems.
    else print(...plan.lines, ...rows(description.reports).flatMap((row) => problemLines(row.object, row)));
    return problems.some(({ severity }) => severity === 'error') ? exitCode.problemsFound : exitCode.ok;
  });
}

/** Only the code of the provider that was chosen is loaded. */
async function planWith(world: DryRunWorld): Promise<DryPlan> {
  if (world.settings.provider === 'builtin') return (await import('./plan-builtin.ts')).planBuiltin(world);
  return (await import('./plan-clb.ts')).planClb(world);
}

/** What is known of objects from before, the instances, and the fake certificates, which are in use; Secrets stay where they are. */
const copied: readonly string[] = [
  'source',
  'instances.json',
  join('keys', 'fake-certificate.json'),
  join('keys', 'fake-certificate-rsa.json'),
];

async function withStateCopy<T>(stateDir: string, use: (copy: string) => Promise<T>): Promise<T> {
  const copy = await mkdtemp(join(tmpdir(), 'sluice-dry-run-'));
  try {
    for (const name of copied) {
      await cp(join(stateDir, name), join(copy, name), { recursive: true }).catch((error: unknown) => {
        if (systemErrorCode(error) !== 'ENOENT') throw error;
      });
    }
    return await use(copy);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}
