import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';
import { type Clock, silentLogger, systemClock } from '../../../base/index.ts';
import type { ApiOptions } from './api-options.ts';
import { callLimiter } from './call-limiter.ts';
import { ClbError } from './clb-error.ts';

/** One request as it came. */
export interface ReceivedCall {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What happens to one request. */
export type ScriptedAnswer = (response: ServerResponse, call: ReceivedCall) => void;

/** An API that answers what the test says, in order; the last answer goes on for ever. */
export interface ScriptedApi {
  readonly received: readonly ReceivedCall[];
  readonly endpoint: string;
  options(more?: Partial<ApiOptions>): ApiOptions;
}

export const json =
  (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): ScriptedAnswer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

/** The connection ends without an answer. */
export const lost: ScriptedAnswer = (response) => void response.destroy();

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
});

export async function scriptedApi(...answers: ScriptedAnswer[]): Promise<ScriptedApi> {
  const received: ReceivedCall[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const call = { method, url, headers, body };
      received.push(call);
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      answer?.(response, call);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  // A server that listens on TCP has an address of this kind.
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    received,
    endpoint,
    options: (more = {}) => ({ ...testOptions(endpoint), ...more }),
  };
}

/** Options without waits worth naming. */
export function testOptions(endpoint: string, clock: Clock = systemClock): ApiOptions {
  return {
    region: 'cn-hangzhou',
    endpoint,
    vpcEndpoints: false,
    credentials: {
      description: 'test',
      current: async () => ({ accessKeyId: 'test', accessKeySecret: 'test', securityToken: undefined }),
    },
    limiter: callLimiter({ perSecond: 10_000, burst: 1000 }),
    clock,
    logger: silentLogger,
    signal: new AbortController().signal,
    retry: { baseMs: 1, maxMs: 1 },
  };
}

/** The error a call fails with. */
export async function errorOf(call: Promise<unknown>): Promise<ClbError> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ClbError)) throw new Error(`no ClbError: ${String(error)}`);
  return error;
}
