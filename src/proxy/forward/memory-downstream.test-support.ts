import type { Client, Downstream, DownstreamEvents, TunnelEnd } from './downstream.ts';
import {
  bodyChunks,
  bodySize,
  type ClientOutcome,
  type ClientRequest,
  Moment,
  type TunnelRequest,
} from './forwarding-harness.test-support.ts';
import { MemoryPipe } from './memory-pipe.test-support.ts';
import { MemoryTunnelEnd } from './memory-tunnel.test-support.ts';
import type { RequestHead, ResponseHead } from './request.ts';

const client: Client = {
  address: '192.0.2.7',
  port: 40_000,
  secure: false,
  publishedPort: 80,
  httpsPort: 443,
  serverName: '',
};

/** A client in memory, and the forwarder's handle on it. */
export class MemoryDownstream implements Downstream {
  readonly client: Client = client;
  readonly request: RequestHead;
  bodyBytesSent = 0;
  readonly #asked: ClientRequest;
  readonly #tunnel: TunnelRequest | undefined;
  readonly #over = new Moment();
  readonly #response: MemoryPipe;
  readonly #body: Buffer[] = [];
  readonly #informational: number[] = [];
  #events: DownstreamEvents | undefined;
  #request: MemoryPipe | undefined;
  #head: ResponseHead | undefined;
  #complete = false;
  #tunnelled = '';

  constructor(asked: ClientRequest, tunnel?: TunnelRequest) {
    this.#asked = asked;
    this.#tunnel = tunnel;
    this.request = requestHead(asked, tunnel !== undefined);
    const reader = {
      onData: (chunk: Buffer) => {
        this.#body.push(chunk);
      },
      onEnd: () => {
        this.#complete = true;
        this.#over.happens();
      },
      onDrain: () => this.#events?.onResponseDrain(),
    };
    this.#response = new MemoryPipe(reader, asked.slowReader === true ? 4096 : undefined);
  }

  get mostHeld(): number {
    return this.#response.mostHeld;
  }

  async outcome(): Promise<ClientOutcome> {
    await this.#over.happened;
    const { status = 0, headers = [] } = this.#head ?? {};
    const body = Buffer.concat(this.#body).toString('latin1');
    return { status, headers, body, complete: this.#complete, informational: this.#informational };
  }

  async tunnelled(): Promise<string> {
    await this.#over.happened;
    return this.#tunnelled;
  }

  leave(): void {
    this.#response.destroy();
    this.#request?.destroy();
    this.#over.happens();
    this.#events?.onClosed();
  }

  // What the forwarder calls.

  start(events: DownstreamEvents): void {
    this.#events = events;
    if (this.request.bodyLength === 0) return events.onRequestEnd();
    this.#request = new MemoryPipe({
      onData: (chunk) => events.onRequestBody(chunk),
      onEnd: () => events.onRequestEnd(),
      onDrain: () => {},
    });
    if (this.#asked.expectContinue !== true) this.#sendBody();
  }

  pauseRequest(): void {
    this.#request?.pause();
  }

  resumeRequest(): void {
    this.#request?.resume();
  }

  sendInformational(status: number): void {
    if (this.#asked.http10 === true) return;
    this.#informational.push(status);
    if (status === 100) this.#sendBody();
  }

  sendHead(response: ResponseHead): void {
    this.#head = response;
  }

  sendBody(chunk: Buffer): boolean {
    this.bodyBytesSent += chunk.length;
    return this.#response.write(chunk);
  }

  sendEnd(): void {
    this.#response.end();
  }

  flush(): boolean {
    return false;
  }

  abort(): void {
    this.#over.happens();
  }

  openTunnel(response: ResponseHead): TunnelEnd {
    this.#head = response;
    const end = new MemoryTunnelEnd({
      onData: (text) => {
        this.#tunnelled += text;
      },
      onEnd: () => this.#over.happens(),
    });
    end.say(this.#tunnel?.early ?? '');
    end.say(this.#tunnel?.late ?? '');
    end.finish();
    return end;
  }

  #sendBody(): void {
    for (const chunk of bodyChunks(this.#asked.body ?? [])) this.#request?.write(chunk);
    this.#request?.end();
  }
}

function requestHead(asked: ClientRequest, upgrade: boolean): RequestHead {
  const target = asked.target ?? '/';
  const mark = target.indexOf('?');
  return {
    method: asked.method ?? 'GET',
    authority: asked.host ?? 'a.example',
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? '' : target.slice(mark),
    headers: asked.headers ?? [],
    bodyLength: asked.body === undefined ? 0 : asked.chunked === true ? -1 : bodySize(asked.body),
    expectContinue: asked.expectContinue === true,
    takesTrailers: false,
    upgrade: upgrade ? 'websocket' : undefined,
    protocol: asked.http10 === true ? 'HTTP/1.0' : 'HTTP/1.1',
  };
}
