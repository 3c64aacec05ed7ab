import type { Command } from 'commander';
import { adminRequest, controlSocketPath } from '../../admin/index.ts';
import { doubtfulVariables, readSettings } from '../../settings/index.ts';
import { type SettingRow, settingRows, settingRowsSchema } from '../control/setting-rows.ts';
import { defaultStateDirectory } from '../state-path.ts';
import { print, printJson, printWarning } from '../terminal/print.ts';
import { table } from '../terminal/table.ts';
import { example, withOutput } from './command-options.ts';
import { addServeOptions, givenFlags } from './serve-options.ts';

/** `sluice config`. */
export function addConfig(program: Command): void {
  const config = program.command('config').description('show the settings of a server');
  const command = config
    .command('print')
    .description(
      'show each setting, where its value comes from, and whether a running server takes a new one',
    )
    .option('--running', 'ask the running server for the settings in force');
  withOutput(command);
  addServeOptions(command);
  command.action(async (flags: { readonly running?: boolean; readonly output: string }) => {
    const rows = flags.running === true ? await runningRows(command) : await readRows(command);
    if (flags.output === 'json') printJson(rows.map(({ text: _, ...row }) => row));
    else print(...settingTable(rows));
  });
  example(
    command,
    'sluice config print --config /etc/sluice/sluice.yaml',
    'sluice config print --running --output json',
  );
}

/** @throws SettingsError that names everything that is wrong. */
async function readRows(command: Command): Promise<readonly SettingRow[]> {
  const stateDir = defaultStateDirectory(process.env);
  for (const line of doubtfulVariables(process.env)) printWarning(line);
  return settingRows(await readSettings({ flags: givenFlags(command), env: process.env, stateDir }));
}

async function runningRows(command: Command): Promise<readonly SettingRow[]> {
  const { stateDir } = givenFlags(command);
  const socket = controlSocketPath(
    typeof stateDir === 'string' ? stateDir : defaultStateDirectory(process.env),
  );
  return settingRowsSchema.parse(await adminRequest(socket, 'GET', '/v1/settings'));
}

function settingTable(rows: readonly SettingRow[]): readonly string[] {
  return table(
    ['SETTING', 'VALUE', 'FROM', 'CHANGE'],
    rows.map(({ name, text, unit, origin, change, waiting }) => [
      name,
      unit === undefined || text === '' ? text : `${text} ${unit}`,
      origin,
      waiting ? `${change} (another value waits)` : change,
    ]),
  );
}
