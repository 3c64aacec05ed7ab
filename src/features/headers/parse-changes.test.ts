import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HeaderChanges } from '../policies.ts';
import { parseChanges } from './parse-changes.ts';

function parse(text: string): HeaderChanges | string {
  const parsed = parseChanges((name) => (name === 'X-Ours' ? `names ${name}` : undefined))(text);
  return parsed.kind === 'value' ? parsed.value : (parsed.why ?? '');
}

describe('lines of header changes', () => {
  test('set, add and remove, in the order of each kind', () => {
    expect(parse('set A: 1\n\n  add  B :  x: y \nremove C\r\nadd b:\nset D:2')).toEqual({
      remove: ['C'],
      set: [
        { name: 'A', value: '1' },
        { name: 'D', value: '2' },
      ],
      add: [
        { name: 'B', value: 'x: y' },
        { name: 'b', value: '' },
      ],
    });
  });

  test.each([
    ['A: 1', 'line 1 is of another form'],
    ['set A 1', 'line 1 is of another form'],
    ['remove A: 1', 'line 1 is of another form'],
    ['set A: 1\nremove', 'line 2 is of another form'],
    ['set A(b): 1', 'line 1 has a name that no header can have'],
    ['set Ä: 1', 'line 1 has a name that no header can have'],
    ['set A: 1\nset a: 2', 'line 2 sets a again'],
    ['remove Transfer-Encoding', 'line 1 names Transfer-Encoding, which belongs to the connection'],
    ['add HOST: x', 'line 1 names HOST, which belongs to the connection'],
    ['set X-Ours: x', 'line 1 names X-Ours'],
    ['set A: secret\u0000', 'line 1 has a value for A with characters that a header cannot hold'],
    ['set A: \u20ac', 'line 1 has a value for A with characters that a header cannot hold'],
    ['set A: b\rX: y', 'line 1 has a value for A with characters that a header cannot hold'],
  ])('%j is invalid, and no value is shown', (text, why) => {
    expect(parse(text)).toBe(why);
  });

  test('are bounded in number and size', () => {
    const lines = (count: number) => Array.from({ length: count }, (_, i) => `remove X-${i}`).join('\n');
    expect(parse(lines(64))).toHaveProperty('remove.length', 64);
    expect(parse(lines(65))).toBe('it has more than 64 lines');
    expect(parse(`set A: ${'x'.repeat(8200)}`)).toBe('it is longer than 8 KiB');
  });

  test('are read as they were written', () => {
    const name = fc.stringMatching(/^[A-Za-z][\w!#$%&'*+.^`|~-]{0,20}$/).map((text) => `Q-${text}`);
    const value = fc.stringMatching(/^(?:[!-~](?:[ -~]{0,20}[!-~])?)?$/);
    const fields = fc.uniqueArray(fc.record({ name, value }), {
      selector: (field) => field.name.toLowerCase(),
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(fields, (set) => {
        const text = set.map((field) => `set ${field.name}: ${field.value}`).join('\n');
        expect(parse(text)).toEqual({ set });
      }),
    );
  });
});
