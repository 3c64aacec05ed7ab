import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';

const file = join(import.meta.dirname, '../RESULTS.md');

/** One part of the results; `title` tells it from the others. */
export interface Section {
  readonly title: string;
  readonly body: string;
}

/** Puts sections in place of those with the same title, new ones at the end; the others stay as they are. */
export function writeSections(sections: readonly Section[]): void {
  let text = readFileSync(file, 'utf8');
  for (const { title, body } of sections) {
    const begin = text.indexOf(`## ${title}\n`);
    const next = begin < 0 ? -1 : text.indexOf('\n## ', begin);
    const before = begin < 0 ? `${text.trimEnd()}\n\n` : text.slice(0, begin);
    const after = next < 0 ? '' : text.slice(next);
    text = `${before}${formatted({ title, body })}${after}`;
  }
  writeFileSync(file, text);
}

export function formatted({ title, body }: Section): string {
  return `## ${title}\n\n${body.trim()}\n`;
}

/** A table of Markdown; all columns but the first are numbers. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  const rule = `|${head.map((_, column) => (column === 0 ? '---' : '--:')).join('|')}|\n`;
  return `${line(head)}${rule}${rows.map(line).join('')}`;
}

/** The machine and the day. */
export function circumstances(): string {
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${cpus()[0]?.model.trim()}, ${memory} GiB, ${new Date().toISOString().slice(0, 10)}`;
}
