import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { plainYaml } from './plain-yaml.ts';

/** The documents as the full parser reads them; undefined when it finds an error. */
function fully(text: string): unknown[] | undefined {
  const documents = parseAllDocuments(text, { schema: 'core', logLevel: 'silent' });
  if (!Array.isArray(documents)) return [];
  if (documents.some(({ errors }) => errors.length > 0)) return undefined;
  return documents
    .filter(({ contents }) => contents !== null && contents.range !== null)
    .map((each) => each.toJS())
    .filter((value) => value !== null);
}

const service = `# a Service
apiVersion: v1
kind: Service
metadata:
  name: web
  annotations: {}
  labels:
    app.kubernetes.io/name: web

spec:
  clusterIP: 10.0.0.1
  ports:
  - name: "http"
    port: 80
    targetPort: 8080
  - name: 'a # b'
    port: 443
  selector:
    empty:
  list:
    - a:b
    - x y
    - null
`;

test('reads a common manifest as the full parser does', () => {
  const text = `${service}---\n---\n# nothing\n---\n${service}`;
  const documents = plainYaml(text);
  expect(documents?.map(({ value }) => value)).toEqual(fully(text));
  expect(documents?.map(({ line }) => line)).toEqual([2, 29]);
});

describe('leaves to the full parser', () => {
  test.each([
    'a: &x 1',
    'a: *x',
    'a: !t x',
    'a: |\n  x',
    'a: {b: c}',
    'a: "x\\n"',
    "a: 'it''s'",
    'a: x # y',
    'a:\tb',
    'a: 1.5',
    'a: 0x10',
    'a: 007',
    'a: 1e3',
    'a: True',
    'a: ~',
    'a: é',
    '<<: x',
    '__proto__: x',
    'a: b\n  c',
    'a: b\n  c: d',
    'a: 1\na: 2',
    '- - a',
    '-   a: 1',
    'a',
    '%YAML 1.2',
    '...',
    '--- a',
    'a: x: y',
    'a: x:',
    'true: x',
    'null: x',
    ' a: 1',
    'a:\n   b: 1\n  c: 1',
    'a: x\r',
    'a:\n- b\n  - c',
    '- a\nb: c',
    'a: 12_3',
    'a: 2026-01-01',
  ])('%j', (text) => {
    expect(plainYaml(text)).toBeUndefined();
  });
});

test('whatever it reads, it reads as the full parser does', () => {
  const scalar = fc.constantFrom(
    '',
    'x',
    'a b',
    '"q: #"',
    "'s'",
    '1',
    '0',
    '01',
    '10.0.0.1',
    '1.2',
    '1.2.3',
    '1a',
    '1e3',
    '0x1',
    '0o7',
    '1-2',
    '/p',
    'a:b',
    'a: b',
    'a:',
    'true',
    'True',
    'null',
    '{}',
    '[]',
    '-',
    '- a',
    '# c',
    'x #c',
    '12345678901234567890',
    '.5',
    '_',
    '1_0',
    '9f',
    '1x',
    '1o2',
    '5 m',
    'a  b',
    'a ',
  );
  const line = fc.record({
    indent: fc.integer({ min: 0, max: 6 }),
    dash: fc.constantFrom('', '', '- ', '-  ', '-'),
    key: fc.constantFrom('', 'a: ', 'b: ', 'c:', 'd.e/f: ', 'true: ', 'g:  '),
    scalar,
  });
  const text = fc
    .array(
      fc.oneof(
        {
          weight: 12,
          arbitrary: line.map((each) => `${' '.repeat(each.indent)}${each.dash}${each.key}${each.scalar}`),
        },
        fc.constantFrom('---', '', '  # c'),
      ),
      { maxLength: 7 },
    )
    .map((lines) => lines.join('\n'));
  let read = 0;
  fc.assert(
    fc.property(text, (each) => {
      const documents = plainYaml(each);
      if (documents === undefined) return;
      read += 1;
      expect(documents.map(({ value }) => value)).toEqual(fully(each));
    }),
    { numRuns: 3000 },
  );
  expect(read).toBeGreaterThan(100);
});

test('whatever JSON value is written as block YAML is read back', () => {
  const key = fc.constantFrom('a', 'b', 'name', 'x.y/z', 'c-d');
  const leaf = fc.oneof(
    fc.integer({ min: 0, max: 1e6 }),
    fc.boolean(),
    fc.constantFrom('web', '10.0.0.1', 'a.example', '/tea'),
    fc.constant(null),
  );
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.dictionary(key, tie('value'), { minKeys: 1 }),
      fc.array(fc.oneof(leaf, fc.dictionary(key, leaf, { minKeys: 1 })), { minLength: 1 }),
    ),
  }));
  fc.assert(
    fc.property(fc.dictionary(key, value, { minKeys: 1 }), (each) => {
      expect(plainYaml(write(each, ''))).toEqual([{ line: 1, value: each }]);
    }),
  );
});

function write(value: unknown, indent: string): string {
  if (Array.isArray(value))
    return value.map((item) => `${indent}- ${write(item, `${indent}  `).trimStart()}`).join('');
  if (typeof value !== 'object' || value === null) return `${String(value)}\n`;
  return Object.entries(value)
    .map(([key, item]) => {
      const nested = typeof item === 'object' && item !== null;
      return nested
        ? `${indent}${key}:\n${write(item, `${indent}  `)}`
        : `${indent}${key}: ${String(item)}\n`;
    })
    .join('');
}
