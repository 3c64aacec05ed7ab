/** A document of {@link plainYaml}. `line` is where it begins, from 1. */
export interface PlainDocument {
  readonly line: number;
  readonly value: unknown;
}

interface Line {
  readonly number: number;
  indent: number;
  /** True while the item mark of a sequence is still to be read. */
  dash: boolean;
  readonly key: string | undefined;
  /** Empty: the value follows on the next lines, or is null. */
  readonly value: string;
}

const maxDepth = 40;

// A line of the subset: indent, item mark, key, and a value that is quoted without escapes, empty brackets, or plain.
const lineForm =
  /^( *)(- )?(?:([A-Za-z][\w./-]*):(?: +(?=[^ ])|$))?("[^"\\]*"|'[^']*'|\{\}|\[\]|[A-Za-z0-9/_](?:[\w./+=@-]| +(?=[\w./+=@-])|:(?![ ]|$))*|)$/;
const wordLike = /^(?:null|true|false|~)$/i;

/**
 * Reads the part of YAML that nearly all manifests are written in: block maps and sequences of one-line scalars in
 * ASCII. Many times faster than the full parser. Undefined for every text with anything else in it, valid or not:
 * then the full parser has to read it. What it does read, it reads as the full parser does.
 */
export function plainYaml(text: string): PlainDocument[] | undefined {
  const documents: PlainDocument[] = [];
  let lines: Line[] = [];
  let number = 0;
  const endDocument = (): boolean => {
    const [first] = lines;
    if (first === undefined) return true;
    const value = first.indent === 0 ? readLines(lines) : undefined;
    if (value === undefined) return false;
    documents.push({ line: first.number, value });
    lines = [];
    return true;
  };
  for (const content of text.split('\n')) {
    number += 1;
    if (content === '---') {
      if (!endDocument()) return undefined;
    } else if (!isBlank(content)) {
      const line = readLine(content, number);
      if (line === undefined) return undefined;
      lines.push(line);
    }
  }
  return endDocument() ? documents : undefined;
}

function isBlank(text: string): boolean {
  return /^ *(?:#[\x20-\x7e]*)?$/.test(text);
}

function readLine(text: string, number: number): Line | undefined {
  const match = lineForm.exec(text);
  if (match === null) return undefined;
  const [, indent = '', dash, key, value = ''] = match;
  if (!/^[\x20-\x7e]*$/.test(value) || (key !== undefined && wordLike.test(key))) return undefined;
  if (key === undefined && (dash === undefined || value === '')) return undefined;
  return { number, indent: indent.length, dash: dash !== undefined, key, value };
}

/** Thrown, and caught in this file, where a text leaves the subset. */
class BeyondError extends Error {}

function readLines(lines: Line[]): unknown {
  const reading: Reading = { lines, at: 0, depth: 0 };
  try {
    const value = readBlock(reading);
    return reading.at === lines.length ? value : undefined;
  } catch (error) {
    if (error instanceof BeyondError) return undefined;
    throw error;
  }
}

interface Reading {
  readonly lines: readonly Line[];
  at: number;
  depth: number;
}

function readBlock(reading: Reading): unknown {
  const line = reading.lines[reading.at];
  if (line === undefined || reading.depth > maxDepth) throw new BeyondError();
  reading.depth += 1;
  const value = line.dash ? readSequence(line.indent, reading) : readMap(line.indent, reading);
  reading.depth -= 1;
  return value;
}

function readMap(indent: number, reading: Reading): Record<string, unknown> {
  const map: Record<string, unknown> = {};
  let line = reading.lines[reading.at];
  while (line !== undefined && line.indent === indent && !line.dash) {
    if (line.key === undefined || Object.hasOwn(map, line.key)) throw new BeyondError();
    reading.at += 1;
    const next = reading.lines[reading.at];
    if (line.value !== '') map[line.key] = readScalar(line.value);
    else if (next !== undefined && (next.indent > indent || (next.indent === indent && next.dash))) {
      map[line.key] = readBlock(reading);
    } else map[line.key] = null;
    line = reading.lines[reading.at];
  }
  if (line !== undefined && line.indent >= indent) throw new BeyondError();
  return map;
}

function readSequence(indent: number, reading: Reading): unknown[] {
  const items: unknown[] = [];
  let line = reading.lines[reading.at];
  while (line !== undefined && line.indent === indent && line.dash) {
    if (line.key === undefined) {
      items.push(readScalar(line.value));
      reading.at += 1;
    } else {
      // The first key of a map in an item stands where its other keys do: after the mark.
      line.dash = false;
      line.indent += 2;
      items.push(readBlock(reading));
    }
    line = reading.lines[reading.at];
  }
  if (line !== undefined && line.indent > indent) throw new BeyondError();
  return items;
}

function readScalar(text: string): unknown {
  const first = text.charAt(0);
  if (first === '"' || first === "'") return text.slice(1, -1);
  if (first === '{') return {};
  if (first === '[') return [];
  if (first >= '0' && first <= '9') return readNumberLike(text);
  if (!wordLike.test(text)) return text;
  if (text === 'true') return true;
  if (text === 'false') return false;
  if (text === 'null') return null;
  throw new BeyondError();
}

// Whole numbers are read, and IPv4 addresses are text; what else might be a number or not is left to the parser.
function readNumberLike(text: string): unknown {
  if (/^(?:0|[1-9]\d{0,14})$/.test(text)) return Number(text);
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text) || /[g-np-wyzG-Z/ :@=]/.test(text)) return text;
  throw new BeyondError();
}
