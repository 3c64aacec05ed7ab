import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer, type Server, Socket } from 'node:net';
import { Http1DownstreamConnection } from '../http1/downstream-connection.ts';
import type { DownstreamOwner } from '../http1/downstream-owner.ts';
import { requestLimits } from '../http1/limits.ts';
import { Deadlines } from '../listener/deadlines.ts';
import { UpstreamPool } from '../upstream/pool.ts';
import { runExchange } from './exchange.ts';
import { forwardDecision, inTurn, patientSettings } from './forwarding-decision.test-support.ts';
import {
  type Bench,
  type BenchOptions,
  type Harness,
  Records,
  type Script,
} from './forwarding-harness.test-support.ts';
import { RetryBudget } from './retry-budget.ts';
import { SocketClient } from './socket-client.test-support.ts';
import { SocketOrigin } from './socket-origin.test-support.ts';

const timeouts = { idle: 5000, head: 5000, body: 5000, leastBodyRate: 0, write: 5000, linger: 200 };
const pool = {
  ...{ idlePerEndpoint: 8, idleTimeout: 5000, mostAge: 60_000 },
  ...{ mostPerEndpoint: 0, mostQueued: 8, queueTimeout: 1000 },
};

/** The forwarder between real sockets, HTTP/1.1 on both sides. */
export const socketHarness: Harness = { start };

async function start(scripts: readonly Script[], options: BenchOptions = {}): Promise<Bench> {
  const origin = new SocketOrigin(scripts);
  const port = await origin.listen();
  const refused = await closedPort();
  const deadlines = new Deadlines(10);
  const upstreams = new UpstreamPool(deadlines, pool);
  const records = new Records();
  const picker = inTurn(options.endpoints ?? 3, (index) =>
    scripts[index]?.kind === 'refuse' ? refused : port,
  );
  const forwarding = {
    deadlines,
    budget: new RetryBudget(),
    connector: upstreams,
    settings: { ...patientSettings, ...options.settings },
    record: records.add.bind(records),
  };
  const gauge = new HeldBytes();
  const owner: DownstreamOwner = {
    deadlines,
    timeouts,
    bounds: { requests: 100, age: 60_000 },
    limits: requestLimits,
    draining: false,
    reasonHeader: forwarding.settings.reasonHeader,
    onRequest: (downstream) =>
      runExchange(forwarding, downstream, forwardDecision(picker, downstream.request.path, options.policies)),
    onRefused: () => {},
    onGone: () => {},
  };
  const { server, port: listenPort } = await listen(owner, gauge);
  let last: SocketClient | undefined;
  const open = async (): Promise<SocketClient> => {
    last = await SocketClient.open(listenPort);
    return last;
  };
  return {
    send: async (request) => (await open()).send(request),
    tunnel: async (request) => (await open()).tunnel(request),
    seen: origin.seen,
    records: records.all,
    get mostHeld() {
      return gauge.most;
    },
    hangs: () => origin.hanging.happened,
    leave: () => last?.leave(),
    abandoned: () => origin.abandoned.happened,
    recorded: (count) => records.recorded(count),
    async close() {
      gauge.close();
      server.close();
      upstreams.close();
      await origin.close();
      deadlines.close();
    },
  };
}

async function listen(owner: DownstreamOwner, gauge: HeldBytes): Promise<{ server: Server; port: number }> {
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    gauge.watch(socket);
    const address = '127.0.0.1';
    const client = { address, port: 0, secure: false, publishedPort: 80, httpsPort: 443, serverName: '' };
    new Http1DownstreamConnection(socket, client, owner);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: portOf(server) };
}

/** A port nobody listens on. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  server.close();
  await once(server, 'close');
  return port;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Sees how much is held in the buffers of sockets. Those of clients are among them: they never hold much themselves. */
class HeldBytes {
  most = 0;
  readonly #sockets: Socket[] = [];
  readonly #onConnect = (message: unknown): void => {
    if (typeof message !== 'object' || message === null || !('socket' in message)) return;
    if (message.socket instanceof Socket) this.watch(message.socket);
  };

  constructor() {
    subscribe('net.client.socket', this.#onConnect);
  }

  watch(socket: Socket): void {
    this.#sockets.push(socket);
    socket.on('data', () => {
      for (const { writableLength } of this.#sockets) this.most = Math.max(this.most, writableLength);
    });
  }

  close(): void {
    unsubscribe('net.client.socket', this.#onConnect);
    for (const socket of this.#sockets) socket.destroy();
  }
}
