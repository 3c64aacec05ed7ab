import type { RequestHead } from '../forward/request.ts';
import { hopField, withoutFields } from './field-name.ts';
import {
  hasForbiddenOctet,
  isToken,
  parseContentLength,
  readHeaderLines,
  tokenList,
} from './header-section.ts';
import type { MessageLimits } from './limits.ts';
import { type MessageError, messageError } from './message-error.ts';
import { parseTarget, sameAuthority } from './request-target.ts';

/** A request head as parsed, with what only this connection needs. */
export interface Http1Request extends RequestHead {
  readonly kind: 'request';
  readonly chunked: boolean;
  /** The client keeps the connection for a further request. */
  readonly keepAlive: boolean;
  readonly minorVersion: 0 | 1;
  /** What `Connection` names, in lower case: trailers of these names stay behind as well. */
  readonly options: readonly string[];
}

const noOptions: readonly string[] = [];
const versionPattern = /^HTTP\/(\d)\.(\d)$/;

/**
 * Parses a request head strictly by RFC 9112: what is ambiguous is refused, never guessed.
 * `head` is latin1 and ends with the CRLF of its last line, the empty line left out.
 */
export function parseRequestHead(head: string, limits: MessageLimits): Http1Request | MessageError {
  if (hasForbiddenOctet(head)) return messageError('forbidden octet in the head');
  const lineEnd = head.indexOf('\r\n');
  const start = parseRequestLine(head.slice(0, lineEnd), limits);
  if (start.kind === 'error') return start;
  const fields = new RequestFields(start.minorVersion);
  const error = readHeaderLines(head, lineEnd + 2, limits, (name, value) => fields.take(name, value));
  return error ?? fields.request(start);
}

interface RequestLine {
  readonly kind: 'line';
  readonly method: string;
  readonly target: string;
  readonly minorVersion: 0 | 1;
}

function parseRequestLine(line: string, limits: MessageLimits): RequestLine | MessageError {
  const first = line.indexOf(' ');
  const last = line.lastIndexOf(' ');
  if (first <= 0 || first === last) return messageError('request line is not method, target, version');
  const method = line.slice(0, first);
  if (!isToken(method)) return messageError('invalid method');
  if (method.length > limits.method) return messageError('method too long', 501, 'NotImplemented');
  const target = line.slice(first + 1, last);
  if (target.length > limits.target) return messageError('target too long', 414, 'UriTooLong');
  const version = line.slice(last + 1);
  if (version === 'HTTP/1.1') return { kind: 'line', method, target, minorVersion: 1 };
  if (version === 'HTTP/1.0') return { kind: 'line', method, target, minorVersion: 0 };
  if (versionPattern.test(version)) return messageError('version', 505, 'VersionNotSupported');
  return messageError('invalid version');
}

/** Collects the fields of one request, and judges them together once the section is complete. */
class RequestFields {
  readonly #minorVersion: 0 | 1;
  readonly #headers: string[] = [];
  #host: string | undefined;
  #contentLength: string | undefined;
  #transferEncoding: string | undefined;
  #connection: string | undefined;
  #upgrade: string | undefined;
  #expect: string | undefined;
  #te: string | undefined;

  constructor(minorVersion: 0 | 1) {
    this.#minorVersion = minorVersion;
  }

