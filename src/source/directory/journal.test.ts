import {
  appendFileSync,
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { silentLogger } from '../../base/index.ts';
import { Journal } from './journal.ts';

function journalPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-journal-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'state', 'objects.jsonl');
}

async function reopened(path: string) {
  const journal = new Journal(path, silentLogger);
  const entries = await journal.open();
  await journal.close();
  return [...entries.values()].map(({ id, firstSeen }) => `${id} ${firstSeen}`);
}

const entry = (id: string, firstSeen: number, object: unknown = {}) => ({
  id,
  file: 'a.yaml',
  firstSeen,
  version: 'v',
  object,
});

test('gives back what was written, the last record of each id', async () => {
  const path = journalPath();
  const journal = new Journal(path, silentLogger);
  expect((await journal.open()).size).toBe(0);
  journal.write([entry('a', 1), entry('b', 2), entry('c', 3)]);
  journal.write([entry('a', 4), { id: 'b', deleted: true }]);
  await journal.close();
  expect(await reopened(path)).toEqual(['a 4', 'c 3']);
});

test('ignores a torn last line and writes on after it', async () => {
  const path = journalPath();
  const journal = new Journal(path, silentLogger);
  await journal.open();
  journal.write([entry('a', 1)]);
  await journal.close();
  appendFileSync(path, '{"id":"b","file":"b.ya');
  const next = new Journal(path, silentLogger);
  expect([...(await next.open()).keys()]).toEqual(['a']);
  next.write([entry('c', 3)]);
  await next.close();
  expect(await reopened(path)).toEqual(['a 1', 'c 3']);
});

test('is compacted at the start, and when it has grown to twice what lives', async () => {
  const path = journalPath();
  const journal = new Journal(path, silentLogger);
  await journal.open();
  for (let round = 0; round < 200; round += 1) {
    journal.write([entry('a', round, 'x'.repeat(1000))]);
    await journal.close();
  }
  expect(statSync(path).size).toBeLessThan(70_000);
  expect(await reopened(path)).toEqual(['a 199']);
  expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(3);
});

test('a forgetful one soon has nothing on disk that was replaced or deleted', async () => {
  const path = journalPath();
  const journal = new Journal(path, silentLogger, { forgetful: true });
  await journal.open();
  journal.write([entry('a', 1, 'old-a'), entry('b', 1, 'old-b')]);
  journal.write([entry('a', 2, 'new-a'), { id: 'b', deleted: true }]);
  await expect
    .poll(() => readFileSync(path, 'utf8'), { timeout: 5000 })
    .toSatisfy((text: string) => text.includes('new-a') && !text.includes('old-'));
  journal.write([entry('a', 3, 'newer-a')]);
  await journal.close();
  expect(readFileSync(path, 'utf8')).not.toContain('new-a');
});

test('what a kill left of a rewrite is removed', async () => {
  const path = journalPath();
  await reopened(path);
  writeFileSync(`${path}.123.4.tmp`, 'old');
  await reopened(path);
  expect(readdirSync(join(path, '..'))).toEqual(['objects.jsonl']);
});

test('a write that fails is made good by the next', async () => {
  const path = journalPath();
  const journal = new Journal(path, silentLogger);
  await journal.open();
  rmSync(path);
  rmSync(join(path, '..'), { recursive: true });
  journal.write([entry('a', 1)]);
  await journal.close();
  writeFileSync(join(path, '..', '..', 'mark'), '');
  const again = new Journal(path, silentLogger);
  await again.open();
  journal.write([entry('b', 2)]);
  await journal.close();
  expect(await reopened(path)).toEqual(['a 1', 'b 2']);
});

test.skipIf(process.getuid?.() === 0)('a file that may not be read is an error with a hint', async () => {
  const path = journalPath();
  await new Journal(path, silentLogger).open();
  chmodSync(path, 0);
  await expect(new Journal(path, silentLogger).open()).rejects.toMatchObject({ code: 'StateUnusable' });
});
