import { Command, CommanderError } from 'commander';
import { addCheck } from './commands/check.ts';
import type { SetCode } from './commands/command-options.ts';
import { addConfig } from './commands/config-print.ts';
import { addExplain } from './commands/explain.ts';
import { addGet } from './commands/get.ts';
import { addLogs } from './commands/logs.ts';
import { addServe } from './commands/serve-command.ts';
import { addSlb } from './commands/slb.ts';
import { addStatus } from './commands/status.ts';
import { errorExitCode, exitCode, exitCodeRows } from './exit-code.ts';
import { programVersion } from './program-version.ts';
import { printError } from './terminal/print.ts';
import { addTry } from './try/try.ts';

/** Runs one command line (without `node` and the script) and returns its exit code. Never throws. */
export async function runProgram(args: readonly string[]): Promise<number> {
  let code: number = exitCode.ok;
  const program = buildProgram((result) => {
    code = result;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    // Commander has printed the message, or the help that was asked for, by then.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.ok : exitCode.usage;
    printError(error);
    return errorExitCode(error);
  }
}

/** The whole command line: each command lives in a file of its own, and adds itself here. */
export function buildProgram(setCode: SetCode): Command {
  const program = new Command('sluice')
    .description('An SLB Ingress controller for Kubernetes, with its own layer-7 data plane.')
    .version(programVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .exitOverride()
    .configureOutput({
      outputError: (text, write) => write(`${text.trimEnd()}\nhint: See sluice --help.\n`),
    })
    .addHelpText('after', rootHelp);
  addServe(program, setCode);
  addStatus(program, setCode);
  addGet(program);
  addExplain(program, setCode);
  addCheck(program, setCode);
  addTry(program, setCode);
  addLogs(program);
  addSlb(program);
  addConfig(program);
  return program;
}

const rootHelp: string = `
Examples:
  $ sluice serve --manifests examples/cafe --echo
  $ sluice status

Exit codes:
${exitCodeRows.map(({ code, meaning }) => `  ${String(code).padStart(3)}  ${meaning.replaceAll('`', '')}`).join('\n')}`;
