import type { ParsedValue } from '../annotation.ts';
import { invalid, valid } from '../annotation-values.ts';
import type { HeaderChanges, HeaderField } from '../policies.ts';
import { isFieldName, isFieldValue, isHopField } from './field-rules.ts';

/** Most lines of one annotation, and most entries of a ConfigMap. */
export const mostChanges: number = 64;
/** Most bytes of all names and values together: servers refuse header sections not much larger than this. */
export const mostBytes: number = 8 * 1024;

/** Says why a field may not be changed; undefined when it may. Never shows a value. */
export type FindFault = (name: string) => string | undefined;

// In each line first what to do, then the name; a value may hold colons.
const line = /^(?:(set|add)[ \t]+([^\s:]+)[ \t]*:(.*)|remove[ \t]+([^\s:]+))$/s;

/** A parser of lines `set NAME: VALUE`, `add NAME: VALUE` and `remove NAME`. One bad line makes all invalid. */
export function parseChanges(findFault: FindFault): (text: string) => ParsedValue<HeaderChanges> {
  return (text) => {
    const lines = text.split('\n').flatMap((raw, index) => {
      const trimmed = raw.trim();
      return trimmed === '' ? [] : [{ text: trimmed, number: index + 1 }];
    });
    if (lines.length > mostChanges) return invalid(`it has more than ${mostChanges} lines`);
    if (Buffer.byteLength(text) > mostBytes) return invalid('it is longer than 8 KiB');
    const lists: Lists = { remove: [], set: [], add: [] };
    for (const { text: content, number } of lines) {
      const fault = readLine(content, lists, findFault);
      if (fault !== undefined) return invalid(`line ${number} ${fault}`);
    }
    const present = Object.entries(lists).filter(([, list]) => list.length > 0);
    return valid(Object.fromEntries(present));
  };
}

interface Lists {
  readonly remove: string[];
  readonly set: HeaderField[];
  readonly add: HeaderField[];
}

/** Puts a line where it belongs; answers what is wrong with it. */
function readLine(text: string, { remove, set, add }: Lists, findFault: FindFault): string | undefined {
  const [whole, verb, changed, rest = '', removed] = line.exec(text) ?? [];
  if (whole === undefined) return 'is of another form';
  const name = changed ?? removed ?? '';
  const value = rest.trim();
  const fault = faultOfField(name, value) ?? findFault(name);
  if (fault !== undefined) return fault;
  if (verb === undefined) remove.push(name);
  else if (verb === 'add') add.push({ name, value });
  else {
    const same = name.toLowerCase();
    if (set.some((field) => field.name.toLowerCase() === same)) return `sets ${name} again`;
    set.push({ name, value });
  }
  return undefined;
}

/** What is wrong with a field that annotations are to change; undefined when nothing. Never shows the value. */
export function faultOfField(name: string, value: string): string | undefined {
  if (!isFieldName(name) || name.length > 256) return 'has a name that no header can have';
  if (isHopField(name)) return `names ${name}, which belongs to the connection`;
  return isFieldValue(value)
    ? undefined
    : `has a value for ${name} with characters that a header cannot hold`;
}
