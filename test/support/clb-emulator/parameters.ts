import { refuse } from './api-error.ts';
import type { Tags } from './state.ts';

/** What one parameter of an action may be. */
export interface Field {
  readonly required: boolean;
  /** `list`: `Name.1`, `Name.2`…; `tags`: `Name.1.Key` and `Name.1.Value`. */
  readonly shape: 'single' | 'list' | 'tags';
  /** The most elements of a list. */
  readonly most: number;
  readonly check: Check;
}

/** Whether a value that is not empty is one of those allowed. */
export type Check = (value: string) => boolean;

export type ParameterTable = Readonly<Record<string, Field>>;

export const anyText: Check = () => true;

export const matching =
  (pattern: RegExp): Check =>
  (value) =>
    pattern.test(value);

export const oneOf =
  (...values: readonly string[]): Check =>
  (value) =>
    values.includes(value);

export const integer =
  (least: number, most: number): Check =>
  (value) =>
    /^-?\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most;

export const onOff: Check = oneOf('on', 'off');

export function required(check: Check = anyText): Field {
  return { required: true, shape: 'single', most: 1, check };
}

export function optional(check: Check = anyText): Field {
  return { required: false, shape: 'single', most: 1, check };
}

export function list(most: number, options?: { readonly required: boolean }): Field {
  return { required: options?.required ?? false, shape: 'list', most, check: anyText };
}

export const tagList: Field = { required: false, shape: 'tags', most: 20, check: anyText };
export const requiredTagList: Field = { ...tagList, required: true };

/** The parameters of one call, checked against the table of its action. */
export interface Parameters {
  /** Undefined when absent or empty. */
  get(name: string): string | undefined;
  /** One that the table requires, or that the action found to be needed: refused with `MissingParameter` when absent. */
  need(name: string): string;
  number(name: string): number | undefined;
  list(name: string): readonly string[];
  readonly tags: Tags;
}

/**
 * Checks names, presence and values. `anyCase`: names are taken whatever their case, and noted.
 * Throws `MissingParameter`, `InvalidParameter`, and `UnsupportedParameter` for a name the action does not know.
 */
export function readParameters(
  table: ParameterTable,
  raw: ReadonlyMap<string, string>,
  options: { readonly anyCase: boolean; readonly note: (text: string) => void },
): Parameters {
  const lists = new Map<string, string[]>();
  const single = new Map<string, string>();
  const keys = new Map<number, string>();
  const values = new Map<number, string>();
  for (const [givenName, value] of raw) {
    const parts = givenName.split('.');
    const name = canonicalName(table, parts[0] ?? '', options);
    const field = name === undefined ? undefined : table[name];
    if (name === undefined || field === undefined || parts.length !== partCount[field.shape]) {
      refuse(400, 'UnsupportedParameter', `The parameter ${givenName} is not supported.`);
    }
    if (field.shape === 'single') {
      if (value !== '' && !field.check(value)) invalid(name);
      if (value !== '') single.set(name, value);
      continue;
    }
    const index = Number(parts[1]);
    if (!/^[1-9]\d{0,3}$/.test(parts[1] ?? '') || index > field.most) invalid(givenName);
    if (field.shape === 'list') {
      const elements = lists.get(name) ?? [];
      elements[index - 1] = value;
      lists.set(name, elements);
    } else if (parts[2] === 'Key') keys.set(index, value);
    else if (parts[2] === 'Value') values.set(index, value);
    else refuse(400, 'UnsupportedParameter', `The parameter ${givenName} is not supported.`);
  }
  const tags = readTags(keys, values);
  for (const [name, elements] of lists) {
    // A hole: the numbers have to follow each other from 1.
    if (elements.length === 0 || Object.keys(elements).length !== elements.length) invalid(name);
  }
  for (const [name, field] of Object.entries(table)) {
    const present =
      field.shape === 'single' ? single.has(name) : field.shape === 'list' ? lists.has(name) : tags.size > 0;
    if (field.required && !present) missing(name);
  }
  return {
    get: (name) => single.get(name),
    need: (name) => single.get(name) ?? missing(name),
    number: (name) => (single.has(name) ? Number(single.get(name)) : undefined),
    list: (name) => lists.get(name) ?? [],
    tags,
  };
}

const partCount = { single: 1, list: 2, tags: 3 } as const;

function canonicalName(
  table: ParameterTable,
  given: string,
  options: { readonly anyCase: boolean; readonly note: (text: string) => void },
): string | undefined {
  if (Object.hasOwn(table, given)) return given;
  if (!options.anyCase) return undefined;
  const name = Object.keys(table).find((known) => known.toLowerCase() === given.toLowerCase());
  if (name !== undefined) options.note(`${given} is spelled ${name}`);
  return name;
}

function readTags(keys: ReadonlyMap<number, string>, values: ReadonlyMap<number, string>): Tags {
  const tags: Tags = new Map();
  for (const index of values.keys()) if (!keys.has(index)) missing(`Tag.${index}.Key`);
  for (let index = 1; index <= keys.size; index++) {
    const key = keys.get(index);
    const value = values.get(index) ?? '';
    if (key === undefined || !isTagText(key, 64) || key === '' || !isTagText(value, 128) || tags.has(key)) {
      invalid(`Tag.${index}`);
    }
    tags.set(key, value);
  }
  return tags;
}

/** Keys and values alike: no reserved prefix, no address of a page. */
export function isTagText(text: string, most: number): boolean {
  return text.length <= most && !/^(aliyun|acs:)/.test(text) && !/https?:\/\//.test(text);
}

export function missing(name: string): never {
  refuse(
    400,
    'MissingParameter',
    `The input parameter "${name}" that is mandatory for this action is not supplied.`,
  );
}

export function invalid(name: string): never {
  refuse(400, 'InvalidParameter', `The specified value of "${name}" is not valid.`);
}
