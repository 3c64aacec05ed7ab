import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStateDirectory } from './state-directory.ts';

const takeLock = fileURLToPath(new URL('./fixtures/take-lock.ts', import.meta.url));
const children: ChildProcess[] = [];
let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sluice-state-'));
});

afterEach(async () => {
  await Promise.all(children.splice(0).map(kill));
  await chmod(root, 0o700);
  await rm(root, { recursive: true });
});

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

/** Starts a process that wants the lock and resolves with what it said. */
async function contend(path: string): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, [takeLock, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  for await (const said of createInterface({ input: child.stdout })) return { child, said };
  throw new Error('the process said nothing');
}

describe('opening', () => {
  test('makes the folder for its owner only, and opens it again', async () => {
    const path = join(root, 'a', 'b');
    const directory = await openStateDirectory(path);
    expect((await stat(path)).mode & 0o777).toBe(0o700);
    expect(directory.file('keys', 'x')).toBe(join(path, 'keys', 'x'));
    await expect(openStateDirectory(path)).resolves.toMatchObject({ path });
  });

  test('takes an empty folder, and one where a kill cut the first opening short', async () => {
    await writeFile(join(root, 'format.12.1.tmp'), '{"for');
    await openStateDirectory(root);
    expect(await readdir(root)).toContain('format');
  });

  test.each([
    ['a folder with files of others', { 'notes.txt': 'hello' }],
    ['a format file of another program', { format: '{"format":1,"program":"other"}' }],
    ['a format file that is no JSON', { format: 'ext4' }],
    ['a format file of a later version', { format: '{"format":2,"program":"sluice"}' }],
  ])('refuses %s', async (_what, files) => {
    for (const [name, text] of Object.entries(files)) await writeFile(join(root, name), text);
    await expect(openStateDirectory(root)).rejects.toMatchObject({
      code: 'StateDirectoryForeign',
      hint: expect.stringContaining('--state-dir'),
    });
  });

  test('refuses a path that is a file, or lies below one', async () => {
    const path = join(root, 'file');
    await writeFile(path, '');
    await expect(openStateDirectory(path)).rejects.toMatchObject({ code: 'StateDirectoryForeign' });
    await expect(openStateDirectory(join(path, 'x'))).rejects.toMatchObject({
      code: 'StateDirectoryForeign',
    });
  });

  test('says that a folder cannot be made', async () => {
    await symlink(join(root, 'nowhere'), join(root, 'dangling'));
    const path = join(root, 'dangling', 'state');
    await expect(openStateDirectory(path)).rejects.toMatchObject({ code: 'StateDirectoryUnwritable' });
  });

  test.skipIf(process.getuid?.() === 0)('says that a folder cannot be written', async () => {
    await chmod(root, 0o500);
    await expect(openStateDirectory(root)).rejects.toMatchObject({ code: 'StateDirectoryUnwritable' });
  });

  test.runIf(process.platform === 'linux')('says so of a place where not even root may write', async () => {
    await expect(openStateDirectory('/proc/sluice')).rejects.toMatchObject({
      code: 'StateDirectoryUnwritable',
    });
  });
});

describe('the lock', () => {
  test('is held once, names its holder, and is free again after its release', async () => {
    const directory = await openStateDirectory(root);
    const lock = await directory.lock();
    await expect(directory.lock()).rejects.toMatchObject({
      code: 'StateDirectoryLocked',
      message: expect.stringContaining(`process ${process.pid}`),
    });
    await lock.release();
    await lock.release();
    await (await directory.lock()).release();
    expect(await readdir(root)).toEqual(['format']);
  });

  test('is refused to another process until its holder is killed, then taken over', async () => {
    const first = await contend(root);
    expect(first.said).toBe('held');
    const directory = await openStateDirectory(root);
    await expect(directory.lock()).rejects.toMatchObject({
      code: 'StateDirectoryLocked',
      message: expect.stringContaining(`process ${first.child.pid}`),
    });
    await kill(first.child);
    await (await directory.lock()).release();
  });

  test('goes to one of many that start at once, stale flags or not', async () => {
    await openStateDirectory(root);
    await writeFile(join(root, 'lock.1.1'), '');
    await writeFile(join(root, 'lock.4194305.77'), '');
    const answers = await Promise.all(Array.from({ length: 5 }, () => contend(root)));
    const said = answers.map((answer) => answer.said).sort();
    expect(said).toEqual([...Array.from({ length: 4 }, () => 'StateDirectoryLocked'), 'held']);
  });

  test('is not held by a process that merely got the process id of an earlier holder', async () => {
    const directory = await openStateDirectory(root);
    // Process 1 lives, and did not start at tick 999999999999.
    await writeFile(join(root, 'lock.1.999999999999'), '');
    await (await directory.lock()).release();
    expect(await readdir(root)).toEqual(['format']);
  });

  test('clears away what a kill left of unfinished writes, and nothing else', async () => {
    const directory = await openStateDirectory(root);
    await mkdir(directory.file('keys'));
    await writeFile(directory.file('keys', 'k.json.12.3.tmp'), 'torn');
    await writeFile(directory.file('keys', 'k.json'), 'whole');
    await writeFile(directory.file('instances.json.7.1.tmp'), 'torn');
    await (await directory.lock()).release();
    expect((await readdir(root, { recursive: true })).sort()).toEqual(['format', 'keys', 'keys/k.json']);
  });
});
