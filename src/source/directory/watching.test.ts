import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { portOf, serviceYaml, sourceHarness } from './source-harness.test-support.ts';

describe('links', () => {
  test('as a ConfigMap mount makes them are followed when they are swapped', async () => {
    const source = sourceHarness();
    source.write('..2026_1/a.yaml', serviceYaml('web', 1));
    symlinkSync('..2026_1', source.path('..data'));
    symlinkSync('..data/a.yaml', source.path('a.yaml'));
    await source.start();
    expect(portOf(source.state(), 'web')).toBe(1);
    for (const port of [2, 3]) {
      source.write(`..2026_${port}/a.yaml`, serviceYaml('web', port));
      symlinkSync(`..2026_${port}`, source.path('..data_tmp'));
      renameSync(source.path('..data_tmp'), source.path('..data'));
      rmSync(source.path(`..2026_${port - 1}`), { recursive: true });
      await source.until((state) => portOf(state, 'web') === port);
    }
    expect(source.changes.flatMap(({ lines }) => lines)).toEqual([
      'Service default/web changed (a.yaml)',
      'Service default/web changed (a.yaml)',
    ]);
  });

  test('to a file elsewhere are watched at their target', async () => {
    const source = sourceHarness();
    const elsewhere = join(source.directory, '..', 'elsewhere');
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, 'target'), serviceYaml('web'));
    symlinkSync(join(elsewhere, 'target'), source.path('a.yaml'));
    await source.start();
    writeFileSync(join(elsewhere, 'target'), serviceYaml('web', 81));
    await source.until((state) => portOf(state, 'web') === 81);
    writeFileSync(join(elsewhere, 'next'), serviceYaml('web', 82));
    renameSync(join(elsewhere, 'next'), join(elsewhere, 'target'));
    await source.until((state) => portOf(state, 'web') === 82);
  });

  test('that are the directory itself can be swapped', async () => {
    const source = sourceHarness();
    const link = join(source.directory, '..', 'current');
    source.write('a.yaml', serviceYaml('web', 1));
    mkdirSync(join(source.directory, '..', 'two'));
    writeFileSync(join(source.directory, '..', 'two', 'a.yaml'), serviceYaml('web', 2));
    symlinkSync('manifests', link);
    await source.start({ directory: link });
    symlinkSync('two', `${link}.new`);
    renameSync(`${link}.new`, link);
    await source.until((state) => portOf(state, 'web') === 2);
  });
});

test('a directory that goes away keeps what it held, unhealthy, and is found when it is back', async () => {
  const source = sourceHarness();
  source.write('a.yaml', serviceYaml('web'));
  await source.start();
  renameSync(source.directory, `${source.directory}.away`);
  await source.until(({ healthy }) => !healthy);
  expect(portOf(source.state(), 'web')).toBe(80);
  expect(source.reports()).toEqual(['manifests FileUnreadable manifests']);
  writeFileSync(join(`${source.directory}.away`, 'a.yaml'), serviceYaml('web', 81));
  renameSync(`${source.directory}.away`, source.directory);
  await source.until((state) => state.healthy && portOf(state, 'web') === 81);
  expect(source.reports()).toEqual([]);
});

test.skipIf(process.getuid?.() === 0)('a folder that may not be read keeps what it held', async () => {
  const source = sourceHarness();
  source.write('sub/a.yaml', serviceYaml('web'));
  await source.start();
  await source.stop();
  chmodSync(source.path('sub'), 0);
  await source.start();
  expect(source.state().healthy).toBe(false);
  expect(portOf(source.state(), 'web')).toBe(80);
  expect(source.reports()).toEqual(['sub FileUnreadable sub']);
  chmodSync(source.path('sub'), 0o755);
  await source.until(({ healthy }) => healthy);
  expect(portOf(source.state(), 'web')).toBe(80);
  expect(source.reports()).toEqual([]);
});

test('a large file that cannot be read in time holds up no other file', async () => {
  const source = sourceHarness();
  await source.start();
  source.write('a.yaml', '{a: '.repeat(1_000_000));
  source.write('b.yaml', serviceYaml('web'));
  await source.until((state) => portOf(state, 'web') === 80);
  expect(source.reports()).toEqual([]);
});

test('a large file is read', async () => {
  const source = sourceHarness();
  await source.start();
  source.write('a.yaml', Array.from({ length: 2000 }, (_, index) => serviceYaml(`s${index}`)).join('---\n'));
  await source.until(({ snapshot }) => snapshot.services.size === 2000);
  rmSync(source.path('a.yaml'));
  await source.until(({ snapshot }) => snapshot.services.size === 0);
});
