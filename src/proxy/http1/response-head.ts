import type { ResponseHead } from '../forward/request.ts';
import { hopField, withoutFields } from './field-name.ts';
import { hasForbiddenOctet, parseContentLength, readHeaderLines, tokenList } from './header-section.ts';
import type { MessageLimits } from './limits.ts';
import { type MessageError, messageError } from './message-error.ts';

/** A response head as parsed, with what only this connection needs. */
export interface Http1Response extends ResponseHead {
  readonly kind: 'response';
  readonly chunked: boolean;
  /** The backend keeps the connection, provided the body has an end of its own. */
  readonly keepAlive: boolean;
  /** Milliseconds the backend says it keeps the connection when idle; Infinity where it does not say. */
  readonly keptFor: number;
  /** What `Connection` names, in lower case: trailers of these names stay behind as well. */
  readonly options: readonly string[];
}

const noOptions: readonly string[] = [];

/** Before the status code come `HTTP/1.`, the minor version and a space. */
const codeAt = 9;

/**
 * Parses a response head strictly. `method` is that of the request it answers: a response to HEAD has no body.
 * Every error is a 502 for the client, whatever its status says.
 */
export function parseResponseHead(
  head: string,
  method: string,
  limits: MessageLimits,
): Http1Response | MessageError {
  if (hasForbiddenOctet(head)) return messageError('forbidden octet in the head');
  const lineEnd = head.indexOf('\r\n');
  const status = statusOf(head, lineEnd);
  if (status < 0) return messageError('invalid status line');
  const isVersion11 = head.charCodeAt(codeAt - 2) === 0x31;
  const headers: string[] = [];
  let contentLength: string | undefined;
  let coding: string | undefined;
  let connection = '';
  let upgrade: string | undefined;
  let keptFor = Number.POSITIVE_INFINITY;
  const error = readHeaderLines(head, lineEnd + 2, limits, (name, value) => {
    switch (hopField(name)) {
      case 'content-length':
        if (contentLength !== undefined) return messageError('more than one Content-Length');
        contentLength = value;
        return undefined;
      case 'transfer-encoding':
        if (coding !== undefined) return messageError('more than one Transfer-Encoding');
        coding = value.toLowerCase();
        return undefined;
      case 'connection':
        connection = connection === '' ? value : `${connection},${value}`;
        return undefined;
      case 'upgrade':
        upgrade = value.toLowerCase();
        return undefined;
      case 'te':
        return undefined;
      case 'remove':
        // Only one of these has that length.
        if (name.length === 'keep-alive'.length) keptFor = announcedTime(value);
        return undefined;
      default:
        headers.push(name, value);
        return undefined;
    }
  });
  if (error !== undefined) return error;
  const options = connection === '' ? noOptions : tokenList(connection);
  if (options === undefined) return messageError('invalid Connection');
  const bodyless = method === 'HEAD' || status === 204 || status === 205 || status === 304 || status < 200;
  const length = contentLength === undefined ? -1 : parseContentLength(contentLength);
  if (contentLength !== undefined && length < 0) return messageError('invalid Content-Length');
  // Judged alike where no body may follow: who frames in doubt may send one all the same (RFC 9112 6.3).
  if (coding !== undefined) {
    if (contentLength !== undefined) return messageError('Content-Length with Transfer-Encoding');
    if (coding !== 'chunked' || !isVersion11) return messageError('unknown transfer coding');
  }
  return {
    kind: 'response',
    status,
    headers: withoutFields(headers, options),
    length: announcedLength(status, length),
    hasBody: !bodyless && !(length === 0 && coding === undefined),
    upgrade: status === 101 && options.includes('upgrade') ? upgrade : undefined,
    chunked: coding === 'chunked' && !bodyless,
    keptFor,
    keepAlive: keptAlive(isVersion11, options) && !(status === 205 && announcesBody(length, coding)),
    options,
  };
}

/** The code of a status line (RFC 9112 4) in a head without forbidden octets; -1 where it is none, or not of HTTP/1.0 or 1.1. */
function statusOf(head: string, lineEnd: number): number {
  const minor = head.charCodeAt(codeAt - 2) - 0x30;
  if (!head.startsWith('HTTP/1.') || (minor !== 0 && minor !== 1)) return -1;
  if (head.charCodeAt(codeAt - 1) !== 0x20) return -1;
  // What follows the code is empty, or a space and the reason phrase.
  if (lineEnd !== codeAt + 3 && head.charCodeAt(codeAt + 3) !== 0x20) return -1;
  let status = 0;
  for (let at = codeAt; at < codeAt + 3; at += 1) {
    const digit = head.charCodeAt(at) - 0x30;
    if (!(digit >= 0 && digit <= 9)) return -1;
    status = status * 10 + digit;
  }
  return status >= 100 && status < 600 ? status : -1;
}

/** The `timeout` of a Keep-Alive field, which is in seconds. */
function announcedTime(value: string): number {
  const seconds = /(?:^|[,\s])timeout=(\d{1,6})(?:$|[,\s])/i.exec(value)?.[1];
  return seconds === undefined ? Number.POSITIVE_INFINITY : Number(seconds) * 1000;
}

/** A Content-Length means nothing on a 1xx or a 204 (RFC 9110 8.6); a 205 has an empty body (RFC 9110 15.3.6). */
function announcedLength(status: number, length: number): number {
  if (status < 200 || status === 204) return -1;
  return status === 205 ? 0 : length;
}

function announcesBody(length: number, coding: string | undefined): boolean {
  return length > 0 || coding !== undefined;
}

function keptAlive(http11: boolean, options: readonly string[]): boolean {
  return !options.includes('close') && (http11 || options.includes('keep-alive'));
}
