import { Composer, isMap, isScalar, isSeq, LineCounter, Parser } from 'yaml';
import type { FieldPath } from '../../kubernetes/types/index.ts';
import { fieldOffset } from './field-offset.ts';
import { offsetOf } from './plain-value.ts';
import { readText } from './read-text.ts';

/** A field of the object that begins at a line. */
export interface FieldOfObject {
  /** From 1, as the source gives it. */
  readonly line: number;
  /** For example `spec.rules[0].host` or `metadata.annotations[sluice.dev/rewrite-target]`. */
  readonly field: string;
}

/** The line (from 1) of each field, or of the nearest thing around it; that of the object where the file has changed. Never throws. */
export function fieldLines(file: string, wanted: readonly FieldOfObject[]): readonly number[] {
  const unchanged = wanted.map(({ line }) => line);
  const read = readText(file);
  if (read.kind !== 'text') return unchanged;
  try {
    const lines = new LineCounter();
    const roots = objectsByLine(read.text, lines);
    return wanted.map(({ line, field }) => {
      const root = roots.get(line);
      return root === undefined ? line : lineAt(lines, fieldOffset(root, stepsOf(field)));
    });
  } catch {
    return unchanged;
  }
}

function objectsByLine(text: string, lines: LineCounter): ReadonlyMap<number, unknown> {
  const composer = new Composer({
    schema: 'core',
    prettyErrors: false,
    uniqueKeys: false,
    logLevel: 'silent',
  });
  const roots = new Map<number, unknown>();
  for (const document of composer.compose(new Parser(lines.addNewLine).parse(text), false, text.length)) {
    const open: unknown[] = [document.contents];
    while (open.length > 0) {
      const node = open.shift();
      const line = lineAt(lines, offsetOf(node));
      if (!roots.has(line) || itemsOf(node) === undefined) roots.set(line, node);
      open.push(...(itemsOf(node) ?? []));
    }
  }
  return roots;
}

/** The nodes in `items`, where it is a list of objects. */
function itemsOf(node: unknown): readonly unknown[] | undefined {
  if (!isMap(node)) return undefined;
  const items = node.items.find(({ key }) => isScalar(key) && key.value === 'items')?.value;
  return isSeq(items) ? items.items : undefined;
}

function lineAt(lines: LineCounter, offset: number): number {
  return Math.max(1, lines.linePos(offset).line);
}

function stepsOf(field: string): FieldPath {
  return [...field.matchAll(/\[([^\]]*)\]|([^.[\]]+)/g)].map(([, index, name]) => {
    if (index === undefined) return name ?? '';
    return /^\d{1,7}$/.test(index) ? Number(index) : index;
  });
}
