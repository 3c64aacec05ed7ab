import { expect, test } from 'vitest';
import { guardedLookupFor } from './guarded-lookup.ts';

const admin = { port: 10_254, addresses: ['10.0.0.5'], everywhere: false };

/** What a name, here an address that stands for itself, resolves to on a port. */
function resolve(port: number, name = '10.0.0.5'): Promise<unknown> {
  return new Promise((settle) => {
    guardedLookupFor(port, admin)(name, { all: false }, (error, address) => settle(error ?? address));
  });
}

test('a name that leads to the admin endpoint resolves to nothing', async () => {
  expect(await resolve(10_254)).toBeInstanceOf(Error);
  expect(await resolve(10_254, '::ffff:10.0.0.5')).toBeInstanceOf(Error);
});

test('the same name on another port, and another name on that port, resolve', async () => {
  expect(await resolve(80)).toBe('10.0.0.5');
  expect(await resolve(10_254, '10.0.0.6')).toBe('10.0.0.6');
});

test('names that lead back to this machine resolve to nothing on any port', async () => {
  for (const port of [80, 10_254]) expect(await resolve(port, 'localhost')).toBeInstanceOf(Error);
});
