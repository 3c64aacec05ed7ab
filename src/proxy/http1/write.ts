import type { Socket } from 'node:net';
import type { Reason } from '../../model/index.ts';
import { makeAnswer } from '../forward/answer.ts';
import { reasonHeader } from '../forward/reason-header.ts';
import type { ResponseHead } from '../forward/request.ts';
import { statusText } from '../forward/status-text.ts';
import type { UpstreamRequest } from '../forward/upstream.ts';

/** Up to this size a body part is joined with what stands before it into one string: one write, no list of buffers. */
const joinLimit = 4096;

/** The lines of a flat list of names and values. */
export function headerLines(headers: readonly string[]): string {
  let text = '';
  for (let i = 0; i + 1 < headers.length; i += 2) text += `${headers[i]}: ${headers[i + 1]}\r\n`;
  return text;
}

/**
 * Writes a request head of our own making. Where a body follows, the head waits until the end of this tick,
 * so that both leave in one write.
 */
export function writeRequestHead(socket: Socket, request: UpstreamRequest): void {
  let text = `${request.method} ${request.target} HTTP/1.1\r\nHost: ${request.authority}\r\n`;
  text += headerLines(request.headers);
  if (request.bodyLength > 0) text += `Content-Length: ${request.bodyLength}\r\n`;
  else if (request.bodyLength === -1) text += 'Transfer-Encoding: chunked\r\n';
  // Backends expect a length on a method that is meant to carry a body, even of none (RFC 9110 8.6).
  else if (request.method === 'POST' || request.method === 'PUT' || request.method === 'PATCH')
    text += 'Content-Length: 0\r\n';
  if (request.expectContinue) text += 'Expect: 100-continue\r\n';
  if (request.takesTrailers && request.upgrade === undefined) text += 'TE: trailers\r\nConnection: TE\r\n';
  if (request.upgrade !== undefined) text += `Connection: Upgrade\r\nUpgrade: ${request.upgrade}\r\n`;
  if (request.bodyLength !== 0 && !request.expectContinue) {
    socket.cork();
    process.nextTick(uncork, socket);
  }
  socket.write(`${text}\r\n`, 'latin1');
}

function uncork(socket: Socket): void {
  socket.uncork();
}

/** What ends a chunked body. */
export function lastChunk(trailers: readonly string[] | undefined): string {
  return trailers === undefined ? '0\r\n\r\n' : `0\r\n${headerLines(trailers)}\r\n`;
}

/** The text of a response head. `connection` is the value of the Connection field, or empty for none. */
export function responseHeadText(
  response: ResponseHead,
  reasonPhrase: string,
  chunked: boolean,
  connection: string,
): string {
  let text = `HTTP/1.1 ${response.status} ${reasonPhrase}\r\n${headerLines(response.headers)}`;
  if (chunked) text += 'Transfer-Encoding: chunked\r\n';
  else if (response.length >= 0) text += `Content-Length: ${response.length}\r\n`;
  if (connection !== '') text += `Connection: ${connection}\r\n`;
  return `${text}\r\n`;
}

/** The whole answer to what never became a request; the connection ends with it. It says its reason where `told`. */
export function refusalText(status: number, reason: Reason, told: boolean): string {
  // Its method is not known, and the connection ends: the body may follow in any case.
  const { head, body } = makeAnswer(status, '', reasonHeader(reason, told));
  return responseHeadText(head, statusText(status), false, 'close') + body;
}

/** Writes `before` (latin1) and a part of a body as one write. */
export function writeJoined(socket: Socket, before: string, chunk: Buffer): boolean {
  if (before === '') return socket.write(chunk);
  if (chunk.length <= joinLimit) return socket.write(before + chunk.toString('latin1'), 'latin1');
  socket.cork();
  socket.write(before, 'latin1');
  const room = socket.write(chunk);
  socket.uncork();
  return room;
}

/** Writes a chunk of the chunked coding, after `before`, as one write. An empty part would end the body: it is left out. */
export function writeChunk(socket: Socket, chunk: Buffer, before = ''): boolean {
  if (chunk.length === 0) return before === '' || socket.write(before, 'latin1');
  const size = `${before}${chunk.length.toString(16)}\r\n`;
  if (chunk.length <= joinLimit) return socket.write(`${size}${chunk.toString('latin1')}\r\n`, 'latin1');
  socket.cork();
  socket.write(size, 'latin1');
  socket.write(chunk);
  const room = socket.write('\r\n', 'latin1');
  socket.uncork();
  return room;
}
