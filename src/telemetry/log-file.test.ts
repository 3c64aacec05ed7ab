import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { mayMount, type TinyDisk, tinyDisk } from '../../test/support/tiny-disk.ts';
import { LineWriter } from './line-writer.ts';
import { LogFile } from './log-file.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-log-'));
  path = join(folder, 'access.log');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const text = (file: string): string => readFileSync(file, 'utf8');

async function write(writer: LineWriter, ...lines: readonly string[]): Promise<void> {
  for (const line of lines) writer.add(line);
  await writer.flush();
}

describe('a log file', () => {
  test('is made for its owner and group, and added to where it exists', async () => {
    const before = process.umask(0);
    await write(new LineWriter(new LogFile(path)), 'one');
    process.umask(before);
    expect(statSync(path).mode & 0o777).toBe(0o640);
    await write(new LineWriter(new LogFile(path)), 'two');
    expect(text(path)).toBe('one\ntwo\n');
  });

  test('that was renamed is written to until it is opened anew', async () => {
    const writer = new LineWriter(new LogFile(path));
    await write(writer, 'one');
    renameSync(path, `${path}.1`);
    await write(writer, 'two');
    expect([text(`${path}.1`), existsSync(path)]).toEqual(['one\ntwo\n', false]);
    writer.reopen();
    await expect.poll(() => existsSync(path)).toBe(true);
    await write(writer, 'three');
    expect([text(`${path}.1`), text(path)]).toEqual(['one\ntwo\n', 'three\n']);
  });

  test('into which another process is writing a line gets no empty line', async () => {
    const other = 'x'.repeat(100_000);
    for (const turns of Array.from({ length: 12 }, (_, at) => at)) {
      appendFileSync(path, other);
      const written = write(new LineWriter(new LogFile(path)), 'one');
      for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      appendFileSync(path, `${other}\n`);
      await written;
    }
    expect(
      text(path)
        .split('\n')
        .filter((line) => line === ''),
    ).toEqual(['']);
  });

  test('that was deleted is made again', async () => {
    const writer = new LineWriter(new LogFile(path));
    await write(writer, 'one');
    rmSync(path);
    await write(writer, 'two');
    expect(text(path)).toBe('two\n');
  });

  test('whose folder was deleted loses lines, counted, until the folder is there again', async () => {
    const inner = join(folder, 'logs');
    mkdirSync(inner);
    const writer = new LineWriter(new LogFile(join(inner, 'access.log')));
    await write(writer, 'one');
    rmSync(inner, { recursive: true });
    await write(writer, 'two');
    expect([writer.dropped, writer.failure]).toEqual([1, 2]);
    writer.add('three');
    mkdirSync(inner);
    await expect.poll(() => writer.failure).toBe(0);
    await writer.flush();
    expect(text(join(inner, 'access.log'))).toBe('three\n');
  });

  test('that cannot be opened anew is not given up, and that is a problem', async () => {
    const writer = new LineWriter(new LogFile(path));
    await write(writer, 'one');
    renameSync(path, `${path}.1`);
    mkdirSync(path);
    writer.reopen();
    await expect.poll(() => writer.failure).not.toBe(0);
    await write(writer, 'two');
    expect([text(`${path}.1`), writer.dropped]).toEqual(['one\ntwo\n', 0]);
    rmSync(path, { recursive: true });
    await expect.poll(() => writer.failure).toBe(0);
    await write(writer, 'three');
    expect(text(path)).toBe('three\n');
  });

  test('begins a line of its own below one that another left unfinished', async () => {
    writeFileSync(path, 'cut of');
    const writer = new LineWriter(new LogFile(path));
    await write(writer, 'one');
    appendFileSync(path, 'cut');
    await write(writer, 'two');
    expect(text(path)).toBe('cut of\none\ncut\ntwo\n');
  });

  test('may be a FIFO, and need not wait for its reader to be opened', async () => {
    execFileSync('mkfifo', [path]);
    const writer = new LineWriter(new LogFile(path));
    await write(writer, 'one');
    expect(writer.failure).toBe(0);
  });
});

describe.skipIf(!mayMount)('a log file on a full disk (needs the right to mount)', () => {
  let disk: TinyDisk;
  let onDisk: string;
  let filler: string;
  beforeEach(() => {
    disk = tinyDisk(64);
    onDisk = join(disk.folder, 'access.log');
    filler = join(disk.folder, 'filler');
  });
  afterEach(() => disk.close());
  const lines = Array.from({ length: 100 }, (_, i) => `${i} ${'x'.repeat(300)}`);

  async function cutByFullDisk(writer: LineWriter): Promise<void> {
    writeFileSync(filler, Buffer.alloc(48 * 1024));
    for (const line of lines) writer.add(line);
    await expect.poll(() => writer.failure).toBe(28);
    expect(text(onDisk).endsWith('\n')).toBe(false);
  }

  test('ends a cut line when there is room again: nothing is lost, doubled or broken', async () => {
    const writer = new LineWriter(new LogFile(onDisk));
    await cutByFullDisk(writer);
    rmSync(filler);
    await expect.poll(() => writer.failure).toBe(0);
    await writer.flush();
    expect(text(onDisk)).toBe(`${lines.join('\n')}\n`);
    expect(writer.dropped).toBe(0);
  });

  test('writes a cut line anew where another process has written since', async () => {
    const writer = new LineWriter(new LogFile(onDisk));
    await cutByFullDisk(writer);
    rmSync(filler);
    await write(new LineWriter(new LogFile(onDisk)), 'of another');
    await expect.poll(() => writer.failure).toBe(0);
    await writer.flush();
    const written = text(onDisk).trimEnd().split('\n');
    expect(written.filter((line) => lines.includes(line))).toEqual(lines);
    expect(written).toContain('of another');
  });
});
