import { randomUUID } from 'node:crypto';
import type { Filter } from '../../features/filters.ts';
import type { Endpoint, Reason } from '../../model/index.ts';
import { makeAnswer, sendAnswer } from './answer.ts';
import type { Downstream, DownstreamEvents, TunnelEnd } from './downstream.ts';
import { forwardedHeaders } from './forwarded-headers.ts';
import type { Decision, Forwarding } from './forwarding.ts';
import { reasonHeader } from './reason-header.ts';
import type { ResponseHead } from './request.ts';
import { responseHeaders } from './response-headers.ts';
import { failureAnswer, isIdempotent, maxAttempts, ReplayBuffer } from './retry.ts';
import { filteredRequest, filterResponse } from './run-filter.ts';
import { beginTrace, traceIdOf } from './trace-context.ts';
import { Tunnel } from './tunnel.ts';
import type { Upstream, UpstreamEvents, UpstreamFailure, UpstreamRequest } from './upstream.ts';

/** Carries out what the router decided for one request: answers it, or forwards it and streams both ways. */
export function runExchange(forwarding: Forwarding, downstream: Downstream, decision: Decision): void {
  new Exchange(forwarding, downstream, decision).run();
}

/** Of most requests, so shared. */
const noFailures: readonly Reason[] = [];

class Exchange implements DownstreamEvents, UpstreamEvents {
  readonly #forwarding: Forwarding;
  readonly #downstream: Downstream;
  readonly #decision: Decision;
  readonly #startedAt = performance.now();
  readonly #requestId = randomUUID();
  readonly #replay = new ReplayBuffer();
  readonly #tried: Endpoint[] = [];
  readonly #filter: Filter | undefined;
  #traceId: string | undefined;
  #request: UpstreamRequest | undefined;
  #upstream: Upstream | undefined;
  #endpoint: Endpoint | undefined;
  #attempts = 0;
  /** When the last attempt began. */
  #attemptedAt = this.#startedAt;
  #headerMs = -1;
  #responseEnded = false;
  #failures: readonly Reason[] = noFailures;
  #requestEnded = false;
  #requestBytes = 0;
  /** Status of the head that went to the client; 0 before. */
  #status = 0;
  #over = false;

  constructor(forwarding: Forwarding, downstream: Downstream, decision: Decision) {
    this.#forwarding = forwarding;
    this.#downstream = downstream;
    this.#decision = decision;
    this.#filter = decision.route?.filter;
  }

  run(): void {
    const decision = this.#decision;
    if (decision.kind === 'answer') return this.#answer(decision.status, decision.reason);
    const { request, client } = this.#downstream;
    const { settings } = this.#forwarding;
    let headers = forwardedHeaders(request, client, this.#requestId);
    this.#traceId = traceIdOf(headers);
    if (this.#traceId === undefined && settings.traceparent === 'make') this.#traceId = beginTrace(headers);
    let { path } = decision;
    if (this.#filter?.onRequest !== undefined) {
      const filtered = filteredRequest(this.#downstream, path, headers);
      const answer = this.#filter.onRequest(filtered);
      if (answer !== undefined) return this.#answer(answer.status, answer.reason, answer.headers);
      ({ path, headers } = filtered);
    }
    this.#request = {
      method: request.method,
      authority: request.authority,
      target: path + request.query,
      headers,
      bodyLength: request.bodyLength,
      expectContinue: request.expectContinue,
      upgrade: request.upgrade,
      timeouts: decision.route.upstreamTimeouts(settings.upstreamTimeouts),
    };
    const endpoint = decision.picker.pick(this.#tried);
    if (endpoint === undefined) return this.#answer(503, 'NoReadyEndpoints');
    this.#attempt(this.#request, endpoint, false);
    this.#downstream.start(this);
  }

  #attempt(request: UpstreamRequest, endpoint: Endpoint, fresh: boolean): void {
    this.#endpoint = endpoint;
    if (this.#attempts > 0) this.#attemptedAt = performance.now();
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
    this.#headerMs = performance.now() - this.#attemptedAt;
    this.#replay.drop();
    const headers = filterResponse(this.#filter, response.status, responseHeaders(response.headers));
    this.#downstream.sendHead({ ...response, headers });
  }

  onResponseBody(chunk: Buffer): void {
    if (!this.#downstream.sendBody(chunk)) this.#upstream?.pauseResponse();
  }

  onResponseEnd(): void {
    if (this.#over) return;
    this.#responseEnded = true;
    this.#downstream.sendEnd();
    this.#finish(this.#status, undefined);
  }

  onBatchEnd(): void {
    this.#downstream.flush();
  }

  onTunnel(response: ResponseHead, backend: TunnelEnd): void {
    this.#status = 101;
    const headers = filterResponse(this.#filter, 101, response.headers);
    const client = this.#downstream.openTunnel({ ...response, headers });
    const { deadlines, settings } = this.#forwarding;
    const { tunnelTimeouts } = settings;
    new Tunnel(client, backend, {
      deadlines,
      timeouts: { ...tunnelTimeouts, idle: this.#decision.route?.tunnelIdle ?? tunnelTimeouts.idle },
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
    // That an idle connection was closed at the wrong moment is nobody's failure.
    if (!stale) this.#failures = [...this.#failures, reason];
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

  /** Answers ourselves. `fields` are those this answer has beside the usual ones. */
  #answer(status: number, reason: Reason | undefined, fields: readonly string[] = []): void {
    this.#over = true;
    const told = reasonHeader(reason, this.#forwarding.settings.reasonHeader);
    const { head, body } = makeAnswer(status, this.#downstream.request.method, [...fields, ...told]);
    sendAnswer(this.#downstream, {
      head: { ...head, headers: filterResponse(this.#filter, status, head.headers) },
      body,
    });
    this.#finish(status, reason);
  }

  #finish(status: number, reason: Reason | undefined, responseBytes = this.#downstream.bodyBytesSent): void {
    this.#over = true;
    this.#replay.drop();
    const { route } = this.#decision;
    const durationMs = performance.now() - this.#startedAt;
    this.#forwarding.record({
      client: this.#downstream.client,
      request: this.#downstream.request,
      status,
      reason,
      route,
      endpoint: this.#endpoint,
      attempts: this.#attempts,
      failures: this.#failures,
      connectMs: this.#upstream?.connectMs ?? -1,
      headerMs: this.#headerMs,
      responseMs: this.#responseEnded ? this.#startedAt + durationMs - this.#attemptedAt : -1,
      requestBytes: this.#requestBytes,
      responseBytes,
      durationMs,
      requestId: this.#requestId,
      traceId: this.#traceId,
    });
  }
}
