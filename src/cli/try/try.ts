import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Command } from 'commander';
import type { ControllerDescription } from '../../controller/index.ts';
import { example, type SetCode, withOutput } from '../commands/command-options.ts';
import { exitCode } from '../exit-code.ts';
import { loadOffline } from '../offline/offline.ts';
import { addOfflineOptions, offlineFlags, readOfflineSettings } from '../offline/offline-options.ts';
import { stageManifests } from '../offline/staged-manifests.ts';
import { print, printJson } from '../terminal/print.ts';
import { planProbes } from './try-plan.ts';
import { runTrial, type TrialResult, urlOf } from './try-run.ts';
import { trialLines } from './try-text.ts';

/** `sluice try`. */
export function addTry(program: Command, setCode: SetCode): void {
  const attempt = withOutput(
    program
      .command('try')
      .description('serve manifests for a moment, with an echo for every Service, and ask for every URL')
      .argument('<paths...>', 'folders and files of manifests; together they are one directory'),
  ).action(async (paths: readonly string[], flags: { readonly output: string }, command: Command) => {
    setCode(await untilInterrupted((signal) => tryManifests(paths, flags.output, command, signal)));
  });
  addOfflineOptions(attempt);
  example(attempt, 'sluice try examples/cafe', 'sluice try --output json manifests');
  attempt.addHelpText(
    'after',
    `
Each host and path is asked for by HTTP and by HTTPS, through a real server on loopback addresses and free ports, which is
gone afterwards. A host with a wildcard is asked for with one label in its place, an expression with a path that it takes;
what cannot be asked for is listed. Nothing is written to the folders, and no request leaves this machine.

Exit codes: 0 every answer was as sluice explain says, refusals included; 6 one was not; 1 it could not be tried;
2 wrong usage; 130 ended by Ctrl-C.`,
  );
}

async function tryManifests(
  paths: readonly string[],
  output: string,
  command: Command,
  signal: AbortSignal,
): Promise<number> {
  const staged = await stageManifests(paths);
  const folder = await mkdtemp(join(tmpdir(), 'sluice-try-'));
  try {
    const settings = await readOfflineSettings(command, staged.directory);
    const { description } = await loadOffline({ ...settings, allowExternalName: false });
    const { probes, unprobed } = planProbes(description);
    const strange = missingInstances(description);
    const trial = await runTrial(
      {
        manifests: await addInstances(staged.directory, strange, folder),
        folder,
        instances: description.snapshot.instances.size + strange.length,
        flags: offlineFlags(command),
        signal,
      },
      probes,
      showProgress(probes.length),
    );
    const all = { ...trial, unprobed: [...unprobed, ...trial.unprobed] };
    const notes = strange.map(
      (id) =>
        `Instance ${id} is made up for the trial: Ingresses name it, and no SLBInstance is in the manifests.`,
    );
    if (output === 'json') printJson(toJson(all));
    else print(...trialLines(all, notes));
    return all.results.some(({ differences }) => differences.length > 0) ? exitCode.differs : exitCode.ok;
  } finally {
    await rm(folder, { recursive: true, force: true });
    await staged.remove();
  }
}

/** Ids that Ingresses name and manifests do not describe: in a cluster they exist elsewhere. */
function missingInstances({ loadBalancers, snapshot }: ControllerDescription): readonly string[] {
  return loadBalancers.flatMap(({ instance }) =>
    instance.kind === 'existing' && !snapshot.instances.has(instance.id) ? [instance.id] : [],
  );
}

/** A directory with what the manifests hold and the instances they lack. */
async function addInstances(directory: string, ids: readonly string[], folder: string): Promise<string> {
  if (ids.length === 0) return directory;
  const joined = join(folder, 'manifests');
  await mkdir(joined);
  await symlink(directory, join(joined, basename(directory)));
  const documents = ids.map((name) =>
    JSON.stringify({
      apiVersion: 'sluice.dev/v1alpha1',
      kind: 'SLBInstance',
      metadata: { name },
      spec: { addressType: 'internet', specification: 'slb.s1.small' },
    }),
  );
  await writeFile(join(joined, 'instances-of-the-trial.yaml'), documents.join('\n---\n'));
  return joined;
}

/** Runs a command that Ctrl-C, or the end of its terminal, ends early; it cleans up by itself. */
async function untilInterrupted(run: (signal: AbortSignal) => Promise<number>): Promise<number> {
  const stop = new AbortController();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const interrupt = (): void => stop.abort();
  for (const name of signals) process.on(name, interrupt);
  try {
    return await run(stop.signal);
  } catch (error) {
    if (stop.signal.aborted) return exitCode.interrupted;
    throw error;
  } finally {
    for (const name of signals) process.off(name, interrupt);
  }
}

/** A line that writes over itself, on a terminal only. */
function showProgress(all: number): (done: number) => void {
  const { stderr } = process;
  if (!stderr.isTTY) return () => {};
  return (done) => void stderr.write(done >= all ? '\r\u001b[K' : `\r${done} of ${all} requests\u001b[K`);
}

function toJson({ results, unprobed }: TrialResult): object {
  return {
    probes: results.map(({ probe, explanation, real, differences }) => ({
      url: urlOf(probe),
      asks: probe.asks,
      instance: explanation.instance,
      answer: real,
      outcome: explanation.outcome,
      winner: explanation.winner,
      losers: explanation.losers.filter(({ fits }) => fits),
      differences,
    })),
    unprobed,
  };
}
