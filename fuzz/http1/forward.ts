import { statusText } from '../../src/proxy/forward/status-text.ts';
import type { UpstreamRequest } from '../../src/proxy/forward/upstream.ts';
import { lastChunk, responseHeadText, writeChunk, writeRequestHead } from '../../src/proxy/http1/write.ts';
import { sameList } from './end-to-end.ts';
import { MemorySocket } from './memory-socket.ts';
import type { ReadRequest, RequestsRead } from './parse-requests.ts';
import type { ResponseRead } from './parse-response.ts';

const socket = new MemorySocket();

/** A request as a backend gets it, body included; latin1. */
export function forwardedRequest({ head, body, trailers }: ReadRequest): string {
  const request: UpstreamRequest = {
    method: head.method,
    authority: head.authority,
    target: head.path + head.query,
    headers: head.headers,
    bodyLength: head.bodyLength,
    expectContinue: head.expectContinue,
    takesTrailers: head.takesTrailers,
    upgrade: head.upgrade,
    timeouts: { connect: 0, send: 0, response: 0, idle: 0 },
  };
  writeRequestHead(socket, request);
  if (!head.chunked) return socket.takeWritten() + body;
  writeChunk(socket, Buffer.from(body, 'latin1'));
  return socket.takeWritten() + endOf(trailers);
}

/** How a forwarded request, read again, differs from what was forwarded. */
export function differenceForwarded(sent: ReadRequest, again: RequestsRead): string | undefined {
  const [read, ...others] = again.requests;
  if (read === undefined) return 'it is not read as a request';
  if (others.length > 0) return 'it is read as more than one request';
  const { head } = read;
  if (!read.complete) return 'it is read as incomplete';
  if (head.method !== sent.head.method) return 'method';
  if (head.authority !== sent.head.authority) return 'authority';
  if (head.path !== sent.head.path || head.query !== sent.head.query) return 'target';
  if (!sameList(head.headers, sent.head.headers)) return 'headers';
  if (head.bodyLength !== sent.head.bodyLength || read.body !== sent.body) return 'body';
  if (!sameList(read.trailers, sent.trailers)) return 'trailers';
  if (head.takesTrailers !== sent.head.takesTrailers && head.upgrade === undefined) return 'TE';
  if (head.expectContinue !== sent.head.expectContinue) return 'expectation';
  return head.upgrade === sent.head.upgrade ? undefined : 'upgrade';
}

/** A response as an HTTP/1.1 client gets it, body included; latin1. */
export function forwardedResponse({ head, body, trailers }: ResponseRead): string | undefined {
  if (head === undefined || head.status === 101) return undefined;
  const chunked = head.hasBody && head.length < 0;
  const text = responseHeadText(head, statusText(head.status), chunked, '');
  if (!chunked) return text + body;
  writeChunk(socket, Buffer.from(body, 'latin1'));
  return text + socket.takeWritten() + endOf(trailers);
}

/** How a forwarded response, read again, differs from what was forwarded. */
export function differenceReturned(sent: ResponseRead, again: ResponseRead): string | undefined {
  if (again.end !== 'complete') return 'it is not read to its end';
  const { head } = again;
  if (head === undefined || again.informational.length > 0) return 'it is not read as one response';
  if (head.status !== sent.head?.status) return 'status';
  if (!sameList(head.headers, sent.head.headers)) return 'headers';
  const chunked = head.chunked && head.hasBody;
  if (chunked && !sameList(again.trailers, sent.trailers)) return 'trailers';
  return again.body === sent.body && head.length === sent.head.length ? undefined : 'body';
}

/** Fields that must not reach the next hop behind a body, whatever decides on it. */
const dangerous =
  /^(?:connection|content[-_].*|cookie|expect|host|set[-_]cookie|te|trailer|transfer-encoding|upgrade|x[-_]forwarded[-_](?:for|host|proto))$/i;

function endOf(trailers: readonly string[]): string {
  for (let i = 0; i < trailers.length; i += 2) {
    if (dangerous.test(trailers[i] ?? '')) throw new Error(`the trailer ${trailers[i]} goes on`);
  }
  return lastChunk(trailers.length === 0 ? undefined : trailers);
}
