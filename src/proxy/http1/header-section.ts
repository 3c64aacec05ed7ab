import type { MessageLimits } from './limits.ts';
import { type MessageError, messageError } from './message-error.ts';

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** Lines of octets that may stand in a head, the last one maybe without its end. Each octet fits in one place only, so it is linear. */
const wellFormed = /^[\t\x20-\x7e\x80-\xff]*(?:\r\n[\t\x20-\x7e\x80-\xff]*)*$/;

/** 1 for each octet that may stand in a token (RFC 9110 5.6.2). */
const tokenOctets: Uint8Array = Uint8Array.from({ length: 256 }, (_, octet) =>
  token.test(String.fromCharCode(octet)) ? 1 : 0,
);

/** Where the token that begins at `start` ends. */
function endOfToken(text: string, start: number): number {
  let at = start;
  while (tokenOctets[text.charCodeAt(at)] === 1) at += 1;
  return at;
}

/** True for 1*tchar (RFC 9110 5.6.2). */
export function isToken(text: string): boolean {
  return token.test(text);
}

/**
 * True when a head (start line and header section) holds an octet that may not stand there:
 * a control other than HTAB, or a CR or LF that is not part of a CRLF (RFC 9112 2.2).
 */
export function hasForbiddenOctet(head: string): boolean {
  return !wellFormed.test(head);
}

/**
 * Calls `field` for each header line of `head` from `start` to its end. `head` ends with the CRLF of its last line
 * and has passed {@link hasForbiddenOctet}. Refuses empty or invalid names, space before the colon and
 * folded lines (RFC 9112 5.1, 5.2): none of them is a token.
 */
export function readHeaderLines(
  head: string,
  start: number,
  limits: MessageLimits,
  field: (name: string, value: string) => MessageError | undefined,
): MessageError | undefined {
  let lines = 0;
  for (let at = start; at < head.length; ) {
    const end = head.indexOf('\r\n', at);
    lines += 1;
    if (lines > limits.headerLines) return messageError('too many header lines', 431, 'HeadersTooLarge');
    if (end - at > limits.headerLine) return messageError('header line too long', 431, 'HeadersTooLarge');
    const colon = endOfToken(head, at);
    if (head.charCodeAt(colon) !== 0x3a) {
      const another = head.indexOf(':', at);
      const hasColon = another >= 0 && another < end;
      return messageError(hasColon ? 'invalid header name' : 'header line without a colon');
    }
    if (colon === at) return messageError('invalid header name');
    const name = head.slice(at, colon);
    const error = field(name, trimmed(head, colon + 1, end));
    if (error !== undefined) return error;
    at = end + 2;
  }
  return undefined;
}

/** The part of `text` without SP and HTAB at both ends; other octets that look like space stay (RFC 9110 5.5). */
function trimmed(text: string, start: number, end: number): string {
  let from = start;
  let to = end;
  while (from < to && isBlank(text.charCodeAt(from))) from += 1;
  while (to > from && isBlank(text.charCodeAt(to - 1))) to -= 1;
  return text.slice(from, to);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** Each option of a Connection field is looked for among all header lines, so their number is bounded. */
const tokenLimit = 64;

/** What nearly every `Connection` says. */
const close: readonly string[] = ['close'];
const keepAlive: readonly string[] = ['keep-alive'];

/**
 * The lower-case tokens of a comma-separated list (`Connection`), or undefined where one is not a token or there are
 * too many. Empty elements are skipped.
 */
export function tokenList(value: string): readonly string[] | undefined {
  if (value === 'keep-alive') return keepAlive;
  if (value === 'close') return close;
  const tokens: string[] = [];
  for (const part of value.split(',')) {
    const text = trimmed(part, 0, part.length);
    if (text === '') continue;
    if (!token.test(text) || tokens.length === tokenLimit) return undefined;
    tokens.push(text.toLowerCase());
  }
  return tokens;
}

/** The decimal value of a Content-Length: digits only, at most 2^53-1 (RFC 9110 8.6); -1 when invalid. */
export function parseContentLength(value: string): number {
  let length = 0;
  for (let at = 0; at < value.length; at += 1) {
    const digit = value.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    length = length * 10 + digit;
  }
  return value !== '' && Number.isSafeInteger(length) ? length : -1;
}
