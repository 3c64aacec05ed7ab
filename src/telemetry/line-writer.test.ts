import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DescriptorSink, type LineSink } from './line-sink.ts';
import { LineWriter } from './line-writer.ts';

let folder: string;
let file: string;
let descriptor: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-log-'));
  file = join(folder, 'log');
  descriptor = openSync(file, 'w');
});

afterEach(() => {
  closeSync(descriptor);
  rmSync(folder, { recursive: true });
});

function writerTo(target: number): LineWriter {
  return new LineWriter(new DescriptorSink(target));
}

describe('a line writer', () => {
  test('writes every line, in order', async () => {
    const writer = writerTo(descriptor);
    const lines = Array.from({ length: 5000 }, (_, i) => `line ${i}`);
    for (const line of lines.slice(0, 2500)) writer.add(line);
    const flushed = writer.flush();
    for (const line of lines.slice(2500)) writer.add(line);
    await flushed;
    expect(readFileSync(file, 'utf8')).toBe(`${lines.join('\n')}\n`);
    expect(writer.dropped).toBe(0);
  });

  test('writes by itself, without being asked to', async () => {
    writerTo(descriptor).add('one');
    await expect.poll(() => readFileSync(file, 'utf8')).toBe('one\n');
  });

  test('drops and counts what is more than it may hold', async () => {
    const writer = writerTo(descriptor);
    const line = 'x'.repeat(1024 * 1024 - 1);
    for (let i = 0; i < 8; i += 1) writer.add(line);
    await writer.flush();
    expect(writer.dropped).toBe(3);
    expect(readFileSync(file).length).toBe(5 * 1024 * 1024);
    writer.add('after');
    await writer.flush();
    expect(readFileSync(file, 'utf8').endsWith('\nafter\n')).toBe(true);
  });

  test('counts the lines lost where nothing can be written, and names the error', async () => {
    const readOnly = openSync(file, 'r');
    const writer = writerTo(readOnly);
    writer.add('one');
    writer.add('two');
    await writer.flush();
    closeSync(readOnly);
    expect(writer.dropped).toBe(2);
    expect(writer.failure).toBe(9);
  });

  test('keeps trying after a failure, and loses nothing when it passes', async () => {
    const full = openSync('/dev/full', 'w');
    const writer = writerTo(full);
    writer.add('one');
    await expect.poll(() => writer.failure).toBe(28);
    writer.add('two');
    // The same number, another file: what fails begins to work.
    closeSync(full);
    expect(openSync(file, 'a')).toBe(full);
    await expect.poll(() => readFileSync(file, 'utf8')).toBe('one\ntwo\n');
    closeSync(full);
    expect([writer.dropped, writer.failure]).toEqual([0, 0]);
  });

  test('opens anew as soon as a write under way has ended, with nothing to write', async () => {
    const writes: string[] = [];
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const sink: LineSink = {
      problem: 0,
      reopen: () => void writes.push('reopen'),
      async write(text) {
        writes.push(text.toString());
        await gate;
        return text.length;
      },
    };
    const writer = new LineWriter(sink);
    writer.add('one');
    const flushed = writer.flush();
    writer.reopen();
    open();
    await flushed;
    expect(writes).toEqual(['one\n', 'reopen', '']);
  });

  test('flushes at once where there is nothing', async () => {
    await writerTo(descriptor).flush();
  });
});

test('lines of several writers to one full pipe never mix', async () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
  const targets = ['a', 'b', 'c'].map((letter) => ({
    letter,
    descriptor: openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK),
  }));
  const count = 2000;
  const flushed = targets.map(({ letter, descriptor: target }) => {
    const writer = writerTo(target);
    for (let i = 0; i < count; i += 1) writer.add(letter.repeat(100 + (i % 50)));
    return writer.flush();
  });
  let done = false;
  const all = Promise.all(flushed).finally(() => {
    done = true;
  });
  let text = '';
  const buffer = Buffer.alloc(1000);
  while (!done || readMore()) {
    readMore();
    await new Promise(setImmediate);
  }
  await all;
  for (const { descriptor: target } of targets) closeSync(target);
  closeSync(reader);
  const lines = text.trimEnd().split('\n');
  expect(lines).toHaveLength(3 * count);
  expect(lines.filter((line) => !/^(a+|b+|c+)$/.test(line))).toEqual([]);

  function readMore(): boolean {
    try {
      const read = readSync(reader, buffer);
      text += buffer.toString('latin1', 0, read);
      return read > 0;
    } catch {
      return false;
    }
  }
});
