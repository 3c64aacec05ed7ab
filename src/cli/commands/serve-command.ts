import type { Command } from 'commander';
import { readSettings } from '../../settings/index.ts';
import { serverExitCode } from '../exit-code.ts';
import { defaultStateDirectory } from '../state-path.ts';
import { printError } from '../terminal/print.ts';
import type { SetCode } from './command-options.ts';
import { addConfigurationHelp, addServeOptions, givenFlags } from './serve-options.ts';

/** `sluice serve`. */
export function addServe(program: Command, setCode: SetCode): void {
  const serve = program.command('serve').description('serve the Ingresses of a folder of manifests');
  addServeOptions(serve);
  addConfigurationHelp(serve);
  serve.action(async () => {
    try {
      const flags = givenFlags(serve);
      const stateDir = defaultStateDirectory(process.env);
      const effective = await readSettings({ flags, env: process.env, stateDir });
      // The other commands need none of what a server loads.
      const { serve: run } = await import('../serve.ts');
      setCode(await run({ effective, flags }));
    } catch (error) {
      printError(error);
      setCode(serverExitCode(error));
    }
  });
}
