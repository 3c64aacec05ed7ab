import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { OperatorError } from '../base/index.ts';
import type { TracedRequest } from '../proxy/index.ts';

/** A question: what becomes of this request? */
export interface ExplainQuery {
  readonly method: string;
  /** `[http[s]://]HOST[:PORT][/PATH][?QUERY]`; an address as the host decides on the instance. */
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The id of an instance; without it, every instance that has the host is asked. */
  readonly instance?: string;
}

/** A question as understood. */
export interface AskedRequest extends TracedRequest {
  readonly url: string;
  readonly secure: boolean;
  /** The name or address that the client connects to. */
  readonly connectHost: string;
  readonly connectPort: number | undefined;
  /** True where `connectHost` is an IP address, without brackets then. */
  readonly byAddress: boolean;
  /** Names and values by turns. */
  readonly fields: readonly string[];
  readonly instance: string | undefined;
}

const mostUrl = 8192;
const mostHeaders = 100;
const mostHeaderBytes = 32_768;
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}$/;
const form = /^(?:(https?):\/\/)?([^/?#]+)([^?#]*)(\?[^#]*)?(?:#.*)?$/i;

/**
 * Reads a question. The path stays as written, dots and escapes included; only what no client sends as it stands is
 * escaped first. @throws OperatorError `BadQuery` that says what is wrong with it.
 */
export function readQuery({ method, url, headers, instance }: ExplainQuery): AskedRequest {
  if (!token.test(method)) throw bad(`"${method.slice(0, 50)}" is not a method`, 'Write one such as GET.');
  const [, scheme = 'http', authority = '', path = '', query = ''] =
    url.length > mostUrl ? [] : (form.exec(url) ?? []);
  const named = authority.slice(authority.lastIndexOf('@') + 1);
  const { host, port } = splitPort(named);
  if (host === '' || (path !== '' && !path.startsWith('/'))) {
    throw bad(`"${url.slice(0, 100)}" is not a URL`, 'Write one such as https://shop.example/cart?id=1.');
  }
  checkHeaders(headers);
  const hosts = headers.filter(([name]) => name.toLowerCase() === 'host');
  if (hosts.length > 1) throw bad('there is more than one Host header', 'Give one at most.');
  const others = headers.filter(([name]) => name.toLowerCase() !== 'host');
  const ascii = isIP(host) === 0 && /[^\0-\x7f]/.test(host) ? domainToASCII(host) : host;
  const literal = isIP(ascii) === 6 ? `[${ascii}]` : ascii;
  return {
    method,
    url,
    secure: scheme.toLowerCase() === 'https',
    connectHost: ascii,
    connectPort: port,
    byAddress: isIP(ascii) !== 0,
    authority: hosts[0]?.[1] ?? (port === undefined ? literal : `${literal}:${port}`),
    path: escapeForeign(path === '' ? '/' : path),
    query: escapeForeign(query.slice(1)),
    fields: others.flat(),
    header: (name) => joined(others, name),
    instance,
  };
}

function splitPort(authority: string): { readonly host: string; readonly port: number | undefined } {
  const [, bracketed, name = '', digits] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d{1,5}))?$/.exec(authority) ?? [];
  return { host: bracketed ?? name, port: digits === undefined ? undefined : Number(digits) };
}

function checkHeaders(headers: ExplainQuery['headers']): void {
  const size = headers.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (headers.length > mostHeaders || size > mostHeaderBytes) {
    throw bad(
      'there are too many headers',
      `Give ${mostHeaders} at most, and ${mostHeaderBytes} characters.`,
    );
  }
  for (const [name, value] of headers) {
    if (token.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value)) continue;
    throw bad(`"${name.slice(0, 50)}" and its value are no header`, "Write -H 'Name: value'.");
  }
}

/** Clients send what is not ASCII, and spaces, as escaped UTF-8. */
function escapeForeign(text: string): string {
  return text.replace(/[^\x21-\x7e]+/gu, (part) => encodeURIComponent(part.toWellFormed()));
}

function joined(headers: ExplainQuery['headers'], name: string): string | undefined {
  const values = headers.filter(([known]) => known.toLowerCase() === name).map(([, value]) => value);
  return values.length === 0 ? undefined : values.join(', ');
}

function bad(message: string, hint: string): OperatorError {
  return new OperatorError('BadQuery', message, { hint });
}
