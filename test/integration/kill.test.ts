import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminRequest, controlSocketPath } from '../../src/admin/index.ts';
import { instanceRow } from '../../src/cli/wire/wire.ts';
import { seenIn } from '../support/http-client.ts';
import { backend, ingress, manifest } from '../support/manifests.ts';
import { type NamedOrigin, namedOrigin } from '../support/named-origin.ts';
import { acceptedPorts, isRunning, killAccepted } from '../support/processes.ts';
import { type Program, soon, startProgram } from '../support/program.ts';
import { SteadyLoad } from '../support/steady-load.ts';

let origin: NamedOrigin;
let program: Program;
let load: SteadyLoad;

beforeAll(async () => {
  origin = await namedOrigin('web');
  program = await startProgram({
    manifests: {
      'web.yaml': manifest(backend(origin)),
      'load.yaml': manifest(ingress('load', [['load.example', '/', 'web']])),
    },
  });
  load = new SteadyLoad(program, {
    host: 'load.example',
    service: 'web',
    keepAlive: 6,
    fresh: 4,
    pauseMs: 8,
  });
  await load.more(50);
});

afterAll(async () => {
  await load.stop();
  await program.close();
  await origin.close();
});

describe('kill -9 under load', () => {
  test.each([0, 1])(
    'of worker %i loses nothing but what that worker had accepted, and it is replaced',
    async (index) => {
      expect(load.takeFailures()).toEqual([]);
      const before = program.processes.workers;
      const victim = before[index] ?? 0;
      expect(before).toHaveLength(2);

      const accepted = await killAccepted(victim, [program.http, program.https]);

      await load.more(100);
      await expect.poll(() => program.processes.workers.filter((pid) => pid !== victim).length, soon).toBe(2);
      await load.more(100);
      expect(load.takeFailures().filter(({ localPort }) => !accepted.has(localPort))).toEqual([]);
      expect(program.processes.workers).toContain(before[1 - index]);
      expect(isRunning(victim)).toBe(false);
      // The new worker takes part: among so many connections some are its own.
      await expect
        .poll(async () => {
          await load.more(20);
          return program.processes.workers.every((pid) => acceptedPorts(pid, program.http).size > 0);
        }, soon)
        .toBe(true);
    },
  );

  test('of the control process loses nothing, and the next one takes up edits', async () => {
    expect(load.takeFailures()).toEqual([]);
    const [victim = 0] = program.processes.control;
    const [made] = await program.instances();
    const workers = program.processes.workers;
    process.kill(victim, 'SIGKILL');
    const from = program.stdout.count;
    // Made while nobody watches.
    await program.edit('late.yaml', manifest(ingress('late', [['late.example', '/', 'web']])));
    await expect.poll(async () => (await program.request('late.example', '/')).status, soon).toBe(200);
    await load.more(100);

    expect(program.processes.control).toHaveLength(1);
    expect(program.processes.control).not.toContain(victim);
    expect(program.processes.workers).toEqual(workers);
    expect(await program.instances()).toEqual([
      { ...made, ingresses: expect.arrayContaining(['default/late']) },
    ]);
    await program.edit('late.yaml', manifest(ingress('late', [['later.example', '/', 'web']])));
    await program.stdout.find(/^Ingress default\/late changed/, from);
    expect((await program.request('later.example', '/')).status).toBe(200);
    expect(load.takeFailures()).toEqual([]);
    // It took over: what was announced is not announced again.
    expect(program.stdout.all.slice(from).filter((line) => line.startsWith('Sluice serves'))).toEqual([]);
  });

  test('of the supervisor lets requests under way finish; another server on its state directory goes on', async () => {
    const [before] = await program.instances();
    await load.stop();
    const { control, workers } = program.processes;
    const underWay = [1, 2, 3, 4].map(() => program.request('load.example', '/slow/400'));
    await expect.poll(() => origin.underWay(), soon).toBe(4);
    expect(await program.stop('SIGKILL')).toBe(null);
    const started = program.start();
    for (const answer of await Promise.all(underWay)) expect(seenIn(answer).service).toBe('web');
    await started;

    expect(seenIn(await program.request('load.example', '/')).service).toBe('web');
    expect(seenIn(await program.request('later.example', '/', { tls: true })).service).toBe('web');
    expect(await program.instances()).toMatchObject([
      { id: before?.id, address: before?.address, ports: before?.ports },
    ]);
    await expect.poll(() => [...control, ...workers].filter(isRunning), soon).toEqual([]);
  });

  test('of all processes at once, in the middle of edits and orders, loses no instance and no order that was answered', async () => {
    const [first] = await program.instances();
    const orders: string[] = [];
    for (let round = 0; round < 2; round++) {
      const writing = keepWriting(round, orders);
      const wanted = orders.length + 3;
      await expect.poll(() => orders.length, soon).toBeGreaterThanOrEqual(wanted);
      program.killAll();
      await program.ended;
      await writing;
      await program.start();
      const ids = (await program.instances()).map(({ id }) => id);
      expect(ids).toEqual(expect.arrayContaining([first?.id, ...orders]));
      expect((await program.ingress('default/load'))?.instanceId).toBe(first?.id);
      expect((await program.request('load.example', '/')).status).toBe(200);
    }
  });

  test('leaves no trace of an error in the program', () => {
    expect(program.stderr.text()).not.toMatch(/^\s+at /m);
  });
});

/** Edits a manifest and orders instances until the server is gone; notes the id of each order that was answered. */
async function keepWriting(round: number, orders: string[]): Promise<void> {
  const order = { addressType: 'intranet', specification: 'slb.s1.small' };
  for (let count = 0; ; count++) {
    await program.edit(
      'edited.yaml',
      manifest(ingress('edited', [[`e${round}-${count}.example`, '/', 'web']])),
    );
    try {
      const socket = controlSocketPath(program.state);
      orders.push(instanceRow.parse(await adminRequest(socket, 'POST', '/v1/instances', order)).id);
    } catch {
      return;
    }
  }
}
