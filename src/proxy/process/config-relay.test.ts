import { describe, expect, test } from 'vitest';
import {
  bothReady,
  clientOfEach,
  freePort,
  listenerPart,
  Run,
  takenPort,
  valuePart,
} from './fixtures/run.ts';

describe.concurrent('push', () => {
  test('a refused version is reported, undone everywhere, and does not trouble what follows', async () => {
    await using run = new Run();
    const control = await run.control();
    const port = await freePort();
    await control.push([listenerPart(port), valuePart('one')]);
    const inventory = await control.ask('inventory');
    expect(await control.push([valuePart('refuse')])).toMatchObject({
      version: 2,
      refused: 'refused by the fixture',
    });
    expect(await control.ask('inventory')).toEqual(inventory);
    expect(await control.push([valuePart('two')])).toEqual({ version: 4, listenerProblems: [] });
    for (const [pid, client] of await clientOfEach(port))
      expect(await client.ask('value')).toBe(`${pid} two`);
  });

  test('a malformed part is refused, with the key and without the text', async () => {
    await using run = new Run();
    const control = await run.control();
    const parts = [{ key: 'certificate/a', hash: 'h', text: '{"kind":"certificate","key":"secret' }];
    expect(await control.ask('push', parts, [])).toMatchObject({ refused: 'part certificate/a is not JSON' });
    expect(await control.ask('inventory')).toEqual({});
  });

  test('a worker that ends counts as answered; when none lives to answer, the version is taken back', async () => {
    await using run = new Run();
    const control = await run.control();
    const port = await freePort();
    await control.push([listenerPart(port), valuePart('one')]);
    const before = [...(await clientOfEach(port)).keys()];
    expect(await control.push([valuePart('crash')])).toEqual({
      version: 2,
      listenerProblems: [],
      refused: 'no worker answered',
    });
    await run.workers((ready) => bothReady(ready, before));
    expect(await control.push([])).toMatchObject({ version: 4 });
    for (const [pid, client] of await clientOfEach(port))
      expect(await client.ask('value')).toBe(`${pid} one`);
  });

  test('a worker that does not answer in time is killed, and the push resolves', async () => {
    await using run = new Run({ pushMs: 1000 });
    const control = await run.control();
    const before = await run.workers(bothReady);
    await control.push([valuePart('one')]);
    expect(await control.push([valuePart('hang')])).toMatchObject({ refused: 'no worker answered' });
    await run.seen({ log: 'worker killed', why: 'did not take up configuration in time' });
    await run.workers((ready) => bothReady(ready, before));
    expect(await control.push([valuePart('two')])).toEqual({ version: 4, listenerProblems: [] });
  });

  test('how far each worker follows is known', async () => {
    await using run = new Run();
    const control = await run.control();
    const pids = await run.workers(bothReady);
    expect(await control.ask('processes')).toMatchObject({ version: 0 });
    for (const [index, name] of ['one', 'two'].entries()) {
      await control.push([valuePart(name)]);
      const follows = { acknowledged: index + 1, owedMs: 0, state: 'ready' };
      expect(await control.ask('processes')).toMatchObject({
        supervisor: { pid: run.supervisor.pid },
        wantedWorkers: 2,
        version: index + 1,
        changedAt: expect.any(Number),
        workers: pids.map((pid) => ({ pid, ...follows })),
      });
    }
  });

  test('a port in use is a listener problem of the push, and can be listened on once it is free', async () => {
    await using run = new Run();
    const control = await run.control();
    const taken = await takenPort();
    const listener = listenerPart(taken.port);
    const problem = { listenerProblems: [{ listener: 'test/80', code: 'EADDRINUSE' }] };
    expect(await control.push([listener, valuePart('one')])).toMatchObject(problem);
    expect(await control.push([listener])).toMatchObject(problem);
    await taken.close();
    expect(await control.push([listener])).toMatchObject({ listenerProblems: [] });
    for (const [pid, client] of await clientOfEach(taken.port)) {
      expect(await client.ask('value')).toBe(`${pid} one`);
    }
  });

  test('a burst of pushes is applied in order', async () => {
    await using run = new Run();
    const control = await run.control();
    const port = await freePort();
    await control.push([listenerPart(port)]);
    const names = Array.from({ length: 50 }, (_, index) => `value-${index}`);
    await Promise.all(names.map((name) => control.push([valuePart(name)])));
    for (const [pid, client] of await clientOfEach(port)) {
      expect(await client.ask('value')).toBe(`${pid} value-49`);
    }
  });
});
