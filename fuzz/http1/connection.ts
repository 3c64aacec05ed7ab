import type { Client, Downstream } from '../../src/proxy/forward/downstream.ts';
import type { ResponseHead } from '../../src/proxy/forward/request.ts';
import { Http1DownstreamConnection } from '../../src/proxy/http1/downstream-connection.ts';
import type { DownstreamOwner } from '../../src/proxy/http1/downstream-owner.ts';
import { requestLimits } from '../../src/proxy/http1/limits.ts';
import { Deadlines } from '../../src/proxy/listener/deadlines.ts';
import { MemorySocket } from './memory-socket.ts';
import type { RequestsRead } from './parse-requests.ts';

const client: Client = {
  address: '127.0.0.1',
  port: 1,
  secure: false,
  publishedPort: 80,
  httpsPort: undefined,
  serverName: '',
};
const empty: ResponseHead = { status: 200, headers: [], length: 0, hasBody: false, upgrade: undefined };

/** A request as it reached the forwarder. */
interface Served {
  readonly downstream: Downstream;
  body: string;
  complete: boolean;
}

/** The connection that workers serve clients with, over memory; every request is answered as soon as it is complete. */
export class ServedConnection {
  readonly #deadlines = new Deadlines();

  close(): void {
    this.#deadlines.close();
  }

  /** How what the connection served differs from what the parser alone made of the same bytes. */
  difference(pieces: readonly Buffer[], parsed: RequestsRead): string | undefined {
    const served: Served[] = [];
    let refused: number | undefined;
    const socket = new MemorySocket();
    const owner = this.#owner(served, (status) => {
      refused = status;
    });
    new Http1DownstreamConnection(socket, client, owner);
    for (const piece of pieces) socket.deliver(piece);
    socket.destroy();
    return compare(served, refused, parsed);
  }

  #owner(served: Served[], refuse: (status: number) => void): DownstreamOwner {
    return {
      deadlines: this.#deadlines,
      timeouts: { idle: 1e6, head: 1e6, body: 1e6, leastBodyRate: 0, write: 1e6, linger: 1e6 },
      bounds: { requests: 1e6, age: 1e9 },
      limits: requestLimits,
      draining: false,
      reasonHeader: false,
      onRequest: (downstream) => serve(downstream, served, refuse),
      onRefused: (_client, error) => refuse(error.status),
      onGone() {},
    };
  }
}

function serve(downstream: Downstream, served: Served[], refuse: (status: number) => void): void {
  const request: Served = { downstream, body: '', complete: false };
  served.push(request);
  downstream.start({
    onRequestBody(chunk) {
      request.body += chunk.toString('latin1');
    },
    onRequestEnd() {
      request.complete = true;
      downstream.sendHead(empty);
      downstream.sendEnd();
    },
    onRequestError: refuse,
    onResponseDrain() {},
    onClosed() {},
  });
}

function compare(served: Served[], refused: number | undefined, parsed: RequestsRead): string | undefined {
  // After a request to switch protocols the parser stops; the connection goes on once the switch is declined.
  const switches = parsed.requests.at(-1)?.head.upgrade !== undefined;
  if (switches ? served.length < parsed.requests.length : served.length !== parsed.requests.length) {
    return 'number of requests';
  }
  for (const [i, { head, body, complete }] of parsed.requests.entries()) {
    const theirs = served[i];
    if (theirs?.downstream.request.path !== head.path || theirs.downstream.request.method !== head.method) {
      return `request ${i}`;
    }
    if (theirs.body !== body || theirs.complete !== complete) return `body of request ${i}`;
  }
  const error = typeof parsed.end === 'string' ? undefined : parsed.end;
  if (switches || (error === undefined) === (refused === undefined)) return undefined;
  return `refused with ${refused ?? 'nothing'} instead of ${error?.status ?? 'nothing'}`;
}
