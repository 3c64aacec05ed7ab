import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const folder = import.meta.dirname;

test('the emulator imports nothing from outside of its folder but Node: a mistake of the client is not made twice', () => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !/\.(test|test-support)\.ts$/.test(name),
  );
  expect(files.length).toBeGreaterThan(30);
  const foreign = files.flatMap((name) => {
    const file = join(folder, name);
    return [...readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)]
      .map(([, target = '']) => target)
      .filter((target) => !target.startsWith('node:'))
      .filter(
        (target) => relative(folder, resolve(file, '..', target)).startsWith('..') || !target.startsWith('.'),
      )
      .map((target) => `${name}: ${target}`);
  });
  expect(foreign).toEqual([]);
});
