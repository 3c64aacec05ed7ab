import type { FormatName } from './formats.ts';

/** What every entry of the catalogue says. */
interface Described {
  /** True: a change of the file applies to a running server. False: it waits for a restart. */
  readonly hot: boolean;
  /** One phrase, as the help of a command shows it. */
  readonly doc: string;
  /** Whole sentences for the reference page, beyond `doc`. */
  readonly more?: string;
  /** What holds where nothing is said and the entry has no `default`. */
  readonly otherwise?: string;
  /** True: nothing holds where nothing is said; the setting must be given. */
  readonly required?: true;
  /** False: a flag or a variable only. */
  readonly inFile?: false;
  /** True: shown as `***` wherever settings are shown. */
  readonly secret?: true;
  /** What stands for the value in the help: `--http-port <port>`. */
  readonly placeholder?: string;
}

export interface TextSetting extends Described {
  readonly form: 'text';
  readonly format: FormatName;
  readonly default?: string;
  readonly example: string;
}

export interface NumberSetting extends Described {
  readonly form: 'number';
  readonly unit?: string;
  readonly least: number;
  readonly most: number;
  /** False where fractions are allowed. */
  readonly whole: boolean;
  readonly default?: number;
  readonly example: number;
}

export interface SwitchSetting extends Described {
  readonly form: 'switch';
  readonly default: boolean;
  readonly example: boolean;
}

export interface ListSetting extends Described {
  readonly form: 'list';
  /** The format of each item. */
  readonly format: FormatName;
  readonly default?: readonly string[];
  readonly example: readonly string[];
}

export interface ChoiceSetting extends Described {
  readonly form: 'choice';
  readonly choices: readonly string[];
  readonly default?: string;
  readonly example: string;
}

/** One setting: plain data, from which its type, flag, variable, checks and documentation come. */
export type Setting = ChoiceSetting | ListSetting | NumberSetting | SwitchSetting | TextSetting;

/** Settings under one heading of the help and the reference page. */
export interface SettingGroup {
  readonly heading: string;
  readonly settings: Readonly<Record<string, Setting>>;
}

interface FormValues {
  readonly text: string;
  readonly number: number;
  readonly switch: boolean;
  readonly list: readonly string[];
}

/** The type of a setting's value. */
export type ValueOf<Entry extends Setting> = Entry extends { readonly choices: readonly (infer Choice)[] }
  ? Choice
  : FormValues[Exclude<Entry['form'], 'choice'>];

/** The names of the entries that always have a value. */
type PresentIn<Entries> = {
  [Name in keyof Entries]: Entries[Name] extends { default: unknown } | { required: true } ? Name : never;
}[keyof Entries];

/** The values of settings; those that may be absent are optional. */
export type ValuesOf<Entries extends Readonly<Record<keyof Entries, Setting>>> = {
  readonly [Name in PresentIn<Entries>]: ValueOf<Entries[Name]>;
} & {
  readonly [Name in Exclude<keyof Entries, PresentIn<Entries>>]?: ValueOf<Entries[Name]> | undefined;
};
