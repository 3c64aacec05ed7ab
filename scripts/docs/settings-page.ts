import {
  allowedValues,
  describeDefault,
  describeValue,
  flagName,
  type Setting,
  settingGroups,
  variableName,
} from '../../src/settings/index.ts';
import { markdownTable } from './markdown-table.ts';
import type { Page } from './page.ts';

const types: Readonly<Record<Setting['form'], string>> = {
  text: 'text',
  number: 'number',
  switch: 'true or false',
  list: 'list of texts',
  choice: 'one of a few words',
};

/** Every setting of `sluice serve`, group by group. */
export function settingsPage(): Page {
  const lines = [
    '<!-- Made from src/settings/catalogue/ by npm run docs. Do not edit. -->',
    '',
    '# Settings',
    '',
    'Each setting has a name in the file of settings, a flag of `sluice serve` and a variable. A flag wins over its variable,',
    'that over the file, and that over the default. Hot: a change of the file applies to a running server, without a dropped',
    'request. Restart: it waits for the next start. See the [guide](../guides/settings.md).',
    ...settingGroups.flatMap(({ heading, settings }) => [
      '',
      `## ${heading}`,
      '',
      ...overview(settings),
      ...details(settings),
    ]),
    '',
  ];
  return { path: 'docs/reference/settings.md', text: lines.join('\n') };
}

function overview(settings: Readonly<Record<string, Setting>>): readonly string[] {
  const rows = Object.entries(settings).map(([name, setting]) => [
    `[\`${name}\`](#${name.toLowerCase()})`,
    sentence(setting.doc),
    withUnit(setting, describeDefault(setting)) || 'required',
    setting.hot ? 'hot' : 'restart',
  ]);
  return markdownTable([['Setting', 'What it is', 'Default', 'Change'], ...rows]);
}

function details(settings: Readonly<Record<string, Setting>>): readonly string[] {
  return Object.entries(settings).flatMap(([name, setting]) => [
    '',
    `### ${name}`,
    '',
    [sentence(setting.doc), ...(setting.more === undefined ? [] : [setting.more])].join(' '),
    '',
    ...markdownTable([
      ['Type', 'Allowed', 'Flag', 'Variable'],
      [
        types[setting.form],
        sentence(allowedValues(setting)),
        `\`${flagText(name, setting)}\``,
        `\`${variableName(name)}\``,
      ],
    ]),
    '',
    '```yaml',
    setting.inFile === false
      ? `# ${flagName(name)} ${describeValue(setting, setting.example)}`
      : `${name}: ${yaml(setting)}`,
    '```',
  ]);
}

function flagText(name: string, { form, default: standard, placeholder = 'value' }: Setting): string {
  if (form === 'switch') return flagName(name, standard !== true);
  return `${flagName(name)} <${placeholder}${form === 'list' ? '...' : ''}>`;
}

function withUnit(setting: Setting, text: string): string {
  const unit = setting.form === 'number' && setting.default !== undefined ? setting.unit : undefined;
  return unit === undefined ? text : `${text} ${unit}`;
}

function yaml({ example }: Setting): string {
  return Array.isArray(example) ? `[${example.join(', ')}]` : String(example);
}

function sentence(phrase: string): string {
  return `${phrase.charAt(0).toUpperCase()}${phrase.slice(1)}.`;
}
