import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadAffinityKey } from './affinity-key.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-affinity-'));
});

afterAll(() => rm(folder, { recursive: true }));

describe('the key of affinity cookies', () => {
  test('stays over a restart, for the owner alone to read', async () => {
    const keys = join(folder, 'kept', 'keys');
    const made = await loadAffinityKey(keys);
    expect(Buffer.from(made, 'base64')).toHaveLength(32);
    expect(await loadAffinityKey(keys)).toBe(made);
    expect((await stat(join(keys, 'affinity-key'))).mode & 0o777).toBe(0o600);
  });

  test.each(['', 'short', `${'A'.repeat(43)}=${'A'.repeat(44)}`])(
    'is made anew where %j is kept',
    async (text) => {
      await writeFile(join(folder, 'affinity-key'), text);
      const made = await loadAffinityKey(folder);
      expect(Buffer.from(made, 'base64')).toHaveLength(32);
      expect(await readFile(join(folder, 'affinity-key'), 'utf8')).toBe(`${made}\n`);
    },
  );

  test('is another each time where none can be kept', async () => {
    expect(await loadAffinityKey(undefined)).not.toBe(await loadAffinityKey(undefined));
  });
});
