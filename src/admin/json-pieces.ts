/** Characters of a piece at least, the last one apart: some tenths of a millisecond of work. */
const pieceLength = 65_536;
/** How deep arrays and records are opened up; what lies deeper is small and written at once. */
const openLevels = 6;

/**
 * The JSON text of a value in pieces, so that whoever writes a large answer can do other work between two of them.
 * Joined, they are what `JSON.stringify(value, undefined, indent)` gives; iterables that are no arrays are written as
 * arrays, and walked only as far as pieces are taken.
 */
export function* jsonPieces(value: unknown, indent = 0): Generator<string, void> {
  const out = { text: '' };
  for (const _ of writeValue(out, value, { indent: ' '.repeat(indent), level: 0 })) {
    yield out.text;
    out.text = '';
  }
  if (out.text !== '') yield out.text;
}

interface Place {
  /** One level of it; empty for text without white space. */
  readonly indent: string;
  readonly level: number;
}

/** Writes to `out`, and stops wherever a piece is full. */
function* writeValue(out: { text: string }, value: unknown, place: Place): Generator<void, void> {
  const items = place.level < openLevels ? openUp(value) : undefined;
  if (items === undefined) {
    out.text += wholeText(value, place);
    return;
  }
  const inner = { ...place, level: place.level + 1 };
  const breakLine = place.indent === '' ? '' : `\n${place.indent.repeat(inner.level)}`;
  let empty = true;
  out.text += items.open;
  for (const [name, item] of items.entries) {
    out.text += `${empty ? '' : ','}${breakLine}`;
    if (name !== undefined) out.text += `${JSON.stringify(name)}:${place.indent === '' ? '' : ' '}`;
    empty = false;
    yield* writeValue(out, item, inner);
    if (out.text.length >= pieceLength) yield;
  }
  if (!empty && place.indent !== '') out.text += `\n${place.indent.repeat(place.level)}`;
  out.text += items.close;
}

interface Opened {
  readonly open: '[' | '{';
  readonly close: ']' | '}';
  /** The name is undefined in an array. */
  readonly entries: Iterable<readonly [name: string | undefined, item: unknown]>;
}

function openUp(value: unknown): Opened | undefined {
  if (typeof value !== 'object' || value === null || 'toJSON' in value) return undefined;
  if (isIterable(value)) return { open: '[', close: ']', entries: unnamed(value) };
  return { open: '{', close: '}', entries: Object.entries(value).filter(([, item]) => isWritten(item)) };
}

function isIterable(value: object): value is Iterable<unknown> {
  return Symbol.iterator in value;
}

function* unnamed(items: Iterable<unknown>): Generator<readonly [undefined, unknown]> {
  for (const item of items) yield [undefined, isWritten(item) ? item : null];
}

/** What JSON has a form for; JSON leaves the rest out of records. */
function isWritten(value: unknown): boolean {
  return value !== undefined && typeof value !== 'function' && typeof value !== 'symbol';
}

function wholeText(value: unknown, { indent, level }: Place): string {
  const text = JSON.stringify(value, undefined, indent) ?? 'null';
  // A line break within JSON text is never part of a string.
  return indent === '' ? text : text.replaceAll('\n', `\n${indent.repeat(level)}`);
}
