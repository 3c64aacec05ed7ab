import { constants, open } from 'node:fs/promises';
import { type Document, isMap, isNode, isScalar, LineCounter, type Pair, parseDocument } from 'yaml';
import { errorMessage, systemErrorCode } from '../base/index.ts';
import { isSettingName, settings } from './catalogue.ts';
import { flagName } from './names.ts';
import { nearest } from './nearest.ts';
import type { Origin, SettingProblem } from './origin.ts';
import { allowedValues, isAllowed } from './setting-value.ts';

const mostBytes = 256 * 1024;
const mostAliases = 100;

/** A value that stands in the file, and where. */
export interface FileEntry {
  readonly value: unknown;
  readonly origin: Origin;
}

/** What a file of settings says: the entries that are good, and what is wrong with the others. */
export interface FileSettings {
  readonly entries: ReadonlyMap<string, FileEntry>;
  readonly problems: readonly SettingProblem[];
}

/** The text of a file, or why it cannot be had. */
export type FileText = { readonly text: string } | { readonly failure: string };

/** Reads a file of settings, 256 KiB at most. Never rejects. */
export async function readSettingsText(file: string): Promise<FileText> {
  try {
    // What is no file must not be waited for (a pipe without a writer).
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      if (!(await handle.stat()).isFile()) return { failure: `${file} is not a file` };
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(mostBytes + 1), 0, mostBytes + 1, 0);
      if (bytesRead > mostBytes) return { failure: `${file} is larger than ${mostBytes / 1024} KiB` };
      return { text: buffer.toString('utf8', 0, bytesRead) };
    } finally {
      await handle.close();
    }
  } catch (error) {
    return { failure: `${file} cannot be read (${systemErrorCode(error) ?? errorMessage(error)})` };
  }
}

/** Reads the text of a file of settings: YAML, one document, a map from names to values. */
export function parseSettingsFile(file: string, text: string): FileSettings {
  const lines = new LineCounter();
  const entries = new Map<string, FileEntry>();
  const problems: SettingProblem[] = [];
  const place = (offset: number): Origin => {
    const { line, col } = lines.linePos(offset);
    return at(file, Math.max(1, line), Math.max(1, col));
  };
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: '1.2' });
    for (const { code, message, pos } of document.errors) {
      problems.push({ setting: '', origin: place(pos[0]), message: syntaxMessage(code, message) });
    }
    const { contents } = document;
    if (isMap(contents)) {
      for (const pair of contents.items) {
        const name = nameOf(pair);
        const origin = place(isNode(pair.key) ? (pair.key.range?.[0] ?? 0) : 0);
        const read = readValue(pair, document);
        const problem = 'message' in read ? read : judge(name, read.value);
        if (problem !== undefined) problems.push({ setting: name, origin, ...problem });
        else if ('value' in read && read.value !== null) entries.set(name, { value: read.value, origin });
      }
    } else if (!isNothing(contents)) {
      const message = 'expected a map of settings, one NAME: VALUE a line';
      problems.push({ setting: '', origin: place(contents?.range?.[0] ?? 0), message });
    }
  } catch (error) {
    // What the parser itself cannot take, for example nesting beyond all measure.
    problems.push({
      setting: '',
      origin: at(file, 1, 1),
      message: `it cannot be read: ${errorMessage(error)}`,
    });
  }
  return { entries, problems: problems.sort((a, b) => lineOf(a) - lineOf(b)) };
}

function judge(name: string, value: unknown): Pick<SettingProblem, 'message' | 'hint'> | undefined {
  if (!isSettingName(name)) {
    const meant = nearest(name, Object.keys(settings));
    const message = `there is no such setting${meant === undefined ? '' : `; did you mean ${meant}?`}`;
    return { message, hint: 'sluice serve --help lists all settings; in the file, --http-port is httpPort.' };
  }
  const setting = settings[name];
  if (setting.inFile === false) return { message: `it cannot stand in the file; use ${flagName(name)}` };
  if (value === null || isAllowed(setting, value)) return undefined;
  return { message: `expected ${allowedValues(setting)}` };
}

function nameOf({ key }: Pair): string {
  return isScalar(key) ? String(key.value) : '(a key that is no name)';
}

/** A value as plain data, null where there is none; or why it is none. */
function readValue({ value }: Pair, document: Document): { value: unknown } | { message: string } {
  if (!isNode(value)) return { value: null };
  try {
    return { value: value.toJS(document, { maxAliasCount: mostAliases }) };
  } catch (error) {
    // An alias of nothing, or too many of them.
    return { message: errorMessage(error) };
  }
}

function isNothing(contents: unknown): boolean {
  return contents === null || (isScalar(contents) && contents.value === null);
}

function lineOf({ origin }: SettingProblem): number {
  return origin.kind === 'file' ? origin.line : 0;
}

function at(file: string, line: number, column: number): Origin {
  return { kind: 'file', file, line, column };
}

/** Messages of the parser, where ours say more. */
function syntaxMessage(code: string, message: string): string {
  switch (code) {
    case 'DUPLICATE_KEY':
      return 'this setting stands twice in the file';
    case 'MULTIPLE_DOCS':
      return 'expected one document only';
    default:
      return message.replace(/[.:]$/, '');
  }
}
