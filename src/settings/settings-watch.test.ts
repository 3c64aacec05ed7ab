import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type SettingsReading, SettingsWatch } from './settings-watch.ts';

let folder = '';
let file = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-settings-'));
  file = join(folder, 'sluice.yaml');
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

/** The readings of a watch, one by one. */
function follow(pollMs = 60_000): () => Promise<string> {
  const waiting: ((text: string) => void)[] = [];
  const read: string[] = [];
  const onReading = (reading: SettingsReading): void => {
    const text = describeReading(reading);
    const next = waiting.shift();
    if (next === undefined) read.push(text);
    else next(text);
  };
  const input = { flags: { manifests: '/m' }, env: {}, stateDir: '/state' };
  const watch = new SettingsWatch({ input, file, onReading, quietMs: 10, pollMs });
  onTestFinished(() => watch.close());
  return () => {
    const known = read.shift();
    return known === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(known);
  };
}

function describeReading(reading: SettingsReading): string {
  if (reading.kind === 'settings') return `workers ${reading.effective.settings.workers}`;
  return reading.problems.map(({ message }) => message).join('; ');
}

describe('a file of settings is followed', () => {
  test('when it is written', async () => {
    writeFileSync(file, 'workers: 3');
    const next = follow();
    expect(await next()).toBe('workers 3');
    writeFileSync(file, 'workers: 4');
    expect(await next()).toBe('workers 4');
  });

  test('when another is put in its place', async () => {
    writeFileSync(file, 'workers: 3');
    const next = follow();
    await next();
    writeFileSync(join(folder, 'new'), 'workers: 4');
    renameSync(join(folder, 'new'), file);
    expect(await next()).toBe('workers 4');
  });

  test('when links are swapped, as Kubernetes does', async () => {
    for (const [name, workers] of [
      ['one', 3],
      ['two', 4],
    ] as const) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, 'sluice.yaml'), `workers: ${workers}`);
    }
    symlinkSync('one', join(folder, '..data'));
    symlinkSync('..data/sluice.yaml', file);
    const next = follow();
    expect(await next()).toBe('workers 3');
    symlinkSync('two', join(folder, '..new'));
    renameSync(join(folder, '..new'), join(folder, '..data'));
    expect(await next()).toBe('workers 4');
  });

  test('when it lies elsewhere and nothing announces a change', async () => {
    const elsewhere = join(folder, 'elsewhere');
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, 'sluice.yaml'), 'workers: 3');
    symlinkSync('elsewhere/sluice.yaml', file);
    const next = follow(20);
    expect(await next()).toBe('workers 3');
    writeFileSync(join(elsewhere, 'sluice.yaml'), 'workers: 4');
    expect(await next()).toBe('workers 4');
  });

  test('through what is wrong, and what is not there', async () => {
    writeFileSync(file, 'workers: 3');
    const next = follow();
    await next();
    writeFileSync(file, 'workers: 1');
    expect(await next()).toBe('expected a whole number from 2 to 64');
    rmSync(file);
    expect(await next()).toBe(`${file} cannot be read (ENOENT)`);
    writeFileSync(file, 'workers: 4');
    expect(await next()).toBe('workers 4');
  });
});