  take(name: string, value: string): MessageError | undefined {
    switch (hopField(name)) {
      case 'none':
        this.#headers.push(name, value);
        return undefined;
      case 'remove':
        return undefined;
      case 'host':
        if (this.#host !== undefined) return messageError('more than one Host');
        this.#host = value;
        return undefined;
      case 'content-length':
        if (this.#contentLength !== undefined) return messageError('more than one Content-Length');
        this.#contentLength = value;
        return undefined;
      case 'transfer-encoding':
        if (this.#transferEncoding !== undefined) return messageError('more than one Transfer-Encoding');
        this.#transferEncoding = value;
        return undefined;
      case 'te':
        this.#te = this.#te === undefined ? value : `${this.#te},${value}`;
        return undefined;
      case 'connection':
        this.#connection = this.#connection === undefined ? value : `${this.#connection},${value}`;
        return undefined;
      case 'upgrade':
        this.#upgrade = this.#upgrade === undefined ? value : `${this.#upgrade},${value}`;
        return undefined;
      case 'expect':
        this.#expect = this.#expect === undefined ? value : `${this.#expect},${value}`;
        return undefined;
    }
  }

  request(line: RequestLine): Http1Request | MessageError {
    const target = parseTarget(line.method, line.target);
    if (target.kind === 'error') return target;
    if (this.#host === undefined && this.#minorVersion === 1) return messageError('no Host');
    const host = this.#host ?? '';
    if (target.authority !== undefined && this.#host !== undefined && !sameAuthority(target, host)) {
      return messageError('Host differs from the authority of the target');
    }
    const framing = this.#framing();
    if (framing.kind === 'error') return framing;
    const options = this.#connection === undefined ? noOptions : tokenList(this.#connection);
    if (options === undefined) return messageError('invalid Connection');
    const expectContinue = this.#expectContinue(framing.length);
    if (typeof expectContinue !== 'boolean') return expectContinue;
    return {
      kind: 'request',
      method: line.method,
      authority: target.authority ?? host,
      path: target.path,
      query: target.query,
      headers: withoutFields(this.#headers, options),
      bodyLength: framing.length,
      chunked: framing.length === -1,
      expectContinue,
      takesTrailers: this.#te !== undefined && this.#minorVersion === 1 && namesTrailers(this.#te),
      upgrade: this.#upgradeTo(options, framing.length),
      protocol: this.#minorVersion === 1 ? 'HTTP/1.1' : 'HTTP/1.0',
      keepAlive: this.#minorVersion === 1 && !options.includes('close'),
      minorVersion: this.#minorVersion,
      options,
    };
  }

  /** RFC 9112 6.1 and 6.3, without any of the leniency they allow. */
  #framing(): { kind: 'framing'; length: number } | MessageError {
    const coding = this.#transferEncoding;
    if (coding === undefined) {
      if (this.#contentLength === undefined) return { kind: 'framing', length: 0 };
      const length = parseContentLength(this.#contentLength);
      return length < 0 ? messageError('invalid Content-Length') : { kind: 'framing', length };
    }
    if (this.#contentLength !== undefined) return messageError('Content-Length with Transfer-Encoding');
    if (this.#minorVersion === 0) return messageError('Transfer-Encoding in HTTP/1.0');
    if (coding.toLowerCase() === 'chunked') return { kind: 'framing', length: -1 };
    if (isToken(coding) || /^(gzip|deflate|compress)\s*,\s*chunked$/i.test(coding)) {
      return messageError('unknown transfer coding', 501, 'NotImplemented');
    }
    return messageError('invalid Transfer-Encoding');
  }

  #expectContinue(bodyLength: number): boolean | MessageError {
    if (this.#expect === undefined || this.#minorVersion === 0) return false;
    if (this.#expect.toLowerCase() !== '100-continue') {
      return messageError('unknown expectation', 417, 'ExpectationFailed');
    }
    return bodyLength !== 0;
  }

  /** Only a request without a body, in HTTP/1.1, can switch; h2c and TLS upgrades are never passed on (RFC 9113 3.1). */
  #upgradeTo(options: readonly string[], bodyLength: number): string | undefined {
    if (this.#upgrade === undefined || this.#minorVersion === 0 || bodyLength !== 0) return undefined;
    if (!options.includes('upgrade')) return undefined;
    const protocol = this.#upgrade.toLowerCase();
    if (!/^[!#$%&'*+\-.^_`|~0-9a-z]+(\/[!#$%&'*+\-.^_`|~0-9a-z]+)?$/.test(protocol)) return undefined;
    return /^(h2c?|http|tls)(\/|$)/.test(protocol) ? undefined : protocol;
  }
}

/** Whether a TE field says that trailers may be sent (RFC 9110 10.1.4). */
function namesTrailers(te: string): boolean {
  return te.split(',').some((coding) => coding.trim().toLowerCase() === 'trailers');
}
