import type { Command } from 'commander';
import { readSettings } from '../../settings/index.ts';
import { errorExitCode, serverExitCode, UsageError } from '../exit-code.ts';
import { defaultStateDirectory } from '../state-path.ts';
import { printError } from '../terminal/print.ts';
import { type SetCode, withOutput } from './command-options.ts';
import { addConfigurationHelp, addServeOptions, givenFlags } from './serve-options.ts';

interface ServeFlags {
  readonly dryRun?: boolean;
  readonly output: string;
}

/** `sluice serve`. */
export function addServe(program: Command, setCode: SetCode): void {
  const serve = program.command('serve').description('serve the Ingresses of a folder of manifests');
  addServeOptions(serve);
  serve.option('--dry-run', 'print what would be done, and what it costs in calls; change nothing');
  withOutput(serve);
  addConfigurationHelp(serve);
  serve.action(async ({ dryRun, output }: ServeFlags) => {
    try {
      const { dryRun: _, output: given, ...flags } = givenFlags(serve);
      if (given !== undefined && dryRun !== true) {
        throw new UsageError('--output: only a dry run has an output.', 'Add --dry-run, or leave it out.');
      }
      const stateDir = defaultStateDirectory(process.env);
      const effective = await readSettings({ flags, env: process.env, stateDir });
      if (dryRun === true) {
        const { dryRun: run } = await import('../dry-run/dry-run.ts');
        setCode(await run(effective.settings, output));
        return;
      }
      // The other commands need none of what a server loads.
      const { serve: run } = await import('../serve.ts');
      setCode(await run({ effective, flags }));
    } catch (error) {
      printError(error);
      setCode(dryRun === true ? errorExitCode(error) : serverExitCode(error));
    }
  });
}
