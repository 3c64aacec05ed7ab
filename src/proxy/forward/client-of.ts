import { type AddressRanges, plainAddress } from '../../base/index.ts';
import { hostName } from '../router/index.ts';
import type { Client } from './downstream.ts';
import type { RequestHead } from './request.ts';

/** The five fields that trusted clients are believed. They are told apart by length and last letter. */
interface Forwarded {
  for: string;
  /** Undefined where the field is missing; empty where it came twice, so that neither value is taken. */
  proto: string | undefined;
  host: string | undefined;
  port: string | undefined;
  requestId: string | undefined;
}

/** Characters of `X-Forwarded-For` that are read and passed on, the newest. */
const mostFor = 8192;
/** Addresses that are looked at: a client may have put as many trusted ones in front as it likes. */
const mostHops = 100;

const sanePort = /^[1-9]\d{0,4}$/;
const saneId = /^[\w.~+/=:@-]{1,128}$/;
const portOrBrackets = /^(?:\[([^\]]+)\](?::\d{1,5})?|(\d[\d.]+):\d{1,5})$/;

/**
 * Whom a request is from. That is the client of its connection, unless this is trusted: then it is the first address from
 * the right of `X-Forwarded-For` that is not (RFC 7239 8.1), and scheme, host and port are those it told, as far as they
 * are well-formed. A field of these that comes twice is not believed, since nobody knows which of the two is the proxy's.
 */
export function clientOf(client: Client, request: RequestHead): Client {
  const { trusted } = client;
  if (trusted === undefined) return client;
  const forwarded = forwardedFields(request.headers);
  const address = firstUntrusted(client.address, forwarded.for, trusted);
  const known = address === client.address;
  const secure = schemeOf(forwarded.proto) ?? client.secure;
  return {
    address,
    port: known ? client.port : 0,
    secure,
    publishedPort: portOf(forwarded.port) ?? publishedPort(client, secure),
    httpsPort: client.httpsPort,
    serverName: client.serverName,
    peer: known ? client.peer : (client.peer ?? client.address),
    told: {
      forwardedFor: forwarded.for === '' ? client.address : `${forwarded.for}, ${client.address}`,
      host: hostName(forwarded.host ?? '') === undefined ? undefined : forwarded.host,
      requestId: saneId.test(forwarded.requestId ?? '') ? forwarded.requestId : undefined,
    },
  };
}

function forwardedFields(headers: readonly string[]): Forwarded {
  const found: Forwarded = {
    for: '',
    proto: undefined,
    host: undefined,
    port: undefined,
    requestId: undefined,
  };
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] ?? '';
    // x-request-id is the shortest of them, x-forwarded-proto the longest.
    if (name.length < 12 || name.length > 17) continue;
    const value = headers[i + 1] ?? '';
    switch (name.toLowerCase()) {
      case 'x-forwarded-for':
        if (value !== '') found.for = found.for === '' ? value : `${found.for}, ${value}`;
        break;
      case 'x-forwarded-proto':
        found.proto = found.proto === undefined ? value : '';
        break;
      case 'x-forwarded-host':
        found.host = found.host === undefined ? value : '';
        break;
      case 'x-forwarded-port':
        found.port = found.port === undefined ? value : '';
        break;
      case 'x-request-id':
        found.requestId = found.requestId === undefined ? value : '';
        break;
    }
  }
  if (found.for.length > mostFor) found.for = newest(found.for);
  return found;
}

/** The end of a list that is too long, from the start of an address on. */
function newest(list: string): string {
  const comma = list.indexOf(',', list.length - mostFor);
  return comma < 0 ? '' : list.slice(comma + 1).trimStart();
}

/** Goes from hop to hop, away from us, as long as the one before is trusted and names an address. */
function firstUntrusted(nearest: string, list: string, trusted: AddressRanges): string {
  let address = nearest;
  let end = list.length;
  for (let hops = 0; end > 0 && hops < mostHops; hops += 1) {
    const comma = list.lastIndexOf(',', end - 1);
    const next = addressIn(list.slice(comma + 1, end).trim());
    if (next === undefined) break;
    address = next;
    if (!trusted.includes(address)) break;
    end = comma;
  }
  return address;
}

/** The address of an entry. Some proxies write a port behind it. */
function addressIn(entry: string): string | undefined {
  const plain = plainAddress(entry);
  if (plain !== undefined) return plain;
  const [, six, four] = portOrBrackets.exec(entry) ?? [];
  return plainAddress(six ?? four ?? '');
}

function schemeOf(proto: string | undefined): boolean | undefined {
  const scheme = proto?.toLowerCase();
  return scheme === 'https' ? true : scheme === 'http' ? false : undefined;
}

function portOf(text: string | undefined): number | undefined {
  const port = sanePort.test(text ?? '') ? Number(text) : 0;
  return port > 0 && port <= 65_535 ? port : undefined;
}

/** A scheme that is not the one of our listener came by another port: the usual one, where none is told. */
function publishedPort(client: Client, secure: boolean): number {
  if (secure === client.secure) return client.publishedPort;
  return secure ? 443 : 80;
}
