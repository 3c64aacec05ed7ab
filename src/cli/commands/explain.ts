import type { Command } from 'commander';
import { adminRequest, controlSocketPath } from '../../admin/index.ts';
import { OperatorError, systemClock } from '../../base/index.ts';
import { type ExplainAnswer, type ExplainQuery, explainRequest, readQuery } from '../../explain/index.ts';
import { parseHeader, writeQuestion } from '../control/explain-route.ts';
import { explainSources } from '../control/explain-sources.ts';
import { exitCode, UsageError } from '../exit-code.ts';
import { loadOffline } from '../offline/offline.ts';
import { addOfflineOptions, readOfflineSettings } from '../offline/offline-options.ts';
import { print, printJson } from '../terminal/print.ts';
import { explainAnswer } from '../wire/wire-explain.ts';
import { example, type SetCode, type TargetFlags, withTarget } from './command-options.ts';
import { explainLines } from './explain-text.ts';

interface ExplainFlags extends TargetFlags {
  readonly header?: readonly string[];
  readonly instance?: string;
  readonly manifests?: string;
  readonly all?: boolean;
}

/** `sluice explain`. */
export function addExplain(program: Command, setCode: SetCode): void {
  const explain = withTarget(
    program
      .command('explain')
      .description('say what becomes of a request, and why: which Ingress takes it, and what the client gets')
      .argument('<request...>', '[METHOD] URL; http where the URL names no scheme'),
  )
    .option(
      '-H, --header <header>',
      "a header of the request, as 'Name: value'; may be given several times, and Host: decides on the host",
      (text: string, before: readonly string[] = []) => [...before, text],
    )
    .option('--instance <id>', 'the instance that gets the request (default: every one that has the host)')
    .option('--manifests <directory>', 'ask a folder of manifests instead of a running server')
    .option('--all', 'list every route that does not take the request')
    .action(async (words: readonly string[], flags: ExplainFlags, command: Command) => {
      const answer = await ask(readWords(words, flags), flags, command);
      if (flags.output === 'json') printJson(answer);
      else print(...explainLines(answer, { width: process.stdout.columns, all: flags.all === true }));
      setCode(codeOf(answer));
    });
  addOfflineOptions(explain);
  example(
    explain,
    'sluice explain http://foo.bar.com/tea',
    "sluice explain POST https://foo.bar.com/tea -H 'X-Canary: 1' --output json",
    'sluice explain foo.bar.com/tea --manifests examples/cafe',
  );
  explain.addHelpText(
    'after',
    `
Exit codes: 0 the request is forwarded, or answered as configured (a redirect); 3 no route takes it (404);
4 it is refused (400 or 503, or nobody listens); 1 nobody could be asked; 2 wrong usage.
Where several instances have the host, the best of them counts.`,
  );
}

function readWords(words: readonly string[], { header = [], instance }: ExplainFlags): ExplainQuery {
  const [first = '', second] = words;
  if (words.length > 2)
    throw new UsageError('There is more than a method and a URL.', 'Write explain [METHOD] URL.');
  const query: ExplainQuery = {
    method: second === undefined ? 'GET' : first,
    url: second ?? first,
    headers: header.map(parseHeader),
    ...(instance === undefined ? {} : { instance }),
  };
  try {
    readQuery(query);
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    throw new UsageError(`${error.message}.`, error.hint ?? 'See sluice explain --help.');
  }
  return query;
}

async function ask(query: ExplainQuery, flags: ExplainFlags, command: Command): Promise<ExplainAnswer> {
  const { manifests, stateDir } = flags;
  if (manifests === undefined) {
    const path = `/v1/explain?${writeQuestion(query)}`;
    return explainAnswer.parse(await adminRequest(controlSocketPath(stateDir), 'GET', path));
  }
  const settings = await readOfflineSettings(command, manifests);
  const world = await loadOffline(settings);
  const sources = explainSources(world.description, world, { served: false, now: () => systemClock.now() });
  return explainRequest(sources, query);
}

/** The exit code an answer stands for. */
function codeOf({ explanations }: ExplainAnswer): number {
  const verdicts = new Set(explanations.map(({ outcome }) => outcome.verdict));
  if (verdicts.has('served')) return exitCode.ok;
  return verdicts.has('refused') ? exitCode.refused : exitCode.noRoute;
}
