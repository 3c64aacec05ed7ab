import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runSluice } from '../fixtures/run-sluice.ts';

const time = '2026-11-24T10:00:00.000Z';
const good = JSON.stringify({ time, status: 200, method: 'GET', host: 'a.example', target: '/' });
const hostile = JSON.stringify({
  time,
  status: 503,
  reason: 'NoReadyEndpoints',
  host: 'b.example',
  target: '/\u001b[2J\u202e',
  other: 1,
});

let folder = '';
let file = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-logs-'));
  file = join(folder, 'access.log');
  // A line that was cut off, and one without an end, are no reason to show nothing.
  writeFileSync(file, `\n${good}\n{"time":"20\n${hostile}`);
});

afterAll(() => rmSync(folder, { recursive: true }));

describe.concurrent('sluice logs', () => {
  test('gives the lines of a file that pass, as they are but for what steers a terminal', async () => {
    const { code, stdout } = await runSluice(['logs', '--file', file, '--status', '5xx']);
    expect(code).toBe(0);
    expect(stdout.split('\n')).toEqual([hostile.replace('\u202e', String.raw`\u202e`), '']);
  });

  test('makes a table of them on demand', async () => {
    const { code, stdout } = await runSluice(['logs', '--file', file, '--output', 'table']);
    expect(code).toBe(0);
    expect(stdout).toContain(String.raw`503  NoReadyEndpoints    -       b.example/\u001b[2J\u202e  -  -`);
    expect(stdout).toContain('200  -                   GET     a.example/  -  -');
  });

  test('says that it cannot filter the combined form', async () => {
    const combined = join(folder, 'combined.log');
    writeFileSync(combined, '192.0.2.1 - - [24/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 2 "-" "-"\n');
    const { code, stderr } = await runSluice(['logs', '--file', combined]);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^error: Line 1 of \S+ is no line of the access log in its json form\.\nhint: Only/,
    );
  });

  test.each([
    [['--file', '/nowhere/access.log'], 1, /^error: \/nowhere\/access\.log cannot be read: ENOENT.*\nhint: /],
    [['--state-dir', '/nowhere', '-f'], 1, /^error: No server listens on .*\nhint: /],
    [['--status', '6xx'], 2, /^error: --status: "6xx" cannot be read\.\nhint: Write a status/],
    [['--ingress', 'web'], 2, /^error: --ingress: .*\nhint: Write NAMESPACE\/NAME\./],
    [['--reason', 'NoRuote'], 2, /^error: --reason: .*\nhint: Did you mean NoRoute\?/],
    [['-f', '--file', '-'], 2, /^error: --follow and --file exclude each other\./],
  ])('%j ends with %i and says what to do', async (args, expected, message) => {
    const { code, stdout, stderr } = await runSluice(['logs', ...args]);
    expect(stderr).toMatch(message);
    expect([code, stdout]).toEqual([expected, '']);
  });
});
