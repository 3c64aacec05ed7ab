import type { Command } from 'commander';
import { type ZodType, z } from 'zod';
import { exitCodeRows } from '../../src/cli/exit-code.ts';
import { buildProgram } from '../../src/cli/program.ts';
import {
  certificateRows,
  deletedInstance,
  ingressRows,
  instanceRow,
  instanceRows,
  statusRow,
} from '../../src/cli/wire/wire.ts';
import { checkResult } from '../../src/cli/wire/wire-check.ts';
import { explainAnswer } from '../../src/cli/wire/wire-explain.ts';
import { logRow } from '../../src/cli/wire/wire-log.ts';
import { flagName, settingNames } from '../../src/settings/index.ts';
import { markdownTable } from './markdown-table.ts';
import type { Page } from './page.ts';
import { schemaOutline } from './schema-outline.ts';

/** What `--output json` prints, by command. */
const shapes: ReadonlyMap<string, ZodType> = new Map<string, ZodType>([
  ['sluice status', statusRow],
  ['sluice get ingress', ingressRows],
  ['sluice get certificates', certificateRows],
  ['sluice explain', explainAnswer],
  ['sluice check', checkResult],
  ['sluice logs', logRow],
  ['sluice slb create', instanceRow],
  ['sluice slb list', instanceRows],
  ['sluice slb show', instanceRow],
  ['sluice slb delete', deletedInstance],
]);

/** Their options are the settings, which have a page of their own. */
const settingsCommands: ReadonlySet<string> = new Set(['sluice serve', 'sluice config print']);

const settingFlags: ReadonlySet<string> = new Set(
  settingNames.flatMap((name) => [flagName(name), flagName(name, false)]),
);

/** Every command with its help, what it prints as JSON, and the exit codes. */
export async function commandsPage(): Promise<Page> {
  const program = await buildProgram(() => {});
  const lines = [
    '<!-- Made from src/cli by npm run docs. Do not edit. -->',
    '',
    '# Commands',
    '',
    'Each command says by its exit code how it went, writes what was asked for to standard output and errors to standard',
    'error: what went wrong, and a hint. `--output json` is for machines: fields may be added to it, none is renamed or taken away within',
    'a major version. Tables are cut to the width of the terminal, and whole where the output is no terminal; colours appear on a',
    'terminal only, and not where `NO_COLOR` is set. Characters of names and messages that would steer a terminal are',
    'written as `\\u001b`.',
    '',
    '## Exit codes',
    '',
    ...markdownTable([
      ['Code', 'Meaning'],
      ...exitCodeRows.map(({ code, meaning }) => [String(code), meaning]),
    ]),
    ...leaves(program).flatMap((command) => commandSection(command)),
    '',
  ];
  return { path: 'docs/reference/commands.md', text: lines.join('\n') };
}

/** The commands that do something, in order. */
function leaves(command: Command): readonly Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
}

function commandSection(command: Command): readonly string[] {
  const name = fullName(command);
  const shape = shapes.get(name);
  const settings = settingsCommands.has(name);
  return [
    '',
    `## ${name}`,
    '',
    '```',
    ...helpText(command, settings),
    '```',
    ...(settings ? ['', 'Its other options are the [settings](settings.md).'] : []),
    ...(shape === undefined
      ? []
      : ['', 'As JSON:', '', '```ts', ...schemaOutline(z.toJSONSchema(shape)), '```']),
  ];
}

function fullName(command: Command): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`;
}

function helpText(command: Command, withoutOptions: boolean): readonly string[] {
  const written: string[] = [];
  command.configureOutput({
    writeOut: (text) => void written.push(text),
    getOutHelpWidth: () => 100,
    getOutHasColors: () => false,
  });
  if (withoutOptions) {
    command.configureHelp({
      visibleOptions: ({ options }) => options.filter(({ long }) => !settingFlags.has(long ?? '')),
    });
  }
  command.outputHelp();
  return written.join('').trimEnd().split('\n');
}
