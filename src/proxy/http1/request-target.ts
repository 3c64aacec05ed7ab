import { type MessageError, messageError } from './message-error.ts';

/** A request target in parts (RFC 9112 3.2). `authority` is set for the absolute form only. */
export interface RequestTarget {
  readonly kind: 'target';
  readonly authority: string | undefined;
  readonly scheme: 'http' | 'https' | undefined;
  readonly path: string;
  readonly query: string;
}

/** Visible ASCII without the octets that backends, caches and logs read in different ways. */
const targetPattern = /^[!$-;=?-[\]_a-z~]+$/;

/** Parses the target of a request of `method`. */
export function parseTarget(method: string, target: string): RequestTarget | MessageError {
  if (method === 'CONNECT') return messageError('CONNECT', 405, 'MethodNotAllowed');
  if (method === 'TRACE') return messageError('TRACE', 405, 'MethodNotAllowed');
  if (!targetPattern.test(target)) return messageError('forbidden octet in the target');
  if (target.startsWith('/')) return inParts(target, undefined, undefined);
  if (target === '*') {
    if (method !== 'OPTIONS') return messageError('asterisk form');
    return { kind: 'target', authority: undefined, scheme: undefined, path: '*', query: '' };
  }
  return parseAbsolute(method, target);
}

function parseAbsolute(method: string, target: string): RequestTarget | MessageError {
  const found = /^(https?):\/\/([^/?]*)(.*)$/i.exec(target);
  if (found === null) return messageError('invalid target form');
  const scheme = found[1]?.toLowerCase() === 'https' ? 'https' : 'http';
  const authority = found[2] ?? '';
  const rest = found[3] ?? '';
  if (authority === '' || authority.includes('@')) return messageError('invalid authority in the target');
  if (rest.startsWith('/')) return inParts(rest, authority, scheme);
  if (method === 'OPTIONS' && rest === '') return { kind: 'target', authority, scheme, path: '*', query: '' };
  return inParts(`/${rest}`, authority, scheme);
}

function inParts(
  text: string,
  authority: string | undefined,
  scheme: 'http' | 'https' | undefined,
): RequestTarget {
  const mark = text.indexOf('?');
  const path = mark < 0 ? text : text.slice(0, mark);
  return { kind: 'target', authority, scheme, path, query: mark < 0 ? '' : text.slice(mark) };
}

/** True when the Host field names what the absolute form names, apart from case and a default port. */
export function sameAuthority(target: RequestTarget, host: string): boolean {
  const port = target.scheme === 'https' ? ':443' : ':80';
  return withoutPort(target.authority ?? '', port) === withoutPort(host, port);
}

function withoutPort(authority: string, port: string): string {
  const lower = authority.toLowerCase();
  return lower.endsWith(port) ? lower.slice(0, -port.length) : lower;
}
