import { Command, CommanderError } from 'commander';
import type { SetCode } from './commands/command-options.ts';
import { errorExitCode, exitCode, exitCodeRows } from './exit-code.ts';
import { programVersion } from './program-version.ts';
import { printError } from './terminal/print.ts';

type AddCommand = (program: Command, setCode: SetCode) => void;

/** Each command lives in a file of its own, which is loaded when it is asked for: a server needs none of the others. */
const commands: Readonly<Record<string, () => Promise<AddCommand>>> = {
  serve: async () => (await import('./commands/serve-command.ts')).addServe,
  status: async () => (await import('./commands/status.ts')).addStatus,
  get: async () => (await import('./commands/get.ts')).addGet,
  explain: async () => (await import('./commands/explain.ts')).addExplain,
  check: async () => (await import('./commands/check.ts')).addCheck,
  try: async () => (await import('./try/try.ts')).addTry,
  logs: async () => (await import('./commands/logs.ts')).addLogs,
  slb: async () => (await import('./commands/slb.ts')).addSlb,
  config: async () => (await import('./commands/config-print.ts')).addConfig,
};

/** Runs one command line (without `node` and the script) and returns its exit code. Never throws. */
export async function runProgram(args: readonly string[]): Promise<number> {
  let code: number = exitCode.ok;
  const program = await buildProgram((result) => {
    code = result;
  }, args[0]);
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

/** The command line: with one command where `only` names one, else with all. */
export async function buildProgram(setCode: SetCode, only = ''): Promise<Command> {
  const program = new Command('sluice')
    .description('An SLB Ingress controller for Kubernetes, with its own layer-7 data plane.')
    .version(programVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .exitOverride()
    .configureOutput({
      outputError: (text, write) => write(`${text.trimEnd()}\nhint: See sluice --help.\n`),
    })
    .addHelpText('after', rootHelp);
  const names = Object.hasOwn(commands, only) ? [only] : Object.keys(commands);
  for (const name of names) (await commands[name]?.())?.(program, setCode);
  return program;
}

const rootHelp: string = `
Examples:
  $ sluice serve --manifests examples/cafe --echo
  $ sluice status

Exit codes:
${exitCodeRows.map(({ code, meaning }) => `  ${String(code).padStart(3)}  ${meaning.replaceAll('`', '')}`).join('\n')}`;
