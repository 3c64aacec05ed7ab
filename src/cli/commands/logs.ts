import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { type Command, Option } from 'commander';
import { adminLines, adminRequest, controlSocketPath } from '../../admin/index.ts';
import { errorMessage, nearestName, OperatorError } from '../../base/index.ts';
import { reasons } from '../../model/index.ts';
import { UsageError } from '../exit-code.ts';
import { type FilterTexts, filterNames, type LogFilter, passes, readLogFilter } from '../log-filter.ts';
import { print } from '../terminal/print.ts';
import { droppedLines, logRows, parseJson, parseLogLine } from '../wire/wire-log.ts';
import { example, withServer } from './command-options.ts';
import { rowLine } from './log-text.ts';

interface LogsFlags extends FilterTexts {
  readonly follow?: boolean;
  readonly file?: string;
  readonly output?: 'json' | 'table';
  readonly stateDir: string;
}

/** `sluice logs`. */
export function addLogs(program: Command): void {
  const logs = program
    .command('logs')
    .description('show the requests that failed lately, or follow all requests as they end')
    .option('-f, --follow', 'follow all requests, whatever the access log holds, until Ctrl-C')
    .option('--file <file>', 'filter a file of JSON lines instead, or with - standard input')
    .option('--host <host>', 'only requests for this host')
    .option('--ingress <namespace/name>', 'only requests that this Ingress took')
    .option('--status <status>', 'only answers with this status: 404, 5xx or 500-599')
    .option('--reason <code>', 'only answers of our own with this reason code')
    .option('--method <method>', 'only requests with this method')
    .addOption(
      new Option('-o, --output <format>', 'table or json (default: table on a terminal, else json)').choices([
        'table',
        'json',
      ]),
    )
    .action(showLogs);
  withServer(logs);
  example(
    logs,
    'sluice logs',
    'sluice logs -f --host shop.example.com --status 5xx',
    'sluice logs -f --ingress shop/web --output json | jq .durationMs',
    'sluice logs --file /var/log/sluice/access.log --reason NoReadyEndpoints',
  );
}

async function showLogs(flags: LogsFlags): Promise<void> {
  const filter = filterOf(flags);
  const show = output(flags);
  if (flags.file !== undefined) {
    if (flags.follow === true) throw new UsageError('--follow and --file exclude each other.', 'Give one.');
    await showFile(flags.file, filter, show);
  } else if (flags.follow === true) await follow(flags, show);
  else await showErrors(flags, show);
}

type Show = (line: string) => void;

function output({ output: format }: LogsFlags): Show {
  if (format === 'json' || (format === undefined && !process.stdout.isTTY)) return (line) => print(line);
  return (line) => {
    const row = parseLogLine(line);
    if (row !== undefined) print(rowLine(row));
  };
}

function filterOf(flags: LogsFlags): LogFilter {
  const filter = readLogFilter(flags);
  if ('allowed' in filter) {
    throw new UsageError(`--${filter.name}: "${filter.text}" cannot be read.`, `Write ${filter.allowed}.`);
  }
  const { reason } = filter;
  if (reason !== undefined && !Object.hasOwn(reasons, reason)) {
    const near = nearestName(reason, Object.keys(reasons));
    throw new UsageError(
      `--reason: "${reason}" is not a reason code.`,
      near === undefined ? 'docs/reference/reasons.md has all of them.' : `Did you mean ${near}?`,
    );
  }
  return filter;
}

/** Oldest first, as logs are. */
async function showErrors(flags: LogsFlags, show: Show): Promise<void> {
  const path = `/v1/errors?${queryOf(flags)}`;
  const rows = logRows.parse(await adminRequest(controlSocketPath(flags.stateDir), 'GET', path));
  for (const row of rows.toReversed()) show(JSON.stringify(row));
  if (rows.length === 0 && process.stdout.isTTY) print('No such request failed lately.');
}

async function follow(flags: LogsFlags, show: Show): Promise<void> {
  const ended = new AbortController();
  const end = (): void => ended.abort();
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  // Whoever read our output has seen enough.
  process.stdout.once('error', end);
  const path = `/v1/logs?${queryOf(flags)}`;
  for await (const line of adminLines(controlSocketPath(flags.stateDir), path, ended.signal)) {
    const dropped = droppedLines.safeParse(parseJson(line)).data?.dropped;
    if (dropped === undefined) show(line);
    else process.stderr.write(`${dropped} lines came too fast and were left out\n`);
  }
}

function queryOf(flags: LogsFlags): URLSearchParams {
  const query = new URLSearchParams();
  for (const name of filterNames) {
    const text = flags[name];
    if (text !== undefined) query.set(name, text);
  }
  return query;
}

async function showFile(file: string, filter: LogFilter, show: Show): Promise<void> {
  const input = file === '-' ? process.stdin : createReadStream(file);
  const failed = new Promise<never>((_, reject) => {
    input.once('error', (error: unknown) => reject(unreadable(file, error)));
  });
  let number = 0;
  let rows = 0;
  const read = async (): Promise<void> => {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      number += 1;
      const row = parseLogLine(line);
      if (row !== undefined) {
        rows += 1;
        if (passes(filter, row)) show(line);
      } else if (rows === 0 && line.trim() !== '') throw notJson(file, number);
    }
  };
  await Promise.race([read(), failed]);
}

function unreadable(file: string, error: unknown): OperatorError {
  return new OperatorError('FileUnreadable', `${file} cannot be read: ${errorMessage(error)}.`, {
    hint: 'Check the path, and that this user may read it.',
    cause: error,
  });
}

function notJson(file: string, line: number): OperatorError {
  return new OperatorError(
    'NotJsonLines',
    `Line ${line} of ${file === '-' ? 'standard input' : file} is no line of the access log in its json form.`,
    {
      hint: 'Only the json form can be filtered; lines of the combined form have neither Ingress nor reason.',
    },
  );
}
