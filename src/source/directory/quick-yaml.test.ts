import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { quickDocuments } from './quick-yaml.ts';

/** What the careful parser makes of a text; undefined where it finds a mistake. */
function careful(text: string): unknown[] | undefined {
  const documents = parseAllDocuments(text, { prettyErrors: false, uniqueKeys: true, logLevel: 'silent' });
  if (!Array.isArray(documents) || documents.some((document) => document.errors.length > 0)) return undefined;
  const values: unknown[] = documents.map((document) => document.toJS());
  return values.filter((value) => value !== null);
}

const odd = [
  'null',
  '~',
  'Null',
  'true',
  'True',
  'TRUE',
  'yes',
  'no',
  'on',
  '0b11',
  '0o17',
  '017',
  '08',
  '1_000',
  '.inf',
  '-.Inf',
  '.nan',
  '1e3',
  '1.',
  '.5',
  '+1',
  '-0',
  '2001-01-01',
  '12:30:45',
  '0x1F',
  '0xg',
  '"a\\x41\\u00e9"',
  "'it''s'",
  '[a, b]',
  '{a: 1, b: [c]}',
  '{a: b, }',
  '[]',
  '{}',
  'a #b',
  'a\n    b',
  '"a\n    b"',
  '=',
  "a'b",
  'a"b',
  '[a: b]',
  '{"a":1}',
  '""',
  '|\n    text\n    more',
  '>-\n    a\n    b',
  '|+\n    a\n\n',
  'http://x/y?z=1',
  '*.foo.com',
  '"*.foo.com"',
  '&a b',
  '!!str 1',
];
const scalar = fc.oneof(
  fc.constantFrom(...odd),
  fc.stringMatching(/^[-+.0-9eExXoObBaAnNfF_:]{1,8}$/),
  fc.stringMatching(/^[a-z][a-z .:#/-]{0,8}[a-z]$/),
);
const keys = ['a', 'b-c', '1', 'true', "'q'", 'a b', 'x/y.z', '"n"'];
const map = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...keys), scalar), {
    selector: ([key]) => key,
    minLength: 1,
    maxLength: 4,
  })
  .map((pairs) => pairs.map(([key, value]) => `${key}: ${value}`).join('\n'));
const item = map.map((text) => `list:\n- ${text.replaceAll('\n', '\n  ')}`);
const manifest = fc
  .array(fc.oneof(map, item, fc.constantFrom('', '# nothing', '\n')), { minLength: 1, maxLength: 3 })
  .map((documents) => documents.join('\n---\n'));

describe('quickDocuments', () => {
  test('gives the values the careful parser gives, or leaves the text to it', () => {
    let quick = 0;
    const runs = 5000;
    fc.assert(
      fc.property(manifest, (text) => {
        const documents = quickDocuments(text);
        if (documents === undefined) return;
        quick += 1;
        expect(documents.map(({ value }) => value)).toEqual(careful(text));
      }),
      { numRuns: runs },
    );
    expect(quick).toBeGreaterThan(runs / 4);
  });

  test.each([
    ['an alias', 'a: &x 1\nb: *x'],
    ['a tag', 'a: !!str 1'],
    ['a merge key', '<<: {a: 1}'],
    ['a tab', 'a:\n\tb: 1'],
    ['a duplicate key', 'a: 1\na: 2'],
    ['a null key', '~: 1'],
    ['a directive', '%YAML 1.1\n---\na: 1'],
    ['an end of document', 'a: 1\n...\nb'],
    ['nesting without end', '['.repeat(100_000)],
    ['a mistake', 'a: [1'],
  ])('leaves %s to the careful parser', (_, text) => {
    expect(quickDocuments(text)).toBeUndefined();
  });

  test('tells on which line the content of each document begins', () => {
    const documents = quickDocuments('# first\n\na: 1\n---\n# second\nb: 2\n---\n---\nc: 3\n');
    expect(documents?.map(({ line }) => line)).toEqual([3, 6, 9]);
  });
});
