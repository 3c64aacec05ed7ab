import { type Line, printableLine } from './print.ts';

export interface TableOptions {
  /** Columns a line may take; that of the terminal by default, without limit where there is none. */
  readonly width?: number | undefined;
  /** Columns that are shortened only when nothing else is left, by their headers: ids that people copy. */
  readonly whole?: readonly string[];
}

const gap = '  ';
/** A column is not made narrower than this while others can be. */
const leastWidth = 8;
/** Longer cells are cut even where there is no limit: a list of hosts may be endless. */
const mostWidth = 512;

/** Rows under a header, in columns two spaces apart; cells that do not fit end in `…`, and no line is wrapped. */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  options: TableOptions = {},
): readonly string[] {
  const { width = process.stdout.columns, whole = [] } = options;
  const all = [header, ...rows].map((row) => header.map((_, column) => printableLine(row[column] ?? '')));
  const natural = header.map((_, column) =>
    all.reduce((most, row) => Math.max(most, Math.min(mostWidth, lengthOf(row[column] ?? ''))), 0),
  );
  const widths = width === undefined ? natural : fitWidths(header, natural, whole, width);
  return all.map((row) => {
    const cells = row.map((cell, column) => pad(shorten(cell, widths[column] ?? 0), widths[column] ?? 0));
    const line = cells.join(gap).trimEnd();
    return width === undefined ? line : shorten(line, width);
  });
}

/** A text of at most `most` characters; what was cut is shown by `…`. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  if (most < 1) return '';
  const characters = Array.from(text);
  return characters.length <= most ? text : `${characters.slice(0, Math.max(0, most - 1)).join('')}…`;
}

/** The same of a line that may have styles; what is after a line feed is left out. */
export function shortenLine(line: Line, most: number): Line {
  const pieces: Exclude<Line, string>[number][] = [];
  let left = most;
  for (const piece of typeof line === 'string' ? [line] : line) {
    const text = printableLine(typeof piece === 'string' ? piece : piece.text);
    const shown = shorten(text, left);
    pieces.push(typeof piece === 'string' ? shown : { ...piece, text: shown });
    left -= lengthOf(shown);
    if (shown !== text) break;
  }
  return pieces;
}

/** Takes from the widest columns until the line fits: first from those that need not stay whole, then from all. */
function fitWidths(
  header: readonly string[],
  natural: readonly number[],
  whole: readonly string[],
  width: number,
): readonly number[] {
  const available = width - gap.length * (header.length - 1);
  const mayShrink = header.map((name) => !whole.includes(name));
  const once = shrink(natural, mayShrink, available);
  return shrink(
    once,
    header.map(() => true),
    available,
  );
}

function shrink(
  widths: readonly number[],
  mayShrink: readonly boolean[],
  available: number,
): readonly number[] {
  const capped = (cap: number): readonly number[] =>
    widths.map((width, column) => (mayShrink[column] === true ? Math.min(width, cap) : width));
  let cap = Math.max(...widths);
  while (cap > leastWidth && sum(capped(cap)) > available) cap -= 1;
  return capped(cap);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function lengthOf(text: string): number {
  return /^[\x20-\x7e]*$/.test(text) ? text.length : Array.from(text).length;
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - lengthOf(text)));
}
