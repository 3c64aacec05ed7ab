import type { IncomingMessage } from 'node:http';
import { refuse } from './api-error.ts';

/** A request, taken apart as far as its signature and its action need. */
export interface Call {
  readonly method: string;
  readonly path: string;
  /** Lower-case names. */
  readonly headers: ReadonlyMap<string, string>;
  readonly query: ReadonlyMap<string, string>;
  readonly form: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

const maxBody = 1024 * 1024;
const maxParameters = 2_000;

/** Reads the whole request. Throws {@link ApiError} on what no client sends: other methods, a name twice, too much. */
export async function readCall(request: IncomingMessage): Promise<Call> {
  const method = request.method ?? '';
  if (method !== 'GET' && method !== 'POST') {
    refuse(403, 'UnsupportedHTTPMethod', 'This HTTP method is not supported.');
  }
  const body = await readBody(request);
  const target = request.url ?? '/';
  const mark = target.indexOf('?');
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const isForm = headers.get('content-type')?.startsWith('application/x-www-form-urlencoded') ?? false;
  return {
    method,
    path: mark === -1 ? target : target.slice(0, mark),
    headers,
    query: readPairs(mark === -1 ? '' : target.slice(mark + 1)),
    form: readPairs(isForm ? body.toString('utf8') : ''),
    body,
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    const bytes: Buffer = Buffer.from(part);
    size += bytes.length;
    if (size > maxBody) refuse(400, 'InvalidParameterLength', 'The request is too long.');
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

function readPairs(text: string): Map<string, string> {
  const pairs = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(text)) {
    if (pairs.has(name)) refuse(400, 'InvalidParameter', `The parameter ${name} was given twice.`);
    pairs.set(name, value);
    if (pairs.size > maxParameters) refuse(400, 'InvalidParameterLength', 'There are too many parameters.');
  }
  return pairs;
}

/** Parameters of query and form together. */
export function allParameters(call: Call): Map<string, string> {
  const all = new Map(call.query);
  for (const [name, value] of call.form) {
    if (all.has(name)) refuse(400, 'InvalidParameter', `The parameter ${name} was given twice.`);
    all.set(name, value);
  }
  return all;
}

/** RFC 3986: everything but unreserved characters, byte by byte. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** `name=value` pairs, encoded, in bytewise order of the names. */
export function canonicalPairs(parameters: ReadonlyMap<string, string>): string {
  return [...parameters]
    .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)
    .join('&');
}
