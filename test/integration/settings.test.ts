import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { adminRequest, controlSocketPath } from '../../src/admin/index.ts';
import { type SettingRow, settingRowsSchema } from '../../src/cli/control/setting-rows.ts';
import { type ProblemRow, statusRow } from '../../src/cli/wire/wire.ts';
import { backend, ingress, manifest } from '../support/manifests.ts';
import { type NamedOrigin, namedOrigin } from '../support/named-origin.ts';
import { type Program, runCommand, soon, startProgram } from '../support/program.ts';
import { SteadyLoad } from '../support/steady-load.ts';

let folder = '';
let file = '';
let origin: NamedOrigin;
let program: Program;
let load: SteadyLoad;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-settings-'));
  file = join(folder, 'sluice.yaml');
  origin = await namedOrigin('web');
  await write();
  const classed = ingress('classed', [['classed.example', '/', 'web']], { className: 'ours' });
  const objects = [
    backend(origin),
    classed,
    ingress('classless', [['plain.example', '/', 'web']]),
    ingressClass,
  ];
  program = await startProgram({
    manifests: { 'web.yaml': manifest(...objects) },
    settings: file,
  });
  load = new SteadyLoad(program, {
    host: 'classed.example',
    service: 'web',
    keepAlive: 4,
    fresh: 4,
    pauseMs: 2,
  });
  await load.more(20);
});

afterEach(async () => {
  await load.more(50);
  expect(load.takeFailures()).toEqual([]);
});

afterAll(async () => {
  await load.stop();
  await program.close();
  await origin.close();
  await rm(folder, { recursive: true });
});

const ingressClass = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IngressClass',
  metadata: { name: 'ours' },
  spec: { controller: 'sluice.dev/ingress-controller' },
};

/** Puts a file with these lines in place of the one before. */
async function write(...lines: readonly string[]): Promise<void> {
  await writeFile(join(folder, 'next'), ['accessLog: off', ...lines].map((line) => `${line}\n`).join(''));
  await rename(join(folder, 'next'), file);
}

/** A setting of the running server. */
async function inForce(name: string): Promise<SettingRow | undefined> {
  const rows = settingRowsSchema.parse(
    await adminRequest(controlSocketPath(program.state), 'GET', '/v1/settings'),
  );
  return rows.find((row) => row.name === name);
}

/** What is reported of the server itself. */
async function problems(): Promise<readonly ProblemRow[]> {
  const status = statusRow.parse(await adminRequest(controlSocketPath(program.state), 'GET', '/v1/status'));
  return status.problems
    .flatMap((group) => group.problems)
    .filter(({ object }) => object === 'Server sluice');
}

