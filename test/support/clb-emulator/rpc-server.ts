import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { ApiError } from './api-error.ts';
import type { Gate } from './authenticate.ts';
import type { Cloud } from './cloud.ts';
import type { CallRecord } from './emulator-options.ts';
import { errorBody, handleCall } from './handle-call.ts';
import { type Call, readCall } from './read-call.ts';

export interface RpcServer {
  listen(port?: number, host?: string): Promise<void>;
  close(): Promise<void>;
  endpoint(): string;
}

/** A certificate chain and its key in a query string are longer than what Node takes by itself. */
const maxHeaderBytes = 256 * 1024;

/** The HTTP side: reads requests, has them done one after the other, sends, loses or holds the answers. */
export function createRpcServer(options: {
  readonly cloud: Cloud;
  readonly gate: Gate;
  readonly stateChanged: () => void;
  readonly called: (call: CallRecord) => void;
}): RpcServer {
  const { cloud } = options;
  let requests = 0;
  const server = createServer({ maxHeaderSize: maxHeaderBytes }, (request, response) => {
    serve(request, response).catch(() => response.destroy());
  });

  // A client that thinks for a while must not meet a connection that is just being closed.
  server.keepAliveTimeout = 0;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = newRequestId(++requests);
    const call = await read(request);
    if (call instanceof ApiError) {
      options.called({ ...unreadable, code: call.code, status: call.status });
      send(response, call.status, { ...errorBody(call.code, call.message), RequestId: requestId });
      return;
    }
    const outcome = handleCall(cloud, options.gate, call);
    options.called(outcome.record);
    if (outcome.changed) options.stateChanged();
    if (outcome.record.answer === 'none' || outcome.record.answer === 'lost') {
      request.socket.destroy();
      return;
    }
    if (outcome.record.answer === 'held') await cloud.faults.held();
    if (outcome.record.code.startsWith('Throttling')) {
      response.setHeader('x-ratelimit-user-api', 'Limit:1,Remain:0,TimeInWindow:100,TimeLeft:20');
    }
    send(response, outcome.status, { ...outcome.body, RequestId: requestId });
  }

  return {
    async listen(port = 0, host = '127.0.0.1') {
      server.listen(port, host);
      await once(server, 'listening');
    },
    async close() {
      if (!server.listening) return;
      server.close();
      server.closeAllConnections();
      cloud.faults.release();
      await once(server, 'close');
    },
    endpoint() {
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('the emulator does not listen');
      return `http://${address.address}:${address.port}`;
    },
  };
}

const unreadable = { action: '', parameters: {}, answer: 'sent', notes: [] } as const;

async function read(request: IncomingMessage): Promise<Call | ApiError> {
  try {
    return await readCall(request);
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}

/** An upper-case UUID, from a number. */
function newRequestId(number: number): string {
  return `00000000-0000-4000-8000-${number.toString(16).toUpperCase().padStart(12, '0')}`;
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json;charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}
