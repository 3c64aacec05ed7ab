import type { Endpoint } from '../../model/index.ts';
import {
  type Answer,
  bodyChunks,
  bodySize,
  Moment,
  type Script,
  type SeenRequest,
} from './forwarding-harness.test-support.ts';
import { MemoryPipe } from './memory-pipe.test-support.ts';
import { MemoryTunnelEnd } from './memory-tunnel.test-support.ts';
import type { ResponseHead } from './request.ts';
import type { Connector, Upstream, UpstreamEvents, UpstreamRequest } from './upstream.ts';

/** Backends in memory: each attempt plays the next script. */
export class MemoryConnector implements Connector {
  readonly seen: SeenRequest[] = [];
  readonly hanging: Moment = new Moment();
  readonly abandoned: Moment = new Moment();
  mostHeld = 0;
  /** Connections that served a whole exchange and were kept. */
  #kept = 0;
  readonly #scripts: Script[];

  constructor(scripts: readonly Script[]) {
    this.#scripts = [...scripts];
  }

  open(_endpoint: Endpoint, request: UpstreamRequest, events: UpstreamEvents, fresh: boolean): Upstream {
    const script = this.#scripts.shift();
    if (script === undefined) throw new Error('more attempts than scripts');
    const reused = !fresh && this.#kept > 0;
    if (reused) this.#kept -= 1;
    const exchange = new MemoryExchange(script, request, events, {
      reused,
      onHead: (seen) => this.seen.push(seen) - 1,
      onBody: (index, body) => {
        const before = this.seen[index];
        if (before !== undefined) this.seen[index] = { ...before, body };
      },
      onKept: () => {
        this.#kept += 1;
      },
      onHeld: (bytes) => {
        this.mostHeld = Math.max(this.mostHeld, bytes);
      },
      onHang: () => this.hanging.happens(),
      onAbort: () => this.abandoned.happens(),
    });
    setImmediate(() => exchange.play());
    return exchange;
  }
}

interface Stage {
  readonly reused: boolean;
  onHead(seen: SeenRequest): number;
  onBody(index: number, body: string): void;
  onKept(): void;
  onHeld(bytes: number): void;
  onHang(): void;
  onAbort(): void;
}

class MemoryExchange implements Upstream {
  readonly connectMs = -1;
  readonly #script: Script;
  readonly #request: UpstreamRequest;
  readonly #events: UpstreamEvents;
  readonly #stage: Stage;
  readonly #sent: MemoryPipe;
  readonly #body: Buffer[] = [];
  readonly #received = new Moment();
  #response: MemoryPipe | undefined;
  #over = false;

  constructor(script: Script, request: UpstreamRequest, events: UpstreamEvents, stage: Stage) {
    this.#script = script;
    this.#request = request;
    this.#events = events;
    this.#stage = stage;
    const slow = script.kind === 'answer' && script.slowReader === true;
    this.#sent = new MemoryPipe(
      {
        onData: (chunk) => {
          this.#body.push(chunk);
        },
        onEnd: () => this.#received.happens(),
        onDrain: () => {
          if (!this.#over) events.onRequestDrain();
        },
      },
      slow ? 4096 : undefined,
    );
  }

  sendBody(chunk: Buffer): boolean {
    if (this.#over) return true;
    const room = this.#sent.write(chunk);
    this.#stage.onHeld(this.#sent.mostHeld);
    return room;
  }

  sendEnd(): void {
    this.#sent.end();
  }

  pauseResponse(): void {
    this.#response?.pause();
  }

  resumeResponse(): void {
    this.#response?.resume();
  }

  abort(): void {
    this.#over = true;
    this.#response?.destroy();
    this.#stage.onAbort();
  }

  play(): void {
    const script = this.#script;
    if (this.#over) return;
    if (script.kind === 'refuse') return this.#fail('connect-failed');
    const { method, target, authority, headers } = this.#request;
    const index = this.#stage.onHead({ method, target, host: authority, headers, body: '' });
    switch (script.kind) {
      case 'close':
        return this.#fail('reset', this.#stage.reused);
      case 'nonsense':
        return this.#fail('protocol-error');
      case 'hang':
        this.#stage.onHang();
        setTimeout(() => this.#fail('timeout'), this.#request.timeouts.response).unref();
        return;
      case 'tunnel':
        return this.#openTunnel(script.greeting, script.farewell);
      default:
        void this.#answer(script, index);
    }
  }

  #fail(failure: Parameters<UpstreamEvents['onFailure']>[0], stale = false): void {
    if (this.#over) return;
    this.#over = true;
    this.#events.onFailure(failure, stale);
  }

  #openTunnel(greeting: string, farewell: string): void {
    const end: MemoryTunnelEnd = new MemoryTunnelEnd({
      onData: (text) => end.say(text),
      onEnd: () => {
        end.say(farewell);
        end.finish();
      },
    });
    end.say(greeting);
    this.#over = true;
    this.#events.onTunnel(head(101, { upgrade: 'websocket' }), end);
  }

  async #answer(answer: Answer, index: number): Promise<void> {
    for (const status of answer.informational ?? []) this.#events.onInformational(head(status, {}));
    if (answer.early !== true) await this.#received.happened;
    if (this.#over) return;
    this.#stage.onBody(index, Buffer.concat(this.#body).toString('latin1'));
    const parts = answer.body ?? [];
    const framed = (answer.framing ?? 'length') === 'length';
    const bodyless = this.#request.method === 'HEAD' || answer.status === 204 || answer.status === 304;
    const length = answer.announced ?? (framed ? bodySize(parts) : -1);
    const hasBody = !bodyless && length !== 0;
    this.#response = new MemoryPipe({
      onData: (chunk) => {
        this.#events.onResponseBody(chunk);
        this.#events.onBatchEnd();
      },
      onEnd: () => this.#end(answer),
      onDrain: () => {},
    });
    this.#events.onHead(head(answer.status, { headers: answer.headers ?? [], length, hasBody }));
    this.#events.onBatchEnd();
    if (hasBody) for (const chunk of bodyChunks(parts)) this.#response.write(chunk);
    this.#response.end();
  }

  #end(answer: Answer): void {
    if (answer.breaksOff === true) return this.#fail('reset');
    if (answer.early !== true) this.#stage.onKept();
    this.#over = true;
    this.#events.onResponseEnd();
  }
}

function head(status: number, rest: Partial<ResponseHead>): ResponseHead {
  return { status, headers: [], length: -1, hasBody: false, upgrade: undefined, ...rest };
}
