import type { NamedObject, ParsedValue } from './annotation.ts';

/** Wraps a value. */
export function valid<T>(value: T): ParsedValue<T> {
  return { kind: 'value', value };
}

/** Says that there is none; `why` where the allowed form does not tell enough. */
export function invalid(why?: string): ParsedValue<never> {
  return why === undefined ? { kind: 'invalid' } : { kind: 'invalid', why };
}

/** The form of {@link parseBoolean}. */
export const booleanForm = '"true" or "false"';

const trueWords = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);
const falseWords = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False']);

/** The words that ingress-nginx takes, those of Go's ParseBool. */
export function parseBoolean(text: string): ParsedValue<boolean> {
  return trueWords.has(text) ? valid(true) : falseWords.has(text) ? valid(false) : invalid();
}

/** A parser of one of a few words. */
export function parseOneOf<T extends string | number>(
  ...words: readonly T[]
): (text: string) => ParsedValue<T> {
  return (text) => {
    const found = words.find((word) => String(word) === text);
    return found === undefined ? invalid() : valid(found);
  };
}

const durationForm = /^(?:(\d{1,9})h)?(?:(\d{1,9})m(?!s))?(?:(\d{1,9})s)?(?:(\d{1,9})ms)?$/;

/** A parser of durations such as `1m30s`, `500ms` or a plain number of seconds; the value is in milliseconds, from 1 to `most`. */
export function parseDuration(most: number): (text: string) => ParsedValue<number> {
  return (text) => {
    const [, hours = 0, minutes = 0, seconds = 0, rest = 0] = durationForm.exec(
      /^\d{1,9}$/.test(text) ? `${text}s` : text,
    ) ?? [''];
    const milliseconds =
      ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(rest);
    return milliseconds >= 1 && milliseconds <= most ? valid(milliseconds) : invalid();
  };
}

/** A parser of whole seconds, as ingress-nginx has them; the value is in milliseconds, what is more than `most` counts as `most`. */
export function parseSeconds(most: number): (text: string) => ParsedValue<number> {
  return (text) => {
    if (/^\d+\s*[a-z]+$/i.test(text)) return invalid('there is no unit');
    if (!/^\+?\d+$/.test(text)) return invalid();
    const milliseconds = Number(text) * 1000;
    return milliseconds >= 1000 ? valid(Math.min(milliseconds, most)) : invalid();
  };
}

const objectName = /^[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?$/;

/** `name` or `namespace/name`. Whether the namespace is allowed is for the reader to say. */
export function parseNamedObject(text: string): ParsedValue<NamedObject> {
  const [first = '', second, ...rest] = text.split('/');
  if (rest.length > 0 || !objectName.test(first)) return invalid();
  if (second === undefined) return valid({ name: first });
  return objectName.test(second) ? valid({ namespace: first, name: second }) : invalid();
}
