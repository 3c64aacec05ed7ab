import type { Socket } from 'node:net';
import { type ScriptedOrigin, scriptedOrigin } from '../../../test/support/scripted-origin.ts';
import type { ResponseHead } from '../forward/request.ts';
import type { Upstream, UpstreamFailure, UpstreamRequest } from '../forward/upstream.ts';
import { Deadlines } from '../listener/deadlines.ts';
import type { PoolBounds } from './endpoint-pool.ts';
import { UpstreamPool } from './pool.ts';

export const plainRequest: UpstreamRequest = {
  method: 'GET',
  authority: 'a.example',
  target: '/',
  headers: [],
  bodyLength: 0,
  expectContinue: false,
  takesTrailers: false,
  upgrade: undefined,
  timeouts: { connect: 5000, send: 5000, response: 5000, idle: 5000 },
};

export const emptyAnswer = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';

/** How an exchange went. */
export interface Outcome {
  readonly head: ResponseHead | undefined;
  readonly body: string;
  readonly end: 'complete' | UpstreamFailure;
  readonly stale: boolean;
  readonly informational: number;
}

const bounds: PoolBounds = {
  ...{ idlePerEndpoint: 8, idleTimeout: 5000, mostAge: 60_000 },
  ...{ mostPerEndpoint: 0, mostQueued: 8, queueTimeout: 5000 },
};

export interface ExchangeOptions {
  readonly fresh?: boolean;
  readonly onHead?: () => void;
}

/** A pool and one backend it talks to. */
export class PoolBench {
  readonly origin: ScriptedOrigin;
  readonly pool: UpstreamPool;
  readonly #deadlines = new Deadlines(5);

  private constructor(origin: ScriptedOrigin, options: Partial<PoolBounds>) {
    this.origin = origin;
    this.pool = new UpstreamPool(this.#deadlines, { ...bounds, ...options });
  }

  /** A backend that does what `script` says each time something comes. */
  static async start(
    script: (socket: Socket, received: string, index: number) => void,
    options: Partial<PoolBounds> = {},
  ): Promise<PoolBench> {
    return new PoolBench(await scriptedOrigin(script), options);
  }

  /** One exchange; `use` sends the body, and ends it. */
  exchange(
    request: Partial<UpstreamRequest> = {},
    use: (upstream: Upstream) => void = (upstream) => upstream.sendEnd(),
    options: ExchangeOptions = {},
  ): Promise<Outcome> {
    const to = { address: '127.0.0.1', port: this.origin.port };
    return new Promise((resolve) => {
      let head: ResponseHead | undefined;
      let body = '';
      let informational = 0;
      const end = (how: Outcome['end'], stale = false): void =>
        resolve({ head, body, end: how, stale, informational });
      const upstream = this.pool.open(
        to,
        { ...plainRequest, ...request },
        {
          onInformational: () => {
            informational += 1;
          },
          onHead: (response) => {
            head = response;
            options.onHead?.();
          },
          onResponseBody: (chunk) => {
            body += chunk.toString('latin1');
          },
          onResponseEnd: () => end('complete'),
          onTunnel: () => end('complete'),
          onBatchEnd: () => true,
          onRequestDrain() {},
          onFailure: end,
        },
        options.fresh === true,
      );
      use(upstream);
    });
  }

  async close(): Promise<void> {
    this.pool.close();
    this.#deadlines.close();
    await this.origin.close();
  }
}
