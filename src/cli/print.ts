import { errorMessage, OperatorError } from '../base/index.ts';

/** Writes lines for people, or JSON, to standard output. */
export function print(...lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${printable(line)}\n`).join(''));
}

/** A reader of our output that goes away (`sluice serve | head`) must not end a server. */
export function ignoreBrokenPipe(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
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

/** Text of others (names, paths, messages) must not steer the terminal: control characters become `?`. */
export function printable(text: string): string {
  return text.replace(/(?![\n\t])[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, '?');
}

/** Rows under a header, in columns two spaces apart. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  return all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
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
