import type { Command } from 'commander';
import { adminRequest, controlSocketPath } from '../../admin/index.ts';
import { exitCode } from '../exit-code.ts';
import { print, printJson } from '../terminal/print.ts';
import { watch } from '../terminal/watch.ts';
import { type StatusRow, statusRow } from '../wire/wire.ts';
import { example, type SetCode, type TargetFlags, withManifests, withTarget } from './command-options.ts';
import { statusLines } from './status-text.ts';
import { verdictOf } from './status-verdict.ts';

interface StatusFlags extends TargetFlags {
  readonly all?: boolean;
  readonly watch?: boolean;
  readonly manifests?: string;
}

/** `sluice status`. */
export function addStatus(program: Command, setCode: SetCode): void {
  const status = withTarget(
    program.command('status').description('show what is wrong with a server first, then what it runs'),
  )
    .option('--all', 'show every problem, not only the first of each reason')
    .option('--watch', 'show it again whenever it changes, until Ctrl-C')
    .action(async (flags: StatusFlags, command: Command) => setCode(await showStatus(flags, command)));
  withManifests(status);
  example(status, 'sluice status', 'sluice status --watch', 'sluice status --manifests examples/cafe');
  status.addHelpText(
    'after',
    '\nExit codes: 0 all is well or there are warnings only; 7 there are errors; 1 no server answers.',
  );
}

async function showStatus(flags: StatusFlags, command: Command): Promise<number> {
  if (flags.watch === true) {
    await watch(() => readStatus(flags, command), flags.output);
    return exitCode.ok;
  }
  const status = await readStatus(flags, command);
  if (flags.output === 'json') printJson(status);
  else print(...statusLines(status, { now: Date.now(), width: process.stdout.columns }));
  return verdictOf(status).kind === 'error' ? exitCode.errorsPresent : exitCode.ok;
}

const mostProblems = 20;

async function readStatus({ stateDir, all, manifests }: StatusFlags, command: Command): Promise<StatusRow> {
  if (manifests !== undefined) {
    const [{ offlineView }, { describeStatus }] = await Promise.all([
      import('../offline/offline-view.ts'),
      import('../control/describe-status.ts'),
    ]);
    const view = await offlineView(command, manifests);
    return describeStatus(view, all === true ? Number.POSITIVE_INFINITY : mostProblems);
  }
  const path = `/v1/status?problems=${all === true ? 'all' : mostProblems}`;
  return statusRow.parse(await adminRequest(controlSocketPath(stateDir), 'GET', path));
}
