import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const last = 131;

interface Row {
  readonly rule: number;
  readonly does: string;
  readonly tests: string;
  readonly why: string;
}

function readRows(): readonly Row[] {
  const page = readFileSync(join(root, 'docs/reference/http-rules.md'), 'utf8');
  return page.split('\n').flatMap((line) => {
    const [, rule = '', does = '', tests = '', why = ''] = line.split(/ *\| */);
    return /^\d+$/.test(rule) ? [{ rule: Number(rule), does, tests: tests.replaceAll('`', ''), why }] : [];
  });
}

/** The numbers that begin the title of a test. */
function readTested(): ReadonlySet<number> {
  const files = globSync(`${import.meta.dirname}/*.test.ts`);
  const titles = files.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/['"`]rule (\d+): /g)]);
  return new Set(titles.map((title) => Number(title[1])));
}

const rows = readRows();
const tested = readTested();

describe('docs/reference/http-rules.md', () => {
  test('has each rule once, in order', () => {
    expect(rows.map(({ rule }) => rule)).toEqual(Array.from({ length: last }, (_, i) => i + 1));
  });

  test('says of each what is done', () => {
    expect(rows.filter(({ does }) => does === '')).toEqual([]);
  });

  test('has a test for each rule, or says why there is none', () => {
    const missing = rows.filter(({ rule, tests, why }) => {
      if (tests === 'test/rules') return !tested.has(rule);
      return tests === '' ? why === '' : !existsSync(join(root, tests));
    });
    expect(missing).toEqual([]);
  });
});
