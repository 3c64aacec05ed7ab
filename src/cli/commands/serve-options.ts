import { type Command, Option } from 'commander';
import {
  allowedValues,
  describeDefault,
  type Flags,
  flagName,
  type Setting,
  settingGroups,
} from '../../settings/index.ts';

/** A flag for every setting, under the headings of their groups. Their values are read and judged by `readSettings`. */
export function addServeOptions(command: Command): void {
  for (const { heading, settings } of settingGroups) {
    command.optionsGroup(`${heading}:`);
    for (const [name, setting] of Object.entries(settings)) addSettingOption(command, name, setting);
  }
  command.optionsGroup('Options:');
}

/** The flag of one setting; for a switch, one for each direction. */
export function addSettingOption(command: Command, name: string, setting: Setting): void {
  if (setting.form === 'switch') addSwitch(command, name, setting.default, setting.doc);
  else command.option(`${flagName(name)} ${placeholder(setting)}`, describe(setting));
}

/** The flags that were given: what the command line parser fills in by itself is no one's wish. */
export function givenFlags(command: Command): Flags {
  const given = Object.entries(command.opts<Record<string, unknown>>());
  return Object.fromEntries(given.filter(([name]) => command.getOptionValueSource(name) === 'cli'));
}

/** Both directions, so that a flag can win over the file; the help shows the one that changes the default. */
function addSwitch(command: Command, name: string, standard: boolean, doc: string): void {
  const on = new Option(flagName(name), doc).hideHelp(standard);
  const off = new Option(flagName(name, false), `do not ${doc}`).hideHelp(!standard);
  command.addOption(on).addOption(off);
}

function placeholder({ form, placeholder: name = 'value' }: Setting): string {
  return form === 'list' ? `<${name}...>` : `<${name}>`;
}

function describe(setting: Setting): string {
  const standard = describeDefault(setting);
  const choices = setting.form === 'choice' ? `: ${allowedValues(setting)}` : '';
  return `${setting.doc}${choices} (${standard === '' ? 'required' : `default: ${standard}`})`;
}

/** What the list of flags cannot say. */
export function addConfigurationHelp(command: Command): void {
  command.addHelpText(
    'after',
    `
An address is ADDRESS, ADDRESS=PUBLISHED (what clients use, behind a NAT), or a range FIRST-LAST.
Each flag can also be set by a variable, for example SLUICE_HTTP_PORT, SLUICE_ECHO=true, SLUICE_KEEP_KEYS=false,
and, with commas, SLUICE_INTERNET_ADDRESS; and in the file of settings, there as httpPort, echo, keepKeys,
internetAddress. A flag wins over its variable, and a variable over the file. Every switch has both directions:
--echo and --no-echo.

A dry run reads the manifests once, and a cloud where there is one, and prints a plan. Its exit codes: 0 all would be
served as asked; 5 there are errors; 2 wrong settings; 1 something cannot be read.

Examples:
  $ sluice serve --manifests examples/cafe --echo --state-dir .sluice
  $ sluice serve --manifests manifests --provider alibaba-clb --region cn-hangzhou --cluster-id shop \\
      --vpc-id vpc-bp1example --dry-run`,
  );
}
