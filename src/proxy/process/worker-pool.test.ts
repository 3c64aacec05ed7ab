import { readFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { programFolders } from '../../../test/support/built-program.ts';
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

describe.concurrent('workers', () => {
  test('a killed worker is replaced, its successor has the configuration, the other keeps its connections', async () => {
    await using run = new Run();
    const control = await run.control();
    const port = await freePort();
    expect(await control.push([listenerPart(port), valuePart('one')])).toEqual({
      version: 1,
      listenerProblems: [],
    });
    const [killed, kept] = [...(await clientOfEach(port))];
    if (killed === undefined || kept === undefined) throw new Error('two workers expected');
    process.kill(killed[0], 'SIGKILL');
    await killed[1].closed;
    expect(await run.seen({ log: 'process ended, starting another' })).toMatchObject({
      process: 'worker',
      processId: killed[0],
      signal: 'SIGKILL',
    });
    await run.workers((ready) => bothReady(ready, [killed[0]]));
    expect(await control.push([valuePart('two')])).toMatchObject({ version: 2 });
    expect(await kept[1].ask('value')).toBe(`${kept[0]} two`);
    const values = [...(await clientOfEach(port))];
    expect(values.map(([pid]) => pid)).not.toContain(killed[0]);
    for (const [pid, client] of values) expect(await client.ask('value')).toBe(`${pid} two`);
  });

  test('a worker that hangs is killed and replaced', async () => {
    await using run = new Run({ hangMs: 1000 });
    const control = await run.control();
    const port = await freePort();
    await control.push([listenerPart(port), valuePart('one')]);
    const client = new Client(port);
    const pid = Number.parseInt(await client.ask('value'), 10);
    client.tell('spin');
    expect(await run.seen({ log: 'worker killed' })).toMatchObject({
      processId: pid,
      why: 'no sign of life',
    });
    await run.workers((ready) => bothReady(ready, [pid]));
  });

  test('workers that cannot start are said to be so in one line, with the last exit code', async () => {
    const worker = { modulePath: fixture('control'), args: ['7'], allowRead: programFolders };
    await using run = new Run({ worker });
    const said = { log: 'workers cannot start: 3 in a row ended before they were ready' };
    expect(await run.seen(said)).toMatchObject({
      lastCode: 7,
      hint: expect.stringContaining('may not read'),
    });
  });

  test('a worker cannot read files, nor see what the environment holds for others', async () => {
    await using run = new Run();
    const control = await run.control();
    const port = await freePort();
    await control.push([listenerPart(port)]);
    const client = new Client(port);
    expect(readFileSync('/etc/passwd', 'utf8')).not.toBe('');
    expect(await client.ask('read')).toBe('ERR_ACCESS_DENIED');
    expect(await client.ask('environment')).not.toContain('CLOUD_SECRET');
  });

  test('what is no message is ignored, and said once', async () => {
    await using run = new Run();
    const control = await run.control();
    const port = await freePort();
    await control.push([listenerPart(port), valuePart('one')]);
    const client = new Client(port);
    const pid = Number.parseInt(await client.ask('value'), 10);
    await client.ask('garbage');
    await run.seen({ log: 'message not understood, ignored', processId: pid });
    await control.ask('garbage');
    await run.seen({ log: 'message not understood, ignored', process: 'control' });
    expect(await control.push([valuePart('two')])).toMatchObject({ version: 2 });
    expect(await client.ask('value')).toBe(`${pid} two`);
  });
});

describe.concurrent('counters', () => {
  test('what a killed worker counted stays in the sum, its gauges do not', async () => {
    await using run = new Run();
    const control = await run.control();
    const port = await freePort();
    await control.push([listenerPart(port)]);
    const counted = (requests: number): Promise<void> =>
      vi.waitFor(async () => expect(await control.ask('counters')).toMatchObject({ counts: { requests } }));
    const client = new Client(port);
    const pid = Number.parseInt(await client.ask('value'), 10);
    for (let count = 1; count < 10; count += 1) await client.ask('value');
    await counted(10);
    process.kill(pid, 'SIGKILL');
    await run.workers((ready) => bothReady(ready, [pid]));
    await counted(10);
    const gauges = expect.not.arrayContaining([
      expect.objectContaining({ gauges: expect.objectContaining({ connections: 1 }) }),
    ]);
    await vi.waitFor(async () => expect(await control.ask('counters')).toMatchObject({ gauges }));
  });
});
