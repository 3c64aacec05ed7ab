import type { IncomingMessage } from 'node:http';

/** Names and values by turns, as node gives and takes them. */
export type Fields = string[];

/** What is said of one connection only and goes no further. */
const ofOneConnection = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'upgrade']);

/** What a listener knows of a request beside its own fields. */
export interface Hop {
  readonly clientAddress: string;
  readonly clientPort: number;
  readonly scheme: 'http' | 'https';
  readonly instanceId: string;
  readonly instanceAddress: string;
  readonly listenerPort: number;
  /** Whether the connection is to become a WebSocket. */
  readonly upgrades: boolean;
  /** Which fields to add, under the names of the API. */
  readonly settings: Readonly<Record<string, string>>;
}

/** The fields of a request for `host` on its way to a backend. */
export function fieldsForBackend(request: IncomingMessage, host: string | undefined, hop: Hop): Fields {
  const added = addedFields(request, hop);
  const replaced = new Set(added.map(([name]) => name.toLowerCase()));
  const drops = (name: string): boolean => replaced.has(name) || name === 'expect' || name === 'host';
  const fields = host === undefined ? [] : ['Host', host];
  fields.push(...keepFields(request.rawHeaders, drops), ...added.flat());
  if (hop.upgrades) fields.push('Connection', 'upgrade', 'Upgrade', 'websocket');
  else if (lacksLength(request)) fields.push('Content-Length', '0');
  return fields;
}

/** The fields of an answer on its way to the client. Node frames the body anew. */
export const fieldsForClient = (answer: IncomingMessage): Fields =>
  keepFields(answer.rawHeaders, (name) => name === 'transfer-encoding');

function keepFields(raw: readonly string[], drops: (name: string) => boolean): Fields {
  const kept: Fields = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const [name = '', value = ''] = [raw[index], raw[index + 1]];
    const lower = name.toLowerCase();
    if (!ofOneConnection.has(lower) && !drops(lower)) kept.push(name, value);
  }
  return kept;
}

function addedFields(request: IncomingMessage, hop: Hop): (readonly [string, string])[] {
  const { settings } = hop;
  const before = request.headers['x-forwarded-for'];
  const chain = before === undefined ? hop.clientAddress : `${String(before)}, ${hop.clientAddress}`;
  const known: readonly (readonly [setting: string, name: string, value: string])[] = [
    ['XForwardedFor', 'X-Forwarded-For', chain],
    ['XForwardedFor_proto', 'X-Forwarded-Proto', hop.scheme],
    ['XForwardedFor_SLBIP', 'SLB-IP', hop.instanceAddress],
    ['XForwardedFor_SLBID', 'SLB-ID', hop.instanceId],
    ['XForwardedFor_SLBPORT', 'X-Forwarded-Port', String(hop.listenerPort)],
    ['XForwardedFor_ClientSrcPort', 'X-Forwarded-Client-srcport', String(hop.clientPort)],
  ];
  return known.flatMap(([setting, name, value]) => (settings[setting] === 'on' ? [[name, value]] : []));
}

/** A method that may have a body, without one: node would announce chunks. */
function lacksLength({ method, headers }: IncomingMessage): boolean {
  const bodiless = ['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE'].includes(method ?? '');
  return !bodiless && headers['content-length'] === undefined && headers['transfer-encoding'] === undefined;
}
