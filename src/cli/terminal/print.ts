import { styleText } from 'node:util';
import { errorMessage, OperatorError } from '../../base/index.ts';

/** A piece of a line that stands out on a terminal, and is plain text elsewhere. */
export interface Styled {
  readonly text: string;
  readonly style: 'bold' | 'dim' | 'green' | 'red' | 'yellow';
}

/** A line for people: plain, or in pieces of which some stand out. */
export type Line = string | readonly (string | Styled)[];

/**
 * Writes lines for people to standard output. What would steer a terminal is shown instead of done; styles appear on a
 * terminal only, and not where NO_COLOR is set (no-color.org).
 */
export function print(...lines: readonly Line[]): void {
  process.stdout.write(lines.map((line) => `${renderLine(line)}\n`).join(''));
}

/** A line as it is written to standard output. */
export function renderLine(line: Line): string {
  if (typeof line === 'string') return printable(line);
  return line
    .map((piece) =>
      typeof piece === 'string'
        ? printable(piece)
        : styleText(piece.style, printable(piece.text), { stream: process.stdout }),
    )
    .join('');
}

/** Writes a value for machines to standard output: indented JSON, in which nothing steers a terminal either. */
export function printJson(value: unknown): void {
  process.stdout.write(`${printable(JSON.stringify(value, undefined, 2))}\n`);
}

/** A reader of our output that goes away (`sluice serve | head`) must not end a server. */
export function ignoreBrokenPipe(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}

/** Resolves when all that was printed has been taken, or its reader is gone: a pipe holds 64 KiB, and exiting drops the rest. */
export async function flushOutput(): Promise<void> {
  const streams = [process.stdout, process.stderr];
  await Promise.all(
    streams.map((stream) => new Promise<void>((resolve) => stream.write('', () => resolve()))),
  );
}

/** Says on standard error what may not be meant. */
export function printWarning(text: string): void {
  process.stderr.write(`warning: ${printableLine(text)}\n`);
}

/** Says on standard error what went wrong and what to do; a stack only where SLUICE_DEBUG=1 asks for it. */
export function printError(error: unknown): void {
  const lines = [`error: ${errorMessage(error)}`];
  if (error instanceof OperatorError) {
    if (error.hint !== undefined) lines.push(`hint: ${error.hint}`);
  } else {
    lines.push('hint: This may be a bug; SLUICE_DEBUG=1 shows where it happened.');
  }
  const { SLUICE_DEBUG: debug } = process.env;
  if (debug === '1' && error instanceof Error && error.stack !== undefined) {
    lines.push(error.stack);
  }
  process.stderr.write(`${lines.map(printable).join('\n')}\n`);
}

/** Control characters, line separators, and what turns the direction of text: with these, a name steers a terminal. */
const steering = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Text of others (names, paths, messages) must not steer the terminal: what would is written as JSON escapes it, `\u001b`.
 * Line feeds and tabs stay.
 */
export function printable(text: string): string {
  return text.replace(steering, (character) =>
    character === '\n' || character === '\t' ? character : escaped(character),
  );
}

/** The same where a text has one line to itself, so that it cannot pretend to be the next. */
export function printableLine(text: string): string {
  return text.replace(steering, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

const units = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
] as const;

/** An age as kubectl shows it: `42s`, `5m`, `3h`, `12d`. */
export function formatAge(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [unit, size] = units.find(([, length]) => seconds >= length * (length > 1 ? 2 : 1)) ?? ['s', 1];
  return `${Math.floor(seconds / size)}${unit}`;
}

/** `1 Ingress`, `2 Ingresses`: the plural is given where it is not the noun and an s. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}
