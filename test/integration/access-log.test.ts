import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { adminRequest, controlSocketPath } from '../../src/admin/index.ts';
import type { Part } from '../../src/proxy/config/index.ts';
import { AccessLog } from '../../src/proxy/runtime/access-log.ts';
import { defaultDataPlaneSettings } from '../../src/proxy/runtime/data-plane-settings.ts';
import { LineWriter, LogFile } from '../../src/telemetry/index.ts';
import { programScript } from '../support/built-program.ts';
import { DataPlaneBench, endpointsPart, getText, hostPart, httpListener } from '../support/data-plane.ts';
import { Lines } from '../support/lines.ts';
import { backend, ingress, manifest, service } from '../support/manifests.ts';
import { type NamedOrigin, namedOrigin } from '../support/named-origin.ts';
import { type Program, runCommand, soon, startProgram } from '../support/program.ts';
import { SteadyLoad } from '../support/steady-load.ts';
import { mayMount, type TinyDisk, tinyDisk } from '../support/tiny-disk.ts';

let origin: NamedOrigin;
let folder: string;
let file: string;
let manifests: Readonly<Record<string, string>>;

beforeAll(async () => {
  origin = await namedOrigin('web');
  const rules = [
    ingress('web', [['web.example', '/', 'web']]),
    ingress('empty', [['empty.example', '/', 'empty']]),
  ];
  manifests = { 'all.yaml': manifest(backend(origin), service('empty'), ...rules) };
});

afterAll(() => origin.close());

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-log-'));
  file = join(folder, 'access.log');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const logged = z.looseObject({ target: z.string(), status: z.number(), reason: z.string().optional() });

/** The lines of a log; each has to be a whole one. */
function rows(path: string): readonly z.infer<typeof logged>[] {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (text === '') return [];
  expect(text.endsWith('\n')).toBe(true);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => logged.parse(JSON.parse(line)));
}

async function ask(program: Program, times: number, host = 'web.example'): Promise<void> {
  for (let i = 0; i < times; i += 1) await program.request(host, `/${i}`);
}

/** Reports about the server itself, by reason. */
async function serverProblems(program: Program): Promise<readonly string[]> {
  const status = await adminRequest(controlSocketPath(program.state), 'GET', '/v1/status');
  const text = JSON.stringify(status);
  return /"AccessLogFailing"/.test(text) ? [/[^"]*cannot be written[^"]*/.exec(text)?.[0] ?? 'lost'] : [];
}

function started(...flags: readonly string[]): Promise<Program> {
  return startProgram({ manifests, flags });
}

