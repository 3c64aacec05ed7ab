import { execFile } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LineWriter } from './access-log.ts';
import { RouteCounters } from './route-counters.ts';

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

describe('a line writer', () => {
  test('writes every line, in order', async () => {
    const writer = new LineWriter(descriptor);
    const lines = Array.from({ length: 5000 }, (_, i) => `line ${i}`);
    for (const line of lines.slice(0, 2500)) writer.add(line);
    const flushed = writer.flush();
    for (const line of lines.slice(2500)) writer.add(line);
    await flushed;
    expect(readFileSync(file, 'utf8')).toBe(`${lines.join('\n')}\n`);
    expect(writer.dropped).toBe(0);
  });

  test('drops and counts what is more than it may hold', async () => {
    const writer = new LineWriter(descriptor);
    const line = 'x'.repeat(1024 * 1024 - 1);
    for (let i = 0; i < 8; i += 1) writer.add(line);
    await writer.flush();
    expect(writer.dropped).toBe(3);
    expect(readFileSync(file).length).toBe(5 * 1024 * 1024);
    writer.add('after');
    await writer.flush();
    expect(readFileSync(file, 'utf8').endsWith('\nafter\n')).toBe(true);
  });

  test('counts the lines lost where nothing can be written', async () => {
    const readOnly = openSync(file, 'r');
    const writer = new LineWriter(readOnly);
    writer.add('one');
    writer.add('two');
    await writer.flush();
    closeSync(readOnly);
    expect(writer.dropped).toBe(2);
  });

  test('flushes at once where there is nothing', async () => {
    await new LineWriter(descriptor).flush();
  });
});

test('counters of a route add up', () => {
  const counters = new RouteCounters();
  counters.count(200, 1, 10, 0.5);
  counters.count(200, 2, 20, 0.5);
  counters.count(499, 3, 0, 1);
  counters.count(599, 0, 0, 0);
  expect(counters.read()).toEqual({
    requests: 4,
    requestBytes: 6,
    responseBytes: 30,
    durationMs: 2,
    byStatus: { 200: 2, 499: 1, 599: 1 },
  });
});

test('the log writes JSON lines to standard error, from its level on', async () => {
  const program = `
    import { createLogger } from ${JSON.stringify(new URL('./log.ts', import.meta.url).href)};
    const log = createLogger({ level: 'info', pretty: false, name: 'control' });
    log.debug('hidden');
    log.info('said', { version: 3 });
    log.error('alone');
  `;
  const arguments_ = ['--input-type=module', '--eval', program];
  const { stderr, stdout } = await promisify(execFile)(process.execPath, arguments_);
  const lines = stderr
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  expect(stdout).toBe('');
  expect(lines).toMatchObject([
    { level: 'info', name: 'control', msg: 'said', version: 3 },
    { level: 'error', name: 'control', msg: 'alone' },
  ]);
});
