import { describe, expect, test } from 'vitest';
import {
  bothReady,
  Client,
  clientOfEach,
  fixture,
  freePort,
  listenerPart,
  Run,
  valuePart,
} from './fixtures/run.ts';

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone, as it should be.
  }
}

describe.concurrent('control process', () => {
  test('a killed control process is replaced and finds what the workers hold; traffic goes on', async () => {
    await using run = new Run();
    const control = await run.control();
    const port = await freePort();
    await control.push([listenerPart(port), valuePart('one')]);
    const client = new Client(port);
    const before = await client.ask('value');
    const inventory = await control.ask('inventory');
    expect(Object.keys(inventory ?? {})).toEqual(['listener/test/80', 'fallback/test']);
    process.kill(control.pid, 'SIGKILL');
    await run.seen({ log: 'process ended, starting another', process: 'control', signal: 'SIGKILL' });
    expect(await client.ask('value')).toBe(before);
    const next = await run.control();
    expect(await next.ask('inventory')).toEqual(inventory);
    expect(await next.push([valuePart('two')])).toMatchObject({ version: 2 });
    expect(await client.ask('value')).toMatch(/ two$/);
  });

  test('a worker that starts while the control process is dead serves the last configuration', async () => {
    await using run = new Run({ backoff: { firstMs: 100, maxMs: 100, resetMs: 30_000 } });
    const control = await run.control();
    const port = await freePort();
    await control.push([listenerPart(port), valuePart('one')]);
    const [first] = [...(await clientOfEach(port)).keys()];
    if (first === undefined) throw new Error('a worker expected');
    process.kill(control.pid, 'SIGKILL');
    process.kill(first, 'SIGKILL');
    await run.workers((ready) => bothReady(ready, [first]));
    for (const [pid, client] of await clientOfEach(port)) {
      expect(await client.ask('value')).toBe(`${pid} one`);
    }
  });

  test('a control process that hangs is killed and replaced; traffic goes on', async ({ onTestFinished }) => {
    await using run = new Run({ controlHangMs: 1500 });
    const control = await run.control();
    const port = await freePort();
    await control.push([listenerPart(port), valuePart('one')]);
    const client = new Client(port);
    const before = await client.ask('value');
    // Should the supervisor leave it, nothing else ends a process that stands still.
    onTestFinished(() => endProcess(control.pid));
    process.kill(control.pid, 'SIGSTOP');
    await run.seen({ log: 'control process killed', processId: control.pid, why: 'no sign of life' });
    await run.seen({ log: 'process ended, starting another', process: 'control', signal: 'SIGKILL' });
    expect(await client.ask('value')).toBe(before);
    expect(await (await run.control()).push([valuePart('two')])).toMatchObject({ version: 2 });
  });

  test('one that never comes up is said to be so, once', async () => {
    await using run = new Run({ control: { modulePath: fixture('control'), args: ['7'] } });
    const said = { log: 'control processes cannot start: 3 in a row ended before they were ready' };
    expect(await run.seen(said)).toMatchObject({
      lastCode: 7,
      hint: expect.stringContaining('standard error'),
    });
  });

  test('configuration found wrong at the start ends everything with exit code 78', async () => {
    await using run = new Run({ control: { modulePath: fixture('control'), args: ['78'] } });
    expect(await run.exitCode()).toBe(78);
  });

  test('configuration found wrong once something is served is no reason to end', async () => {
    await using run = new Run();
    const control = await run.control();
    const port = await freePort();
    await control.push([listenerPart(port), valuePart('one')]);
    void control.ask('exit', 78).catch(() => {});
    await run.seen({ log: 'process ended, starting another', process: 'control', code: 78 });
    expect(await new Client(port).ask('value')).toMatch(/ one$/);
  });

  test('nor is it once a control process was ready that had nothing for the workers', async () => {
    await using run = new Run();
    const control = await run.control();
    void control.ask('exit', 78).catch(() => {});
    await run.seen({ log: 'process ended, starting another', process: 'control', code: 78 });
    await run.control();
  });

  test('stop signals that reach the other processes are left to the supervisor', async () => {
    await using run = new Run();
    const control = await run.control();
    const port = await freePort();
    await control.push([listenerPart(port), valuePart('one')]);
    const client = new Client(port);
    const before = await client.ask('value');
    for (const pid of [control.pid, Number.parseInt(before, 10)]) {
      process.kill(pid, 'SIGTERM');
      process.kill(pid, 'SIGINT');
    }
    expect(await control.push([valuePart('two')])).toMatchObject({ version: 2 });
    expect(await client.ask('value')).toBe(before.replace('one', 'two'));
  });
});

