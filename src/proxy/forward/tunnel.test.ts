import { afterEach, describe, expect, test } from 'vitest';
import { Deadlines } from '../listener/deadlines.ts';
import type { TunnelEnd, TunnelEvents } from './downstream.ts';
import { MemoryTunnelEnd } from './memory-tunnel.test-support.ts';
import { Tunnel, type TunnelTraffic } from './tunnel.ts';

const deadlines = new Deadlines(5);
let peers: MemoryTunnelEnd[] = [];

afterEach(() => {
  for (const peer of peers) peer.destroy();
  peers = [];
});

interface Run {
  readonly client: MemoryTunnelEnd;
  readonly backend: MemoryTunnelEnd;
  readonly heard: { client: string; backend: string };
  readonly closed: Promise<TunnelTraffic>;
}

function run(timeouts = { idle: 5000, halfClosed: 5000 }): Run {
  const heard = { client: '', backend: '' };
  const end = (side: 'client' | 'backend'): MemoryTunnelEnd =>
    new MemoryTunnelEnd({
      onData(text) {
        heard[side] += text;
      },
      onEnd() {
        heard[side] += '.';
      },
    });
  const client = end('client');
  const backend = end('backend');
  peers = [client, backend];
  const closed = new Promise<TunnelTraffic>((resolve) => {
    new Tunnel(client, backend, { deadlines, timeouts, onClosed: resolve });
  });
  return { client, backend, heard, closed };
}

describe('a tunnel', () => {
  test('ends when both sides have ended, and counts what went through', async () => {
    const { client, backend, heard, closed } = run();
    client.say('abc');
    backend.say('de');
    client.finish();
    backend.finish();
    expect(await closed).toEqual({ fromClient: 3, toClient: 2 });
    expect(heard).toEqual({ client: 'de.', backend: 'abc.' });
  });

  test('ends when one side breaks off', async () => {
    const { client, backend, closed } = run();
    backend.say('de');
    setImmediate(() => client.destroy());
    expect(await closed).toEqual({ fromClient: 0, toClient: 2 });
  });

  test('ends when nothing comes for long', async () => {
    const { closed } = run({ idle: 15, halfClosed: 5000 });
    expect(await closed).toEqual({ fromClient: 0, toClient: 0 });
  });

  test('does not wait long for the second side to end', async () => {
    const { client, closed } = run({ idle: 5000, halfClosed: 15 });
    client.finish();
    await closed;
  });

  test('goes on after one side has ended, as long as something comes', async () => {
    const { client, backend, heard, closed } = run({ idle: 5000, halfClosed: 40 });
    client.finish();
    let left = 10;
    const timer = setInterval(() => {
      backend.say('x');
      left -= 1;
      if (left > 0) return;
      clearInterval(timer);
      backend.finish();
    }, 10);
    expect(await closed).toEqual({ fromClient: 0, toClient: 10 });
    expect(heard.client).toBe(`${'x'.repeat(10)}.`);
  });

  test('stops a side whose peer reads too slowly, until there is room', () => {
    const calls: string[] = [];
    let toClient: TunnelEvents | undefined;
    let toBackend: TunnelEvents | undefined;
    const end = (name: string, keep: (events: TunnelEvents) => void): TunnelEnd => ({
      start: keep,
      send: () => false,
      end() {},
      pause: () => void calls.push(`${name} pauses`),
      resume: () => void calls.push(`${name} resumes`),
      destroy() {},
    });
    const client = end('client', (given) => {
      toClient = given;
    });
    const backend = end('backend', (given) => {
      toBackend = given;
    });
    const tunnel = new Tunnel(client, backend, {
      deadlines,
      timeouts: { idle: 5000, halfClosed: 5000 },
      onClosed() {},
    });
    toClient?.onData(Buffer.from('x'));
    expect(calls).toEqual(['client pauses']);
    toBackend?.onDrain();
    expect(calls).toEqual(['client pauses', 'client resumes']);
    deadlines.remove(tunnel);
  });
});