const isLogLine = /^\{"time":.*"host":"classed\.example"/;

describe('a change of the file, under load and without a lost request', () => {
  test('switches the access log on, in another format, and off', async () => {
    const from = program.stdout.count;
    await writeFile(file, 'accessLog: json\n');
    await program.stdout.find(isLogLine, from);
    await writeFile(file, 'accessLog: combined\n');
    await program.stdout.find(/ "GET \/ HTTP\/1\.1" 200 /, from);
    await write();
    await expect.poll(() => inForce('accessLog'), soon).toMatchObject({ value: 'off', origin: `${file}:1` });
  });

  test('shortens how long an answer may take', async () => {
    expect((await program.request('classed.example', '/slow/1000')).status).toBe(200);
    await write('responseTimeout: 0.2');
    await expect
      .poll(async () => (await program.request('classed.example', '/slow/1000')).status, soon)
      .toBe(504);
    await write();
    await expect
      .poll(async () => (await program.request('classed.example', '/slow/1000')).status, soon)
      .toBe(200);
  });

  test('leaves Ingresses without a class alone, and takes them back', async () => {
    expect((await program.request('plain.example', '/')).status).toBe(200);
    await write('classless: false');
    await expect.poll(async () => (await program.request('plain.example', '/')).status, soon).toBe(404);
    await write();
    await expect.poll(async () => (await program.request('plain.example', '/')).status, soon).toBe(200);
  });

  test('names the reason of answers of our own', async () => {
    await write('reasonHeader: true');
    const reason = async (): Promise<unknown> =>
      (await program.request('nobody.example', '/')).headers['x-sluice-reason'];
    await expect.poll(reason, soon).toBe('NoRoute');
    await write();
    await expect.poll(reason, soon).toBeUndefined();
  });

  test('reaches a worker that is started later', async () => {
    await write('responseTimeout: 0.2');
    await expect
      .poll(async () => (await program.request('classed.example', '/slow/1000')).status, soon)
      .toBe(504);
    await load.stop();
    for (const pid of program.processes.workers) process.kill(pid, 'SIGKILL');
    const status = (): Promise<number> =>
      program.request('classed.example', '/slow/1000').then(
        (answer) => answer.status,
        () => 0,
      );
    await expect.poll(status, soon).toBe(504);
    load = new SteadyLoad(program, {
      host: 'classed.example',
      service: 'web',
      keepAlive: 4,
      fresh: 4,
      pauseMs: 2,
    });
    await write();
    await expect.poll(() => inForce('responseTimeout'), soon).toMatchObject({ value: 60 });
  });
});

describe('a file that is wrong', () => {
  test('changes nothing, is reported by its line, and no more once it is mended', async () => {
    const from = program.stderr.count;
    await write('responseTimeout: 9', 'workerz: 3');
    await program.stderr.find(/"reason":"SettingInvalid"/, from);
    expect(await problems()).toMatchObject([
      {
        reason: 'SettingInvalid',
        field: 'workerz',
        file,
        line: 3,
        message: 'workerz: there is no such setting; did you mean workers?',
      },
    ]);
    expect(await inForce('responseTimeout')).toMatchObject({ value: 60, origin: 'default' });
    await write('responseTimeout: 9');
    await program.stderr.find(/"msg":"Server sluice: resolved"/, from);
    expect(await inForce('responseTimeout')).toMatchObject({ value: 9, origin: `${file}:2` });
    expect(await problems()).toEqual([]);
  });

  test('leaves in force what was, also for a control process that is started anew', async () => {
    await write('responseTimeout: 9');
    await expect.poll(() => inForce('responseTimeout'), soon).toMatchObject({ value: 9 });
    await write('responseTimeout: soon');
    await expect.poll(problems, soon).toMatchObject([{ reason: 'SettingInvalid' }]);
    for (const pid of program.processes.control) process.kill(pid, 'SIGKILL');
    await expect.poll(() => problems().catch(() => []), soon).toMatchObject([{ reason: 'SettingInvalid' }]);
    expect(await inForce('responseTimeout')).toMatchObject({ value: 9 });
    await write();
    await expect.poll(problems, soon).toEqual([]);
  });
});

test('a setting that needs a restart waits for it, and says so', async () => {
  await write('workers: 3');
  await expect
    .poll(problems, soon)
    .toMatchObject([{ reason: 'SettingNeedsRestart', field: 'workers', line: 2 }]);
  expect(await inForce('workers')).toMatchObject({ value: 2, origin: 'default', waiting: true });
  expect(program.processes.workers).toHaveLength(2);
  const { stdout } = await program.command('config', 'print', '--running');
  expect(stdout).toMatch(/^workers +2 +default +restart \(another value waits\)$/m);
  await write();
  await expect.poll(problems, soon).toEqual([]);
});

describe('a server does not start', () => {
  test('with a file that is wrong: every error is told, with exit code 2', async () => {
    const wrong = join(folder, 'wrong.yaml');
    await writeFile(wrong, 'manifests: .\nhttp-port: 80\naccessLog: loud\nworkers: 2\nworkers: 3\n');
    const told = [
      'error: 3 settings are wrong:',
      `  ${wrong}:2:1: http-port: there is no such setting; did you mean httpPort?`,
      `  ${wrong}:3:1: accessLog: expected json, combined or off.`,
      `  ${wrong}:5:1: this setting stands twice in the file.`,
      'hint: sluice serve --help lists all settings; in the file, --http-port is httpPort.',
      '',
    ].join('\n');
    for (const command of [['serve'], ['config', 'print']]) {
      expect(await runCommand(...command, '--config', wrong)).toEqual({ code: 2, stdout: '', stderr: told });
    }
  });
});
