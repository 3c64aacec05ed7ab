import { describe, expect, test } from 'vitest';
import { beginTrace, traceIdOf } from './trace-context.ts';

const id = '0af7651916cd43dd8448eb211c80319c';
const span = 'b7ad6b7169203331';

describe('the trace of a request', () => {
  test('is that of its traceparent, in any spelling of the name', () => {
    expect(traceIdOf(['A', 'b', 'TraceParent', `00-${id}-${span}-00`])).toBe(id);
  });

  test.each([
    ['another version', `01-${id}-${span}-01`],
    ['upper case', `00-${id.toUpperCase()}-${span}-01`],
    ['a trace id of zeros', `00-${'0'.repeat(32)}-${span}-01`],
    ['a span id of zeros', `00-${id}-${'0'.repeat(16)}-01`],
    ['more than there is in this version', `00-${id}-${span}-01-more`],
    ['a digit too few', `00-${id.slice(1)}-${span}-01`],
    ['nothing', ''],
  ])('is none with %s', (_what, value) => {
    expect(traceIdOf(['traceparent', value])).toBeUndefined();
  });

  test('is none with two of them, or without one', () => {
    const field = ['traceparent', `00-${id}-${span}-01`];
    expect(traceIdOf([...field, ...field])).toBeUndefined();
    expect(traceIdOf(['A', 'b'])).toBeUndefined();
  });
});

describe('a trace that begins', () => {
  test('takes the place of what there was, and leaves the rest in order', () => {
    const headers = ['A', '1', 'TraceState', 'x', 'B', '2', 'traceparent', 'y', 'traceparent', 'z'];
    const begun = beginTrace(headers);
    expect(headers.slice(0, 4)).toEqual(['A', '1', 'B', '2']);
    expect(headers).toHaveLength(6);
    expect(traceIdOf(headers)).toBe(begun);
  });

  test('is never the same twice', () => {
    const parents = Array.from({ length: 1000 }, () => {
      const headers: string[] = [];
      beginTrace(headers);
      return headers[1] ?? '';
    });
    expect(new Set(parents.map((value) => value.slice(3, 35))).size).toBe(1000);
    expect(new Set(parents.map((value) => value.slice(36, 52))).size).toBe(1000);
  });
});
