import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonPieces } from './json-pieces.ts';

function joined(value: unknown, indent?: number): string {
  return [...jsonPieces(value, indent)].join('');
}

describe('JSON in pieces', () => {
  test('is what JSON.stringify gives', () => {
    const values = fc.anything({ maxDepth: 9, withSparseArray: false, withNullPrototype: true });
    fc.assert(
      fc.property(values, fc.constantFrom(0, 2), (value, indent) => {
        // Alone, what has no JSON form is written as null, so that an answer is always JSON.
        expect(joined(value, indent)).toBe(JSON.stringify(value, undefined, indent) ?? 'null');
      }),
    );
  });

  test('writes what is walked as it writes it in an array, and no more of it than is taken', () => {
    const walked: number[] = [];
    function* numbers(): Generator<number> {
      for (let number = 0; number < 1_000_000; number += 1) {
        walked.push(number);
        yield number;
      }
    }
    expect(joined({ a: [1, 2].values(), b: new Set().values() })).toBe('{"a":[1,2],"b":[]}');
    const pieces = jsonPieces(numbers());
    pieces.next();
    expect(walked.length).toBeLessThan(50_000);
  });

  test('leaves no piece small but the last', () => {
    const rows = Array.from({ length: 20_000 }, (_, row) => ({ row, text: 'x'.repeat(20) }));
    const pieces = [...jsonPieces({ rows }, 2)];
    expect(pieces.length).toBeGreaterThan(5);
    for (const piece of pieces.slice(0, -1)) expect(piece.length).toBeGreaterThanOrEqual(65_536);
    expect(JSON.parse(pieces.join(''))).toEqual({ rows });
  });

  test('writes dates and what names its own form as JSON does', () => {
    const value = { at: new Date(0), own: { toJSON: () => 'own' } };
    expect(joined(value)).toBe(JSON.stringify(value));
  });
});
