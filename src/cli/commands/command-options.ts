import { type Command, Option } from 'commander';
import { UsageError } from '../exit-code.ts';
import { addOfflineOptions } from '../offline/offline-options.ts';
import { defaultStateDirectory } from '../state-path.ts';

/** Tells `runProgram` the exit code of a command that did what it was asked; without a call it is 0. */
export type SetCode = (code: number) => void;

/** What each command that shows something is told: the server it asks, and how it answers. */
export interface TargetFlags {
  readonly stateDir: string;
  readonly output: string;
}

/** Adds an example to a command's help. Every command has one. */
export function example(command: Command, ...lines: readonly string[]): void {
  const title = lines.length === 1 ? 'Example' : 'Examples';
  command.addHelpText('after', `\n${title}:\n${lines.map((line) => `  $ ${line}`).join('\n')}`);
}

/** Adds the options that say which server to ask and in which form to answer. */
export function withTarget(command: Command): Command {
  return withOutput(withServer(command));
}

/** Adds the option that says which server to ask. */
export function withServer(command: Command): Command {
  const standard = defaultStateDirectory(process.env);
  const option = new Option('--state-dir <directory>', 'state directory of the server');
  // The page of commands is the same for every user.
  return command.addOption(option.default(standard, "the user's, as for sluice serve"));
}

/** Adds the options that ask a directory of manifests, with the settings that matter there, instead of a server. */
export function withManifests(command: Command): Command {
  command.option('--manifests <directory>', 'look at a folder of manifests instead of a running server');
  addOfflineOptions(command);
  return command;
}

/** Adds `--output`, for the first of the formats where it is not given. */
export function withOutput(command: Command, formats: readonly string[] = ['table', 'json']): Command {
  const [standard = 'table'] = formats;
  const allowed = `${formats.slice(0, -1).join(', ')} or ${formats.at(-1) ?? standard}`;
  const parse = (text: string): string => {
    if (formats.includes(text)) return text;
    throw new UsageError(`--output: "${text}" is not a format.`, `Write ${allowed}.`);
  };
  return command.option('-o, --output <format>', allowed, parse, standard);
}
