import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminPort, askAdmin, takePort } from '../support/admin-endpoint.ts';
import { backend, ingress, manifest } from '../support/manifests.ts';
import { type NamedOrigin, namedOrigin } from '../support/named-origin.ts';
import { type Program, soon, startProgram } from '../support/program.ts';

let origin: NamedOrigin;

beforeAll(async () => {
  origin = await namedOrigin('web');
});

afterAll(() => origin.close());

function site(host = 'web.example'): string {
  return manifest(backend(origin), ingress('web', [[host, '/', 'web']]));
}

describe('readiness', () => {
  let program: Program;
  let port: number;

  beforeAll(async () => {
    const taken = await takePort();
    port = taken.port;
    await taken.free();
    program = await startProgram({
      manifests: { 'web.yaml': site() },
      flags: ['--shutdown-delay', '60', '--admin-address', `127.0.0.1:${port}`],
    });
  });

  afterAll(() => program.close());

  const ready = async (): Promise<number> => (await askAdmin(port, '/readyz')).status;

  test('is there once the server says what it serves, with every check named where asked', async () => {
    expect(await askAdmin(port, '/healthz')).toMatchObject({ status: 200, body: 'ok\n' });
    expect(await askAdmin(port, '/readyz')).toMatchObject({ status: 200, body: 'ok\n' });
    const { body } = await askAdmin(port, '/readyz?verbose');
    expect(body.split('\n')).toEqual([
      '[+] server: running',
      '[+] source: complete',
      '[+] workers: 2 of 2 ready',
      expect.stringMatching(/^\[\+\] configuration: version \d+ acknowledged$/),
      '',
    ]);
  });

  test('is not lost to a bad manifest', async () => {
    const from = program.stdout.count;
    await program.edit(
      'bad.yaml',
      'kind: Ingress\napiVersion: networking.k8s.io/v1\nmetadata: {name: BAD}\n',
    );
    await program.stdout.find(/BAD/, from);
    expect(await ready()).toBe(200);
    await program.remove('bad.yaml');
  });

  test('is lost with a worker until it is replaced, while the process is healthy', async () => {
    const [victim = 0] = program.processes.workers;
    process.kill(victim, 'SIGKILL');
    await expect
      .poll(async () => (await askAdmin(port, '/readyz')).body, { ...soon, interval: 2 })
      .toBe('workers: 1 of 2 ready\n');
    expect((await askAdmin(port, '/healthz')).status).toBe(200);
    await expect.poll(ready, soon).toBe(200);
  });

  test('is lost while a worker does not acknowledge what is to be in force', async () => {
    const [victim = 0] = program.processes.workers;
    process.kill(victim, 'SIGSTOP');
    try {
      await program.edit('web.yaml', site('other.example'));
      await expect
        .poll(async () => (await askAdmin(port, '/readyz')).body, soon)
        .toMatch(/^configuration: version \d+ not acknowledged by worker \d+\n$/);
    } finally {
      process.kill(victim, 'SIGCONT');
    }
    await expect.poll(ready, soon).toBe(200);
  });

  test('goes with the control process, and comes back on the same port', async () => {
    const [victim = 0] = program.processes.control;
    process.kill(victim, 'SIGKILL');
    await expect.poll(() => program.processes.control.some((pid) => pid !== victim), soon).toBe(true);
    await expect.poll(ready, soon).toBe(200);
  });

  test('is lost at SIGTERM, while requests are served until the delay is over', async () => {
    const ended = program.stop('SIGTERM');
    await expect.poll(async () => (await askAdmin(port, '/readyz')).body, soon).toBe('server: stopping\n');
    expect((await askAdmin(port, '/healthz')).status).toBe(200);
    expect((await program.request('other.example', '/')).status).toBe(200);
    program.killAll();
    await ended;
  });
});

describe('an admin port that is taken', () => {
  test('is reported and leaves traffic alone; freed, it is used', async () => {
    const { port, free } = await takePort();
    const program = await startProgram({
      manifests: { 'web.yaml': site() },
      flags: ['--admin-address', `127.0.0.1:${port}`],
    });
    expect((await program.request('web.example', '/')).status).toBe(200);
    const before = await program.command('status');
    expect(before.code).toBe(7);
    expect(before.stdout).toMatch(/AdminUnavailable.*127\.0\.0\.1:\d+ \(EADDRINUSE\)/s);

    await free();
    await expect.poll(async () => (await askAdmin(port, '/readyz')).status, soon).toBe(200);
    await expect.poll(async () => (await program.command('status')).code, soon).toBe(0);
    expect(program.stderr.text().match(/the admin endpoint cannot listen/g)).toHaveLength(1);
    await program.close();
  });

  test('may be none at all', async () => {
    const program = await startProgram({
      manifests: { 'web.yaml': site() },
      flags: ['--admin-address', 'off'],
    });
    await expect(adminPort(program)).rejects.toThrow(/does not listen/);
    expect((await program.command('status')).code).toBe(0);
    await program.close();
  });
});

test('the names the admin endpoint answers to are a setting', async () => {
  const program = await startProgram({
    manifests: { 'web.yaml': site() },
    flags: ['--admin-hosts', 'admin.example'],
  });
  const port = await adminPort(program);
  expect((await askAdmin(port, '/healthz', 'admin.example')).status).toBe(200);
  expect((await askAdmin(port, '/healthz', `localhost:${port}`)).status).toBe(200);
  expect(await askAdmin(port, '/healthz', 'evil.example')).toMatchObject({
    status: 421,
    body: expect.stringContaining('adminHosts'),
  });
  await program.close();
});
