import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hopField, withoutFields } from './field-name.ts';

test.each(['keep-alive', 'Keep-Alive', 'close', 'Close'])(
  '%s is never passed on, whether Connection names it or not',
  (name) => {
    expect(hopField(name)).toBe('remove');
  },
);

test('what Connection names is taken out, in whatever case, and nothing else', () => {
  const names = fc.constantFrom('X-One', 'x-one', 'X-Two', 'Accept', 'CLOSE', 'Keep-Alive');
  const options = fc.array(fc.constantFrom<string>('close', 'keep-alive', 'x-one', 'x-two'));
  fc.assert(
    fc.property(fc.array(names), options, (sent, named) => {
      const passed = sent.filter((name) => hopField(name) === 'none');
      const kept = passed.filter((name) => !named.includes(name.toLowerCase()));
      const flat = (list: readonly string[]): string[] => list.flatMap((name) => [name, 'value']);
      expect(withoutFields(flat(passed), named)).toEqual(flat(kept));
    }),
  );
});
