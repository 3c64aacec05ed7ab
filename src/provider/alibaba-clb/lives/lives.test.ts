import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { anyLife } from './any-life.test-support.ts';
import { live } from './live.test-support.ts';
import { type OpenSurroundings, openSurroundings } from './surroundings.test-support.ts';

let surroundings: OpenSurroundings;

beforeAll(async () => {
  surroundings = await openSurroundings(await mkdtemp(join(tmpdir(), 'sluice-lives-')));
});

afterAll(() => rm(surroundings.keysFolder, { recursive: true }));

test('whatever goes wrong, the end is that of a life in which nothing did, and nothing is left of it', async () => {
  await fc.assert(
    fc.asyncProperty(anyLife, async (life) => {
      const { is, ought, left, before } = await surroundings.during((own) => live(life, own));
      expect(is).toEqual(ought);
      expect(left).toEqual(before);
    }),
    { numRuns: 8 },
  );
});
