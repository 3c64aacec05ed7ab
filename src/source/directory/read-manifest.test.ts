import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { ManifestDocument } from './file-reading.ts';
import { readManifest } from './read-manifest.ts';

function read(text: string): readonly ManifestDocument[] {
  const reading = readManifest(text, 'default');
  return reading.kind === 'documents' ? reading.documents : [];
}

/** The data of the one ConfigMap whose YAML is given. */
function dataOf(yaml: string): unknown {
  const [document] = read(`apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n${yaml}`);
  if (document?.kind === 'object' && document.object.kind === 'ConfigMap') return document.object.data;
  return document?.kind === 'syntax' ? `${document.line}: ${document.message}` : document?.kind;
}

describe('values', () => {
  test.each([
    ['data: {a: "1", b: "x"}', { a: '1', b: 'x' }],
    ['data: {1: x, true: y}', { 1: 'x', true: 'y' }],
    ['base: &b {a: x, b: y}\ndata: {<<: *b, b: z}', { a: 'x', b: 'z' }],
    ['x: &x {a: x}\ny: &y {a: y, b: y}\ndata: {<<: [*x, *y]}', { a: 'x', b: 'y' }],
    ['v: &v text\ndata: {a: *v, b: *v}', { a: 'text', b: 'text' }],
    ['data:\n  a: |\n    one\n    two\n', { a: 'one\ntwo\n' }],
    ['data:\n', {}],
  ])('of %j are read', (yaml, data) => {
    expect(dataOf(yaml)).toEqual(data);
  });

  test.each([
    ['data: {a: x, a: y}', '4: key "a" is there twice (column 14)'],
    ['data: {a: *none}', '4: alias *none has no anchor before it (column 11)'],
    ['data: &d {a: *d}', '4: alias *d has no anchor before it (column 14)'],
    ['data: {[1]: x}', '4: a key must be text (column 8)'],
    ['data: {<<: text}', '4: << must merge an object (column 8)'],
    ['data: {a: "x', '4: Missing closing "quote'],
  ])('of %j are refused', (yaml, message) => {
    expect(dataOf(yaml)).toEqual(expect.stringContaining(message));
  });

  test('keep to YAML 1.2, whatever a directive asks for', () => {
    const [document] = read(
      '%YAML 1.1\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: no}\ndata: {a: 2026-01-01, b: no}\n',
    );
    expect(document).toMatchObject({
      kind: 'object',
      object: { metadata: { name: 'no' }, data: { a: '2026-01-01', b: 'no' } },
    });
  });

  test('do not reach the prototype', () => {
    expect(dataOf('data: {__proto__: x}\n__proto__: {polluted: yes}')).toEqual({});
    expect('polluted' in {}).toBe(false);
  });
});

test('anchors that expand without bound are refused', () => {
  const levels = Array.from({ length: 12 }, (_, index) => {
    const item = index === 0 ? 'x' : `*a${index - 1}`;
    return `a${index}: &a${index} [${Array.from({ length: 10 }, () => item).join(', ')}]`;
  });
  expect(dataOf(levels.join('\n'))).toEqual(expect.stringContaining('holds more than 1000000 values'));
  const kept = ['i: &i {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}'];
  kept.push(`l: &l [${Array.from({ length: 200 }, () => '*i').join(', ')}]`);
  kept.push('kind: List', 'items:', ...Array.from({ length: 200 }, () => '- {kind: List, items: *l}'));
  const documents = read(kept.join('\n'));
  expect(documents).toHaveLength(10_001);
  expect(documents[10_000]).toMatchObject({
    kind: 'syntax',
    message: expect.stringContaining('more than 10000 objects'),
  });
});

test('a document that does not parse leaves the others, each with its line', () => {
  const good = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n';
  const documents = read(`${good}---\nkind: [\n---\n${good}---\n---\n# nothing\n...\n${good}`);
  expect(documents.map(({ kind, line }) => `${kind} ${line}`)).toEqual([
    'object 1',
    'syntax 7',
    'object 8',
    'object 16',
  ]);
});

test.each([
  ['lists', '['.repeat(20_000)],
  ['maps', `a: ${'{a: '.repeat(10_000)}`],
])('%s nested beyond the stack are refused in plain words', (_what, text) => {
  expect(read(text)).toMatchObject([
    { kind: 'syntax', line: 1, message: expect.stringMatching(/^is nested too deeply/) },
  ]);
});

test('what the parser quotes is short', () => {
  expect(dataOf(`data: {a: !${'!'.repeat(1000)} x}`)).toMatch(/^4: .{1,120}$/);
});

test.each([
  ['a block of its own', '{{- if .Values.on }}\napiVersion: v1\n'],
  ['a value', 'apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Values.name }}\n'],
])('a template is told apart from a mistake: %s', (_what, text) => {
  expect(read(text)[0]).toMatchObject({
    kind: 'syntax',
    message: expect.stringContaining('this looks like a template: render it first'),
  });
});

test('a template in a string is told apart from a bad name', () => {
  const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: "{{ .Values.name }}"\ndata: {a: 1}\n';
  expect(read(text)).toMatchObject([
    {
      kind: 'invalid',
      problems: [
        { field: 'data.a', message: expect.not.stringContaining('template') },
        { field: 'metadata.name', message: expect.stringContaining('render it first') },
      ].reverse(),
    },
  ]);
});

test('a field that the API does not have is named with its line', () => {
  const text =
    'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  ports: [{port: 80}]\n  selectr: {a: b}\n';
  expect(read(text)).toMatchObject([
    { kind: 'object', warnings: [{ reason: 'UnknownField', field: 'spec.selectr', line: 6 }] },
  ]);
});

test('problems name the line of the field, also in a list', () => {
  const text =
    'kind: List\nitems:\n- apiVersion: v1\n  kind: Service\n  metadata: {name: a}\n  spec:\n    ports:\n    - port: 80\n    - name: b\n      port: 0\n';
  expect(read(text)).toMatchObject([
    {
      kind: 'invalid',
      line: 3,
      ref: { kind: 'Service', namespace: 'default', name: 'a' },
      problems: [
        { field: 'spec.ports[0].name', line: 8 },
        { field: 'spec.ports[1].port', line: 10 },
      ],
    },
  ]);
});

test('JSON with tabs is good YAML', () => {
  const text = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }, null, '\t');
  expect(read(text)).toMatchObject([{ kind: 'object' }]);
});

test('gives the values the parser itself would give', () => {
  const json = fc.jsonValue({ depthSize: 'small', stringUnit: 'grapheme' });
  fc.assert(
    fc.property(json, (value) => {
      const text = JSON.stringify({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'a' },
        data: { v: JSON.stringify(value) },
      });
      expect(read(text)).toMatchObject([{ object: { data: parse(text).data } }]);
    }),
  );
});

test('no text makes it throw', () => {
  const piece = fc.constantFrom(
    'a',
    ': ',
    '- ',
    '\n',
    '  ',
    '\t',
    '{',
    '}',
    '[',
    ']',
    '&a ',
    '*a',
    '"',
    "'",
    '|',
    '>',
    '---\n',
    '...\n',
    '%',
    '!',
    '#',
    '<<',
    '? ',
    ',',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      expect(readManifest(pieces.join(''), 'default').kind).toBe('documents');
    }),
  );
});
