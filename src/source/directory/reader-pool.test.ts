import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readerPool } from './reader-pool.ts';
import { serviceYaml } from './source-harness.test-support.ts';

function folderOfServices(count: number): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-pool-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return Array.from({ length: count }, (_, index) => {
    const path = join(folder, `${index}.yaml`);
    writeFileSync(path, serviceYaml(`s${index}`));
    return path;
  });
}

test('more tasks than threads are all answered, each with its own readings', async () => {
  const pool = readerPool('default');
  const paths = folderOfServices(12);
  const answers = await Promise.all(paths.map((path) => pool.read([path])));
  const names = answers.map((readings) => {
    const [reading] = readings ?? [];
    const document = reading?.kind === 'documents' ? reading.documents[0] : undefined;
    return document?.kind === 'object' ? document.object.metadata.name : document?.kind;
  });
  expect(names).toEqual(paths.map((_, index) => `s${index}`));
  await pool.close();
});

test('closing answers what waits', async () => {
  const pool = readerPool('default');
  const paths = folderOfServices(50);
  const answers = paths.map((path) => pool.read([path]));
  await pool.close();
  expect(await Promise.all(answers)).toContain(undefined);
  expect(await pool.read(paths)).toBeUndefined();
});
