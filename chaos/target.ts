import { type ChangingSite, rewrittenMark, rewrittenPath } from '../test/support/changing-site.ts';
import type { Reply } from './connection.ts';
import type { MovingSite } from './moving-site.ts';
import type { HostSet } from './tally.ts';

/** A kind of request, and what may come of it. */
export interface Target {
  readonly set: HostSet;
  readonly host: string;
  readonly address: string;
  readonly port: number;
  readonly tls: boolean;
  /** The request of that number. */
  request(number: number, close: boolean): string;
  /** What a reply to that request says, as text to compare. */
  read(reply: Reply, number: number): string;
  /** Called when the request starts; gives what may have been read, once it has ended. */
  expect(): () => readonly string[];
}

export interface Place {
  readonly address: string;
  readonly http: number;
  readonly https: number;
}

export interface SteadyHost {
  readonly set: HostSet;
  readonly host: string;
  readonly service: string;
  readonly method?: 'POST';
  /** How long the backend thinks. */
  readonly slowMs?: number;
}

/** A host whose answers are always the same. */
export function steadyTarget({ address, http }: Place, steady: SteadyHost): Target {
  const { set, host, service, method, slowMs } = steady;
  const path = (number: number): string =>
    slowMs === undefined ? `/x?${number}` : `/${number}/slow/${slowMs}`;
  const allowed = [service];
  return {
    ...{ set, host, address, port: http, tls: false },
    request: (number, close) => requestText(host, path(number), close, method),
    read: (reply, number) => answered(reply, path(number)),
    expect: () => () => allowed,
  };
}

/** A host over TLS whose certificate and answers are always the same. */
export function steadyTlsTarget(
  { address, https }: Place,
  steady: SteadyHost & { readonly certificate: string },
): Target {
  const { set, host, service, certificate } = steady;
  const allowed = [`${certificate} ${service}`];
  return {
    ...{ set, host, address, port: https, tls: true },
    request: (number) => requestText(host, `/x?${number}`, true),
    read: (reply, number) => `${reply.certificate} ${answered(reply, `/x?${number}`)}`,
    expect: () => () => allowed,
  };
}

export function routeTarget({ address, http }: Place, { host, route }: ChangingSite): Target {
  return {
    ...{ set: 'B', host, address, port: http, tls: false },
    request: (number, close) => requestText(host, `/x?${number}`, close),
    read: (reply, number) =>
      reply.body.includes(`"path":"${rewrittenPath}?`)
        ? `${answered(reply, `${rewrittenPath}?${number}`)}${rewrittenMark}`
        : answered(reply, `/x?${number}`),
    expect: () => {
      const { mark } = route;
      return () => route.since(mark);
    },
  };
}

export function certificateTarget({ address, https }: Place, { host, shown }: ChangingSite): Target {
  return {
    ...{ set: 'B', host, address, port: https, tls: true },
    request: (number) => requestText(host, `/x?${number}`, true),
    read: ({ certificate }) => certificate,
    expect: () => {
      const { mark } = shown;
      return () => shown.since(mark);
    },
  };
}

/** Where a host that moves between instances is looked for: at home, or away. */
export function movingTarget({ address, http }: Place, site: MovingSite, where: 'away' | 'home'): Target {
  const { host } = site;
  const expectations = site[where];
  return {
    ...{ set: 'B', host, address, port: http, tls: false },
    request: (number, close) => requestText(host, `/x?${number}`, close),
    read: (reply, number) => answered(reply, `/x?${number}`),
    expect: () => {
      const { mark } = expectations;
      return () => expectations.since(mark).flatMap((one) => one.split('|'));
    },
  };
}

function requestText(host: string, path: string, close: boolean, method?: 'POST'): string {
  const fields = `host: ${host}\r\nuser-agent: chaos\r\naccept: */*\r\n${close ? 'connection: close\r\n' : ''}`;
  if (method === undefined) return `GET ${path} HTTP/1.1\r\n${fields}\r\n`;
  return `POST ${path} HTTP/1.1\r\n${fields}content-length: ${body.length}\r\n\r\n${body}`;
}

const body = 'a body of some length; '.repeat(40);

/** The service that answered this very request, or the status of an answer of the proxy's own. */
function answered({ status, body: text, reason }: Reply, path: string): string {
  // Never right, so what it says is for the complaint.
  if (status === 502 || status === 504) return `${status} ${reason}`;
  if (status !== 200) return String(status);
  if (!text.includes(`"path":"${path}"`)) return `the answer to another request: ${text.slice(0, 200)}`;
  return /"service":"([^"]*)"/.exec(text)?.[1] ?? 'nobody';
}
