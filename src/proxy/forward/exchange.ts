import { randomUUID } from 'node:crypto';
import type { Endpoint, Reason } from '../../model/index.ts';
import { sendAnswer } from './answer.ts';
import type { Downstream, DownstreamEvents, TunnelEnd } from './downstream.ts';
import { forwardedHeaders } from './forwarded-headers.ts';
import type { Decision, Forwarding } from './forwarding.ts';
import type { ResponseHead } from './request.ts';
import { responseHeaders } from './response-headers.ts';
import { failureAnswer, isIdempotent, maxAttempts, ReplayBuffer } from './retry.ts';
import { Tunnel } from './tunnel.ts';
import type { Upstream, UpstreamEvents, UpstreamFailure, UpstreamRequest } from './upstream.ts';

/** Carries out what the router decided for one request: answers it, or forwards it and streams both ways. */
export function runExchange(forwarding: Forwarding, downstream: Downstream, decision: Decision): void {
  new Exchange(forwarding, downstream, decision).run();
}

class Exchange implements DownstreamEvents, UpstreamEvents {
  readonly #forwarding: Forwarding;
  readonly #downstream: Downstream;
  readonly #decision: Decision;
  readonly #startedAt = performance.now();
  readonly #requestId = randomUUID();
  readonly #replay = new ReplayBuffer();
  readonly #tried: Endpoint[] = [];
  #request: UpstreamRequest | undefined;
  #upstream: Upstream | undefined;
  #endpoint: Endpoint | undefined;
  #attempts = 0;
  #requestEnded = false;
  #requestBytes = 0;
  /** Status of the head that went to the client; 0 before. */
  #status = 0;
  #over = false;

  constructor(forwarding: Forwarding, downstream: Downstream, decision: Decision) {
    this.#forwarding = forwarding;
    this.#downstream = downstream;
    this.#decision = decision;
  }

  run(): void {
    const decision = this.#decision;
    if (decision.kind === 'answer') return this.#answer(decision.status, decision.reason);
    const { request, client } = this.#downstream;
    this.#request = {
      method: request.method,
      authority: request.authority,
      target: decision.path + request.query,
      headers: forwardedHeaders(request, client, this.#requestId),
      bodyLength: request.bodyLength,
      expectContinue: request.expectContinue,
      upgrade: request.upgrade,
    };
    const endpoint = decision.picker.pick(this.#tried);
    if (endpoint === undefined) return this.#answer(503, 'NoReadyEndpoints');
    this.#attempt(this.#request, endpoint, false);
    this.#downstream.start(this);
  }

  #attempt(request: UpstreamRequest, endpoint: Endpoint, fresh: boolean): void {
    this.#endpoint = endpoint;
    this.#attempts += 1;
    this.#upstream = this.#forwarding.connector.open(endpoint, request, this, fresh);
  }

  /** Tries again, from the start, at another endpoint if there is one; false when that cannot be. */
  #retry(fresh: boolean): boolean {
    const decision = this.#decision;
    if (decision.kind !== 'forward' || this.#request === undefined) return false;
    if (!this.#replay.whole || this.#attempts >= maxAttempts) return false;
    const endpoint = decision.picker.pick(this.#tried);
    if (endpoint === undefined) return false;
    this.#attempt(this.#request, endpoint, fresh);
    let room = true;
    for (const chunk of this.#replay.chunks) room = this.#upstream?.sendBody(chunk) !== false;
    if (this.#requestEnded) this.#upstream?.sendEnd();
    // The endpoint before may have been waited for; it will not drain any more.
    else if (room) this.#downstream.resumeRequest();
    return true;
  }

  // What the client sends.

  onRequestBody(chunk: Buffer): void {
    this.#requestBytes += chunk.length;
    if (this.#over) return;
    this.#replay.add(chunk);
    if (this.#upstream?.sendBody(chunk) === false) this.#downstream.pauseRequest();
  }

  onRequestEnd(): void {
    this.#requestEnded = true;
    this.#upstream?.sendEnd();
  }

  onRequestError(status: 400 | 408 | 431): void {
    if (this.#over) return;
    this.#upstream?.abort();
    const reason = status === 408 ? 'RequestTimeout' : status === 431 ? 'HeadersTooLarge' : 'BadRequest';
    if (this.#status === 0) return this.#answer(status, reason);
    this.#downstream.abort();
    this.#finish(this.#status, reason);
  }

  onResponseDrain(): void {
    this.#upstream?.resumeResponse();
  }

  onClosed(): void {
    if (this.#over) return;
    this.#upstream?.abort();
    this.#finish(this.#status === 0 ? 499 : this.#status, 'ClientClosed');
  }

  // What the backend sends.

  onInformational(response: ResponseHead): void {
    this.#downstream.sendInformational(response.status, response.headers);
  }

  onHead(response: ResponseHead): void {
    this.#status = response.status;
    this.#replay.drop();
    this.#downstream.sendHead({ ...response, headers: responseHeaders(response.headers) });
  }

  onResponseBody(chunk: Buffer): void {
    if (!this.#downstream.sendBody(chunk)) this.#upstream?.pauseResponse();
  }

  onResponseEnd(): void {
    if (this.#over) return;
    this.#downstream.sendEnd();
    this.#finish(this.#status, undefined);
  }

  onBatchEnd(): void {
    this.#downstream.flush();
  }

  onTunnel(response: ResponseHead, backend: TunnelEnd): void {
    this.#status = 101;
    const client = this.#downstream.openTunnel(response);
    const { deadlines, tunnelTimeouts } = this.#forwarding;
    new Tunnel(client, backend, {
      deadlines,
      timeouts: tunnelTimeouts,
      onClosed: ({ fromClient, toClient }) => {
        this.#requestBytes = fromClient;
        this.#finish(101, undefined, toClient);
      },
    });
  }

  onFailure(failure: UpstreamFailure, stale: boolean): void {
    if (this.#over) return;
    this.#upstream = undefined;
    const { status, reason } = failureAnswer(failure);
    if (this.#status !== 0) {
      // The head is out: only a broken end tells the client that the body is not whole.
      this.#downstream.abort();
      return this.#finish(this.#status, reason);
    }
    const unsent = failure === 'connect-failed' || failure === 'connect-timeout';
    if (unsent && this.#endpoint !== undefined) this.#tried.push(this.#endpoint);
    const safe = unsent || (stale && isIdempotent(this.#downstream.request.method));
    if (!safe || !this.#retry(stale)) this.#answer(status, reason);
  }

  onRequestDrain(): void {
    if (!this.#requestEnded) this.#downstream.resumeRequest();
  }

  #answer(status: number, reason: Reason | undefined): void {
    this.#over = true;
    sendAnswer(this.#downstream, status);
    this.#finish(status, reason);
  }

  #finish(status: number, reason: Reason | undefined, responseBytes = this.#downstream.bodyBytesSent): void {
    this.#over = true;
    this.#replay.drop();
    const { route } = this.#decision;
    const durationMs = performance.now() - this.#startedAt;
    route?.count(status, this.#requestBytes, responseBytes, durationMs);
    this.#forwarding.record({
      client: this.#downstream.client,
      request: this.#downstream.request,
      status,
      reason,
      route,
      endpoint: this.#endpoint,
      attempts: this.#attempts,
      requestBytes: this.#requestBytes,
      responseBytes,
      durationMs,
      requestId: this.#requestId,
    });
  }
}
