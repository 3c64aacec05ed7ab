import { randomUUID } from 'node:crypto';
import type { Filter } from '../../features/filters.ts';
import type { Reason } from '../../model/index.ts';
import { makeAnswer, sendAnswer } from './answer.ts';
import { Attempts } from './attempts.ts';
import type { Downstream, DownstreamEvents, TunnelEnd } from './downstream.ts';
import { forwardedHeaders } from './forwarded-headers.ts';
import type { Decision, Forwarding, PickedEndpoint } from './forwarding.ts';
import { countDownForwards } from './max-forwards.ts';
import { reasonHeader } from './reason-header.ts';
import type { ResponseHead } from './request.ts';
import { responseHeaders } from './response-headers.ts';
import { failureAnswer } from './retry.ts';
import { filteredRequest, filterResponse } from './run-filter.ts';
import { beginTrace, traceIdOf } from './trace-context.ts';
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
  readonly #requestId: string;
  readonly #attempts: Attempts;
  readonly #filter: Filter | undefined;
  #traceId: string | undefined;
  #request: UpstreamRequest | undefined;
  #upstream: Upstream | undefined;
  #headerMs = -1;
  #responseEnded = false;
  #requestEnded = false;
  #requestBytes = 0;
  #maxBody = 0;
  /** Those of the request that go on. */
  #trailers: readonly string[] | undefined;
  /** Status of the head that went to the client; 0 before. */
  #status = 0;
  #over = false;

  constructor(forwarding: Forwarding, downstream: Downstream, decision: Decision) {
    this.#forwarding = forwarding;
    this.#attempts = new Attempts(forwarding, this.#startedAt);
    this.#downstream = downstream;
    this.#requestId = downstream.client.told?.requestId ?? randomUUID();
    this.#decision = decision;
    this.#filter = decision.route?.filter;
  }

  run(): void {
    const decision = this.#decision;
    if (decision.kind === 'answer') return this.#answer(decision.status, decision.reason, decision.fields);
    const { request, client } = this.#downstream;
    const { settings } = this.#forwarding;
    this.#maxBody = decision.route.maxBodySize ?? settings.maxBodySize;
    if (this.#exceeds(request.bodyLength)) return this.#answer(413, 'BodyTooLarge');
    let headers = forwardedHeaders(request, client, this.#requestId);
    this.#traceId = traceIdOf(headers);
    if (this.#traceId === undefined && settings.traceparent === 'make') this.#traceId = beginTrace(headers);
    let { path } = decision;
    if (request.method === 'OPTIONS') countDownForwards(headers);
    if (this.#filter?.onRequest !== undefined) {
      const filtered = filteredRequest(this.#downstream, path, headers);
      const answer = this.#filter.onRequest(filtered);
      if (answer !== undefined) return this.#answer(answer.status, answer.reason, answer.headers);
      ({ path, headers } = filtered);
    }
    // A rewritten path goes on as it was written.
    const original = settings.pathForwarding === 'original' && path === decision.path;
    this.#request = {
      method: request.method,
      authority: request.authority,
      target: (original ? request.path : path) + request.query,
      headers,
      bodyLength: request.bodyLength,
      expectContinue: request.expectContinue,
      takesTrailers: request.takesTrailers,
      upgrade: request.upgrade,
      timeouts: decision.route.upstreamTimeouts(settings.upstreamTimeouts),
    };
    const endpoint = this.#attempts.pick(decision.picker, this.#downstream);
    if (endpoint === undefined) return this.#answer(503, 'NoReadyEndpoints');
    this.#attempt(this.#request, endpoint, false);
    this.#downstream.start(this);
  }

  #attempt(request: UpstreamRequest, endpoint: PickedEndpoint, fresh: boolean): void {
    this.#attempts.begin(endpoint);
    this.#upstream = this.#forwarding.connector.open(endpoint, request, this, fresh);
  }

  /** The endpoint for another attempt, if there is one. */
  #pickAgain(): PickedEndpoint | undefined {
    const decision = this.#decision;
    return decision.kind === 'forward' ? this.#attempts.pick(decision.picker, this.#downstream) : undefined;
  }

  /** Sends the request again, from its start. */
  #repeat(request: UpstreamRequest, endpoint: PickedEndpoint, fresh: boolean): void {
    this.#attempt(this.#attempts.withTimeLeft(request), endpoint, fresh);
    let room = true;
    for (const chunk of this.#attempts.replay.chunks) room = this.#upstream?.sendBody(chunk) !== false;
    if (this.#requestEnded) this.#upstream?.sendEnd(this.#trailers);
    // The endpoint before may have been waited for; it will not drain any more.
    else if (room) this.#downstream.resumeRequest();
  }

  // What the client sends.

  onRequestBody(chunk: Buffer): void {
    this.#requestBytes += chunk.length;
    if (this.#over) return;
    if (this.#exceeds(this.#requestBytes)) return this.#refuse(413, 'BodyTooLarge');
    this.#attempts.replay.add(chunk);
    if (this.#upstream?.sendBody(chunk) === false) this.#downstream.pauseRequest();
  }

  onRequestEnd(trailers?: readonly string[]): void {
    this.#requestEnded = true;
    // Rules on fields cannot be kept for what comes after them, so a route that has any passes no trailers.
    if (this.#filter === undefined) this.#trailers = trailers;
    this.#upstream?.sendEnd(this.#trailers);
  }

  onRequestError(status: 400 | 408 | 431): void {
    if (this.#over) return;
    const reason = status === 408 ? 'RequestTimeout' : status === 431 ? 'HeadersTooLarge' : 'BadRequest';
    this.#refuse(status, reason);
  }

  #exceeds(bytes: number): boolean {
    return this.#maxBody !== 0 && bytes > this.#maxBody;
  }

  /** The request cannot go on: gives up on the backend and says so, while that can still be said. */
  #refuse(status: number, reason: Reason): void {
    this.#upstream?.abort();
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
    this.#attempts.endpoint?.answered(response.status);
    if (this.#passesOver(response)) return;
    this.#status = response.status;
    this.#headerMs = performance.now() - this.#attempts.startedAt;
    this.#attempts.replay.drop();
    const headers = this.#toClient(response.status, responseHeaders(response.headers));
    const { status, length, hasBody, upgrade } = response;
    this.#downstream.sendHead({ status, headers, length, hasBody, upgrade });
  }

  /** Where the route wants another attempt rather than this answer, and there can be one, makes it. */
  #passesOver({ status }: ResponseHead): boolean {
    const policy = this.#decision.route?.retries;
    const request = this.#request;
    if (policy === undefined || request === undefined) return false;
    if (!this.#attempts.againAfterAnswer(request, policy, status)) return false;
    const endpoint = this.#pickAgain();
    if (endpoint === undefined) return false;
    this.#attempts.release();
    this.#upstream?.abort();
    this.#repeat(request, endpoint, false);
    return true;
  }

  /** The fields of a backend's response as the client gets them. */
  #toClient(status: number, headers: readonly string[]): readonly string[] {
    const filtered = filterResponse(this.#filter, status, headers);
    const decision = this.#decision;
    if (decision.kind !== 'forward' || decision.picker.cookieFor === undefined) return filtered;
    const { endpoint } = this.#attempts;
    if (endpoint === undefined) return filtered;
    const cookie = decision.picker.cookieFor(this.#downstream, endpoint);
    return cookie === undefined ? filtered : [...filtered, 'Set-Cookie', cookie];
  }

  onResponseBody(chunk: Buffer): void {
    if (!this.#downstream.sendBody(chunk)) this.#upstream?.pauseResponse();
  }

  onResponseEnd(trailers?: readonly string[]): void {
    if (this.#over) return;
    this.#responseEnded = true;
    this.#downstream.sendEnd(this.#filter === undefined ? trailers : undefined);
    this.#finish(this.#status, undefined);
  }

  onBatchEnd(): boolean {
    return this.#downstream.flush();
  }

  onTunnel(response: ResponseHead, backend: TunnelEnd): void {
    this.#status = 101;
    this.#attempts.endpoint?.answered(101);
    const headers = this.#toClient(101, response.headers);
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
    const attempts = this.#attempts;
    attempts.release();
    const { status, reason } = failureAnswer(failure);
    // That an idle connection was closed at the wrong moment is nobody's failure.
    if (!stale) attempts.failures = [...attempts.failures, reason];
    if (this.#status !== 0) {
      // The head is out: only a broken end tells the client that the body is not whole.
      this.#downstream.abort();
      return this.#finish(this.#status, reason);
    }
    if (!stale) attempts.endpoint?.failed(failure);
    const request = this.#request;
    const policy = this.#decision.route?.retries;
    const again = request !== undefined && attempts.againAfterFailure(request, policy, failure, stale);
    const endpoint = again ? this.#pickAgain() : undefined;
    if (again && endpoint !== undefined) this.#repeat(request, endpoint, stale);
    else this.#answer(attempts.passedOver || status, reason);
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
    this.#attempts.end();
    const { route } = this.#decision;
    const durationMs = performance.now() - this.#startedAt;
    this.#forwarding.record({
      client: this.#downstream.client,
      request: this.#downstream.request,
      status,
      reason,
      route,
      endpoint: this.#attempts.endpoint,
      attempts: this.#attempts.count,
      failures: this.#attempts.failures,
      connectMs: this.#upstream?.connectMs ?? -1,
      headerMs: this.#headerMs,
      responseMs: this.#responseEnded ? this.#startedAt + durationMs - this.#attempts.startedAt : -1,
      requestBytes: this.#requestBytes,
      responseBytes,
      durationMs,
      requestId: this.#requestId,
      traceId: this.#traceId,
    });
  }
}
