import type { z } from 'zod';

/** One broken rule. `field` is the path as the API writes it (`spec.rules[0].host`); empty for the whole object. */
export interface Problem {
  readonly field: string;
  /** The same, step by step. */
  readonly path: FieldPath;
  readonly message: string;
}

/** Steps from the object to a field. */
export type FieldPath = readonly (string | number)[];

/** Collects the problems of one object. */
export type Fail = (path: FieldPath, message: string) => void;

/** More than this many problems of one object help nobody. */
const maxProblems = 20;

/** A list of problems and the function that adds to it; `count` also counts those left out. */
export function problemList(): { readonly problems: Problem[]; readonly fail: Fail } {
  const problems: Problem[] = [];
  const fail: Fail = (path, message) => {
    if (problems.length < maxProblems) problems.push({ field: formatField(path), path, message });
  };
  return { problems, fail };
}

/** `['spec', 'rules', 0, 'host']` as `spec.rules[0].host`; keys that are no identifiers are put in brackets. */
export function formatField(path: FieldPath): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number' || !/^[A-Za-z_$][\w$-]{0,80}$/.test(step)) text += `[${clip(String(step))}]`;
    else text += text === '' ? step : `.${step}`;
  }
  return text;
}

/** A value as messages quote it: bounded, without control characters. */
export function quote(value: string): string {
  return JSON.stringify(clip(value));
}

function clip(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

/** How shapes are parsed: the input is needed to tell an absent field from a wrong one. */
export const shapeOptions = { reportInput: true } as const;

/** What a schema found wrong, as problems below `at`. */
export function failShape(error: z.ZodError, fail: Fail, at: FieldPath = []): void {
  for (const issue of error.issues) {
    const path = [...at, ...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))];
    fail(path, shapeMessage(issue));
  }
}

const typeNames: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  object: 'an object',
  record: 'an object of strings',
  string: 'a string',
};

function shapeMessage(issue: z.core.$ZodIssue): string {
  if (issue.input === undefined && issue.code !== 'invalid_value') return 'required';
  if (issue.code === 'invalid_type') {
    const wanted = typeNames[issue.expected] ?? issue.expected;
    const scalar = typeof issue.input === 'number' || typeof issue.input === 'boolean';
    return `must be ${wanted}${issue.expected === 'string' && scalar ? '; put it in quotes' : ''}`;
  }
  if (issue.code === 'invalid_union') return 'must be a whole number or a string';
  if (issue.code === 'invalid_value')
    return `${issue.input === undefined ? 'required;' : 'must be'} one of ${issue.values.map(String).join(', ')}`;
  return issue.message;
}
