import { once } from 'node:events';
import { Agent } from 'node:http';
import { connect, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seenIn } from '../support/http-client.ts';
import { backend, ingress, manifest, service } from '../support/manifests.ts';
import { type NamedOrigin, namedOrigin } from '../support/named-origin.ts';
import { type Program, runCommand, soon, startProgram } from '../support/program.ts';
import { RawClient } from '../support/raw-client.ts';

let origin: NamedOrigin;
let program: Program;

beforeAll(async () => {
  origin = await namedOrigin('web');
});

afterAll(() => origin.close());

/** `web.example` leads to the test's own backend and every other host to an echo backend. */
function everything(): string {
  const rules = [
    ingress('web', [['web.example', '/', 'web']]),
    ingress('echo', [], { defaultBackend: 'echo' }),
  ];
  return manifest(backend(origin), service('echo'), ...rules);
}

async function openSocket({ address, http }: Program): Promise<WebSocket> {
  const socket = new WebSocket(`ws://${address}:${http}/chat`);
  await once(socket, 'open');
  return socket;
}

async function echoed(socket: WebSocket, text: string): Promise<unknown> {
  const message = once(socket, 'message');
  socket.send(text);
  const [event] = await message;
  return event instanceof MessageEvent ? event.data : undefined;
}

/** Whether the address takes connections. */
async function listens({ address, http }: Program): Promise<boolean> {
  const socket = connect(http, address);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

describe('a server', () => {
  beforeAll(async () => {
    program = await startProgram({
      manifests: { 'all.yaml': everything() },
      flags: ['--echo', '--drain-timeout', '20'],
    });
  });

  afterAll(() => program.close());

  test('lets no second one on its state directory, which ends with 1 and names the first', async () => {
    const second = await runCommand('serve', '--manifests', program.manifests, '--state-dir', program.state);
    expect(second).toMatchObject({ code: 1, stdout: '' });
    expect(second.stderr).toContain(
      `error: Another server, process ${program.pid}, uses the state directory`,
    );
    expect(second.stderr).toMatch(/^hint: Stop process \d+, or name another folder with --state-dir\.$/m);
    expect(seenIn(await program.request('web.example', '/')).service).toBe('web');
  });

  test('that gets SIGTERM takes no more connections, lets all requests and a WebSocket go on, and ends with 0', async () => {
    const socket = await openSocket(program);
    expect(await echoed(socket, 'before')).toBe('before');
    const silent = await RawClient.open(program.http, program.address);
    const agent = new Agent({ keepAlive: true });
    seenIn(await program.request('web.example', '/', { agent }));
    const slow = [0, 1, 2, 3, 4, 5, 6, 7].map((index) =>
      program.request(
        'web.example',
        `/slow/${800 + 20 * index}`,
        index % 2 === 0 ? { agent } : { tls: index === 3 },
      ),
    );
    await expect.poll(() => origin.underWay(), soon).toBe(8);

    const ended = program.stop('SIGTERM');
    await expect.poll(() => listens(program), soon).toBe(false);
    expect(origin.underWay()).toBe(8);
    // Accepted before, so what it asks now is still answered.
    silent.send('GET / HTTP/1.1\r\nhost: web.example\r\n\r\n');
    expect(await silent.untilEnd()).toMatch(/^HTTP\/1\.1 200 /);
    for (const answer of await Promise.all(slow)) {
      expect(seenIn(answer).service).toBe('web');
      expect(answer.headers.connection).toBe('close');
    }
    expect(await echoed(socket, 'during the drain')).toBe('during the drain');
    const closed = once(socket, 'close');
    socket.close();
    await closed;
    expect(await ended).toBe(0);
    agent.destroy();
    expect(program.stderr.text()).not.toMatch(/"level":"error"|^\s+at /m);
  });
});

describe('a server whose port is taken', () => {
  beforeAll(async () => {
    program = await startProgram({
      flags: ['--echo', '--drain-timeout', '0.5'],
      ready: /^No Ingress to serve/,
    });
  });

  afterAll(() => program.close());

  test('is told which port it is and by whom, and serves once it is free', async () => {
    const foreign = createServer();
    foreign.listen(program.https, program.address);
    await once(foreign, 'listening');
    await program.edit('all.yaml', everything());
    const line = await program.stderr.find(/ListenerPortTaken/);
    expect(line).toContain(`Cannot listen on port ${program.https} of ${program.address}`);
    expect(line).toContain(`(process ${process.pid})`);
    expect(seenIn(await program.request('web.example', '/')).service).toBe('web');
    foreign.close();
    await program.stdout.find(/^ {2}Try$/);
    expect(seenIn(await program.request('web.example', '/', { tls: true })).service).toBe('web');
  });

  test('ends a WebSocket that stays open at the drain timeout, and still ends with 0', async () => {
    const socket = await openSocket(program);
    const closed = once(socket, 'close');
    expect(await program.stop('SIGTERM')).toBe(0);
    await closed;
  });
});

test.each([
  ['cannot be written', '/proc/sluice-state', 'cannot be written'],
  ['is a file', import.meta.filename, 'is not a folder'],
])(
  'a state directory that %s ends the server with 78, a message and a hint',
  async (_what, state, message) => {
    const manifests = import.meta.dirname;
    const { code, stdout, stderr } = await runCommand(
      'serve',
      '--manifests',
      manifests,
      '--state-dir',
      state,
    );
    expect({ code, stdout }).toEqual({ code: 78, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^error: .*${state}.*${message}.*\\nhint: .*--state-dir.*\\n$`));
  },
);
