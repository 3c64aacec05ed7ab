import type { Command } from 'commander';
import { nearestName } from '../../base/index.ts';
import { type Reason, reasons } from '../../model/index.ts';
import { severityText } from '../control/problem-row.ts';
import { exitCode, UsageError } from '../exit-code.ts';
import { type CheckResult, checkDirectory } from '../offline/check-directory.ts';
import { addOfflineOptions, readOfflineSettings } from '../offline/offline-options.ts';
import { stageManifests } from '../offline/staged-manifests.ts';
import { count, type Line, print, printJson } from '../terminal/print.ts';
import type { ProblemRow } from '../wire/wire.ts';
import { example, type SetCode, withOutput } from './command-options.ts';

interface CheckFlags {
  readonly output: string;
  readonly strict?: boolean;
  readonly ignore?: readonly Reason[];
}

/** `sluice check`. */
export function addCheck(program: Command, setCode: SetCode): void {
  const check = withOutput(
    program
      .command('check')
      .description('say what is wrong with manifests, as a server would, without one')
      .argument('<paths...>', 'folders and files of manifests; together they are one directory'),
  )
    .option('--strict', 'fail for warnings too')
    .option('--ignore <reason>', 'leave a reason out; may be given several times', collectReason)
    .action(async (paths: readonly string[], flags: CheckFlags, command: Command) => {
      const staged = await stageManifests(paths);
      try {
        const settings = await readOfflineSettings(command, staged.directory);
        const ignore = new Set(flags.ignore);
        const result = await checkDirectory(settings, { ignore, display: staged.display });
        if (flags.output === 'json') printJson(result);
        else print(...checkLines(result));
        setCode(failed(result, flags.strict === true) ? exitCode.problemsFound : exitCode.ok);
      } finally {
        await staged.remove();
      }
    });
  addOfflineOptions(check);
  example(
    check,
    'sluice check examples/cafe',
    'sluice check --strict --ignore ServiceNotFound deploy/ingress.yaml deploy/tls',
    'sluice check --output json manifests | jq .counts',
  );
  check.addHelpText(
    'after',
    `
Nothing is written, and no server is asked. What only a cluster knows is left out: the pods of a Service without
EndpointSlices, and instances.

Exit codes: 0 no errors (with --strict, no warnings either); 5 there are; 2 wrong usage; 1 it cannot be read.`,
  );
}

function collectReason(text: string, before: readonly Reason[] = []): readonly Reason[] {
  if (isReason(text)) return [...before, text];
  const meant = nearestName(text, Object.keys(reasons));
  throw new UsageError(
    `--ignore: "${text}" is not a reason.`,
    meant === undefined ? 'docs/reference/reasons.md lists the reasons.' : `Did you mean ${meant}?`,
  );
}

function isReason(text: string): text is Reason {
  return Object.hasOwn(reasons, text);
}

function failed({ counts }: CheckResult, strict: boolean): boolean {
  return counts.error > 0 || (strict && counts.warning > 0);
}

/** One line a report, as compilers write it, and what to do below the first of each reason. */
function checkLines(result: CheckResult): readonly Line[] {
  const hinted = new Set<string>();
  const lines = result.problems.flatMap((problem): readonly Line[] => {
    const known = hinted.has(problem.reason);
    hinted.add(problem.reason);
    return [reportLine(problem), ...(known ? [] : [`  hint: ${problem.hint}`])];
  });
  return [...lines, ...(lines.length === 0 ? [] : ['']), summary(result)];
}

function reportLine({ file, line, severity, reason, object, field, message }: ProblemRow): Line {
  const at = file === undefined ? '' : `${file}:${line === undefined ? '' : `${line}:`} `;
  const about = field === undefined ? object : `${object}, ${field}`;
  return [oneLine(at), severityText(severity), ` ${reason}: ${oneLine(`${message} (${about})`)}`];
}

function oneLine(text: string): string {
  return text.replaceAll('\n', ' ');
}

function summary({ counts, ignored, ingresses }: CheckResult): Line {
  const { error, warning, info } = counts;
  const found = [
    ...(error > 0 ? [count(error, 'error')] : []),
    ...(warning > 0 ? [count(warning, 'warning')] : []),
    ...(info > 0 ? [count(info, 'note')] : []),
  ];
  const about = `${count(ingresses, 'Ingress', 'Ingresses')} checked`;
  const left = ignored > 0 ? `, ${ignored} ignored` : '';
  return `${about}: ${found.length === 0 ? 'nothing to complain of' : found.join(', ')}${left}.`;
}