describe('the access log', () => {
  test('goes to standard output as JSON lines, or in the combined form', async () => {
    const json = await started('--access-log', 'json');
    await ask(json, 1);
    expect(JSON.parse(await json.stdout.find(/^\{"time"/))).toMatchObject({
      host: 'web.example',
      target: '/0',
      status: 200,
      ingress: 'default/web',
      service: 'default/web:80',
    });
    // A signal for a log that has no file changes nothing, and opens no inspector.
    process.kill(json.pid, 'SIGUSR1');
    for (const pid of Object.values(json.processes).flat()) process.kill(pid, 'SIGUSR1');
    const before = json.processes;
    await ask(json, 1);
    await json.stderr.find(/SIGUSR1/);
    expect(json.processes).toEqual(before);
    expect(json.stderr.text()).not.toContain('Debugger');
    await json.close();
    const combined = await started('--access-log', 'combined');
    await combined.request('web.example', '/0', { headers: { referer: 'http://a/"', 'user-agent': 'test' } });
    expect(await combined.stdout.find(/ - - \[/)).toMatch(
      /^127\.\S+ - - \[\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d \+0000\] "GET \/0 HTTP\/1\.1" 200 \d+ "http:\/\/a\/\\x22" "test"$/,
    );
    await combined.close();
  });

  test('holds a share of the requests, and all that failed', async () => {
    const flags = ['--access-log', 'json', '--access-log-sample', '0.5', '--access-log-file', file];
    const program = await started(...flags);
    await ask(program, 20);
    await ask(program, 5, 'empty.example');
    expect(await program.stop()).toBe(0);
    const all = rows(file);
    const good = all.filter(({ status }) => status === 200).length;
    // Each worker counts for itself.
    expect(good).toBeGreaterThanOrEqual(9);
    expect(good).toBeLessThanOrEqual(10);
    expect(all.filter(({ reason }) => reason === 'NoReadyEndpoints')).toHaveLength(5);
  });

  test('changes its form with the settings, between two requests of one connection', async () => {
    const log = new AccessLog(new LineWriter(new LogFile(file)), defaultDataPlaneSettings.accessLog);
    const bench = new DataPlaneBench(log);
    const apply = (...set: readonly Part[]) => bench.dataPlane.apply({ full: false, set, delete: [] });
    const endpoints = endpointsPart('web', await bench.origin('web'));
    await apply(httpListener('t/80'), hostPart('a.example', ['/', 'web']), endpoints);
    const client = await bench.connect('t/80');
    const next = async (path: string, format: 'combined' | 'off'): Promise<void> => {
      client.send(getText(path));
      await client.until(`web: GET ${path} `);
      await apply({
        kind: 'settings',
        settings: { ...defaultDataPlaneSettings, accessLog: { format, sample: 1 } },
      });
    };
    await next('/1', 'combined');
    await next('/2', 'off');
    await next('/3', 'off');
    await log.flush();
    const lines = readFileSync(file, 'utf8').split('\n');
    expect(lines).toEqual([expect.stringMatching(/^\{"time"/), expect.stringMatching(/ - - \[/), '']);
    await bench.close();
  });

  test('is rotated under load: every request has one whole line, in one file or another', async () => {
    const program = await started('--access-log', 'json', '--access-log-file', file);
    const options = { host: 'web.example', service: 'web', keepAlive: 4, fresh: 2, pauseMs: 0 };
    const load = new SteadyLoad(program, options);
    const files = [file];
    for (let turn = 1; turn <= 4; turn += 1) {
      await load.more(200);
      files.push(`${file}.${turn}`);
      renameSync(file, `${file}.${turn}`);
      process.kill(program.pid, 'SIGUSR1');
      await expect.poll(() => existsSync(file), soon).toBe(true);
    }
    await load.more(200);
    await load.stop();
    expect(load.failures).toEqual([]);
    expect(await program.stop()).toBe(0);
    const counts = files.map((path) => rows(path).length);
    expect(counts.filter((count) => count === 0)).toEqual([]);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(load.requests);
  });

  test('that cannot be opened keeps a server from starting, with the file and what to do', async () => {
    const path = join(folder, 'nowhere', 'access.log');
    const args = ['--manifests', folder, '--state-dir', join(folder, 'state'), '--access-log-file', path];
    const { code, stderr } = await runCommand('serve', ...args);
    expect(code).toBe(78);
    expect(stderr).toContain(`error: The access log ${path} cannot be opened: ENOENT`);
    expect(stderr).toMatch(/^hint: /m);
  });

  test('on a device that is always full loses lines, which is reported, and no request', async () => {
    const program = await started('--access-log', 'json', '--access-log-file', '/dev/full');
    await ask(program, 20);
    await expect
      .poll(() => serverProblems(program), soon)
      .toEqual(['The access log cannot be written to /dev/full: ENOSPC, no space left on device.']);
    await ask(program, 5);
    await program.close();
  });
});

describe.skipIf(!mayMount)('a full disk (needs the right to mount)', () => {
  let disk: TinyDisk;
  beforeEach(() => {
    disk = tinyDisk(256);
  });
  afterEach(() => disk.close());

  test('costs no request, and the log goes on by itself when there is room', async () => {
    const path = join(disk.folder, 'access.log');
    const program = await started('--access-log', 'json', '--access-log-file', path);
    await ask(program, 5);
    const filler = join(disk.folder, 'filler');
    writeFileSync(filler, Buffer.alloc(200 * 1024));
    execFileSync('sh', ['-c', `cat /dev/zero > ${join(disk.folder, 'rest')} 2>/dev/null || true`]);
    await ask(program, 50);
    await expect.poll(() => serverProblems(program), soon).toHaveLength(1);
    rmSync(filler);
    await ask(program, 1);
    // What the full disk cut off stays as the beginning of a line, where the other worker wrote next.
    const whole = (): number => readFileSync(path, 'utf8').match(/^\{.*\}$/gm)?.length ?? 0;
    await expect.poll(whole, soon).toBe(56);
    await program.close();
  });
});

describe('what a server tells of single requests', () => {
  let program: Program;
  beforeAll(async () => {
    program = await started();
  });
  afterAll(() => program.close());

  const follow = (...args: readonly string[]) => {
    const all = [programScript, 'logs', '-f', '--state-dir', program.state, ...args];
    const child = spawn(process.execPath, all, { stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    return { child, lines: new Lines(child.stdout), errors: new Lines(child.stderr), ended };
  };

  /** Asks again and again until a line comes: it takes a moment for all workers to know that somebody follows. */
  async function firstLine(lines: Lines, request: () => Promise<unknown>): Promise<string> {
    await expect.poll(() => request().then(() => lines.count), soon).toBeGreaterThan(0);
    return lines.find(/./);
  }

  test('all requests can be followed, filtered, although the log is off', async () => {
    const all = follow();
    const empty = follow('--host', 'empty.example', '--status', '5xx', '--output', 'table');
    await Promise.all([
      firstLine(all.lines, () => program.request('web.example', '/followed')),
      firstLine(empty.lines, () => program.request('empty.example', '/followed')),
    ]);
    await ask(program, 3);
    await all.lines.find(/"target":"\/2"/);
    expect(
      empty.lines.all.filter((line) => !/503 {2}NoReadyEndpoints .* empty\.example\//.test(line)),
    ).toEqual([]);
    for (const { child } of [all, empty]) child.kill('SIGINT');
    expect(await Promise.all([all.ended, empty.ended])).toEqual([0, 0]);
  });

  test('one who follows is told when the server has replaced the process that answers', async () => {
    const { lines, errors, ended } = follow();
    await firstLine(lines, () => program.request('web.example', '/followed'));
    for (const pid of program.processes.control) process.kill(pid, 'SIGKILL');
    expect(await ended).toBe(1);
    expect(errors.text()).toContain('error: The server has ended, or has replaced');
    await expect.poll(() => program.command('status').then(({ code }) => code), soon).not.toBe(1);
  });

  test('failed requests are remembered, also those of a worker that was killed', async () => {
    await program.request('empty.example', '/remembered');
    const errors = async (query: string): Promise<readonly z.infer<typeof logged>[]> =>
      z
        .array(logged)
        .parse(await adminRequest(controlSocketPath(program.state), 'GET', `/v1/errors?${query}`));
    const remembered = () => errors('host=empty.example').then((found) => found.map(({ target }) => target));
    await expect.poll(remembered, soon).toContain('/remembered');
    for (const pid of program.processes.workers) process.kill(pid, 'SIGKILL');
    await expect
      .poll(() => program.request('empty.example', '/later').catch(() => undefined), soon)
      .toBeDefined();
    await expect.poll(remembered, soon).toContain('/later');
    const targets = await remembered();
    expect(targets.indexOf('/later')).toBeLessThan(targets.indexOf('/remembered'));
    expect(await errors('status=404')).toEqual([]);
    expect(await errors('reason=NoReadyEndpoints&ingress=default/empty&limit=1')).toHaveLength(1);
    await expect(errors('status=none')).rejects.toThrow(/status: expected/);
    const { code, stdout } = await program.command('logs', '--reason', 'NoReadyEndpoints');
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n').at(-1)).toContain('/later');
  });
});