describe.concurrent('stopping', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('%s lets requests finish and exits 0', async (signal) => {
    await using run = new Run();
    const control = await run.control();
    const port = await freePort();
    await control.push([listenerPart(port), valuePart('one')]);
    const [busy, idle] = [...(await clientOfEach(port)).values()];
    await busy?.ask('begin');
    run.supervisor.kill(signal);
    await run.seen({ control: 'stopping' });
    await idle?.closed;
    expect(await busy?.ask('finish')).toBe('done');
    expect(await run.exitCode()).toBe(0);
  });

  test('serves on and takes changes while the readiness delay lasts', async () => {
    await using run = new Run({ readinessDelayMs: 1000 });
    const control = await run.control();
    const port = await freePort();
    await control.push([listenerPart(port), valuePart('one')]);
    run.supervisor.kill('SIGTERM');
    await run.seen({ control: 'stopping' });
    await control.push([valuePart('two')]);
    expect(await new Client(port).ask('value')).toMatch(/ two$/);
    await run.seen({ control: 'flushed' });
    expect(await run.exitCode()).toBe(0);
  });

  test('requests that outlast the deadline do not keep the server', async () => {
    await using run = new Run({ drainMs: 0, graceMs: 200 });
    const control = await run.control();
    const port = await freePort();
    await control.push([listenerPart(port)]);
    const client = new Client(port);
    await client.ask('begin');
    run.supervisor.kill('SIGTERM');
    await client.closed;
    expect(await run.exitCode()).toBe(0);
  });

  test('a second SIGINT ends everything at once', async () => {
    await using run = new Run({ repeatMs: 0 });
    const control = await run.control();
    const port = await freePort();
    await control.push([listenerPart(port)]);
    const client = new Client(port);
    await client.ask('begin');
    run.supervisor.kill('SIGINT');
    await run.seen({ log: 'draining' });
    run.supervisor.kill('SIGINT');
    expect(await run.exitCode()).toBe(130);
    await client.closed;
  });

  test('a SIGINT that a terminal and npm both deliver counts once', async () => {
    await using run = new Run({ repeatMs: 20_000 });
    const control = await run.control();
    const port = await freePort();
    await control.push([listenerPart(port)]);
    const client = new Client(port);
    await client.ask('begin');
    run.supervisor.kill('SIGINT');
    await run.seen({ log: 'draining' });
    run.supervisor.kill('SIGINT');
    expect(await client.ask('finish')).toBe('done');
    expect(await run.exitCode()).toBe(0);
  });

  test('SIGHUP changes nothing', async () => {
    await using run = new Run();
    const control = await run.control();
    run.supervisor.kill('SIGHUP');
    await run.seen({ log: 'SIGHUP ignored: changes are taken up as they are made' });
    expect(await control.push([valuePart('one')])).toMatchObject({ version: 1 });
  });

  test('when the supervisor is killed, every process ends', async () => {
    await using run = new Run();
    const control = await run.control();
    const port = await freePort();
    await control.push([listenerPart(port)]);
    const client = new Client(port);
    await client.ask('value');
    run.supervisor.kill('SIGKILL');
    await client.closed;
    // Standard output, which all of them hold, closes with the last.
    await expect(run.seen({ log: 'never' })).rejects.toThrow('the stream ended');
  });
});
