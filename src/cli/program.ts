import { Command, CommanderError } from 'commander';
import { exitCode, serverExitCode, UsageError } from './exit-code.ts';
import { getIngresses } from './get-ingress.ts';
import { printError } from './print.ts';
import { programVersion } from './program-version.ts';
import { addConfigurationHelp, addServeOptions } from './serve-options.ts';
import { readServeSettings } from './settings.ts';
import { createInstance, deleteInstance, listInstances, showInstance } from './slb.ts';
import { defaultStateDirectory } from './state-path.ts';

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
    return error instanceof UsageError ? exitCode.usage : exitCode.failed;
  }
}

function buildProgram(setCode: (code: number) => void): Command {
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
  addSlb(program);
  addGet(program);
  return program;
}

function addServe(program: Command, setCode: (code: number) => void): void {
  const serve = program.command('serve').description('serve the Ingresses of a folder of manifests');
  addServeOptions(serve);
  addConfigurationHelp(serve);
  serve.action(async (flags: Record<string, unknown>) => {
    try {
      const settings = readServeSettings(flags, process.env);
      // The other commands need none of what a server loads.
      const { serve: run } = await import('./serve.ts');
      setCode(await run(settings));
    } catch (error) {
      printError(error);
      setCode(serverExitCode(error));
    }
  });
}

function addSlb(program: Command): void {
  const slb = program.command('slb').description('create, list, show and delete SLB instances');
  example(slb, 'sluice slb list');
  const create = withTarget(slb.command('create').description('create an instance that Ingresses can name'))
    .requiredOption('--address-type <type>', 'internet or intranet')
    .requiredOption('--spec <specification>', 'slb.s1.small to slb.s3.large, or slb.lcu.elastic')
    .option('--name <name>', 'a name for people')
    .option('--address <address>', 'the address of the pool that it should have')
    .option('--tag <key=value...>', 'a tag; may be given several times')
    .action(createInstance);
  example(create, 'sluice slb create --address-type intranet --spec slb.s2.small --name inside');
  const list = withTarget(slb.command('list').description('list all instances')).action(listInstances);
  example(list, 'sluice slb list --output json');
  const show = withTarget(
    slb
      .command('show')
      .description('show one instance')
      .argument('<id>', 'its id, or its name where no other has it'),
  ).action(showInstance);
  example(show, 'sluice slb show lb-n254dn0i3kelfx9zw');
  const remove = withTarget(
    slb
      .command('delete')
      .description('delete an instance that nothing uses')
      .argument('<id>', 'its id, or its name where no other has it'),
  )
    .option('--force', 'delete it although Ingresses use it or it has listeners')
    .action(deleteInstance);
  example(remove, 'sluice slb delete lb-n254dn0i3kelfx9zw');
}

function addGet(program: Command): void {
  const get = program.command('get').description('show what a running server serves');
  example(get, 'sluice get ingress');
  const ingress = withTarget(
    get
      .command('ingress')
      .aliases(['ingresses', 'ing'])
      .description('show each Ingress with its address and its problems'),
  ).action(getIngresses);
  example(ingress, 'sluice get ingress --output json');
}

function example(command: Command, line: string): void {
  command.addHelpText('after', `\nExample:\n  $ ${line}`);
}

function withTarget(command: Command): Command {
  return command
    .option('--state-dir <directory>', 'state directory of the server', defaultStateDirectory(process.env))
    .option('-o, --output <format>', 'table or json', outputFormat, 'table');
}

function outputFormat(text: string): string {
  if (text === 'table' || text === 'json') return text;
  throw new UsageError(`--output: "${text}" is not a format.`, 'Write table or json.');
}

const rootHelp: string = `
Example:
  $ sluice serve --manifests examples/cafe --echo

Exit codes: 0 done; 1 failed; 2 wrong usage; 78 a configuration that cannot work.`;
