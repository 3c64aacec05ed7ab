import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { reasons } from '../src/model/index.ts';

const root: string = join(import.meta.dirname, '..');
const guides: string = join(root, 'docs', 'guides');
const troubleshooting: string = readFileSync(join(guides, 'troubleshooting.md'), 'utf8');

/** The text below each heading of the third level. */
const entries: ReadonlyMap<string, string> = new Map(
  troubleshooting
    .split(/^### /m)
    .slice(1)
    .map((entry) => [
      entry.slice(0, entry.indexOf('\n')),
      entry.slice(entry.indexOf('\n')).split(/^## /m)[0]?.trim() ?? '',
    ]),
);

describe('the guide to troubleshooting', () => {
  test.each(Object.entries(reasons))('says more of %s than its hint', (reason, { hint }) => {
    expect(entries.get(reason)?.length ?? 0).toBeGreaterThan(hint.length);
  });

  test('has no entry for a code that does not exist', () => {
    const codes = [...entries.keys()].filter((heading) => /^[A-Z][A-Za-z]+$/.test(heading));
    expect(codes.filter((code) => !Object.hasOwn(reasons, code))).toEqual([]);
  });

  test('has its entries in the order of the catalogue', () => {
    const codes = [...entries.keys()].filter((heading) => Object.hasOwn(reasons, heading));
    expect(codes).toEqual(Object.keys(reasons));
  });
});

describe.each(readdirSync(guides).filter((file) => file.endsWith('.md')))(
  'the links of guides/%s',
  (file) => {
    const text = readFileSync(join(guides, file), 'utf8');
    const links = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, target]) => target ?? '');

    test('lead to pages that exist', () => {
      const missing = links.filter(
        (link) => !/^https?:/.test(link) && !existsSync(join(dirname(join(guides, file)), link)),
      );
      expect(missing).toEqual([]);
    });
  },
);
