import {
  type Agent,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http';
import { type RequestOptions as HttpsOptions, request as httpsRequest } from 'node:https';
import { type PeerCertificate, TLSSocket } from 'node:tls';

/** One request of a test. Without an agent it has a connection of its own. */
export interface ClientRequest {
  readonly address: string;
  readonly port: number;
  readonly host: string;
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly tls?: boolean;
  /** The name for SNI; that of `host` by default, none when empty. */
  readonly serverName?: string;
  readonly agent?: Agent;
  readonly timeoutMs?: number;
  /** Called with the local port of the connection, once there is one. */
  readonly onConnection?: (localPort: number) => void;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly certificate?: PeerCertificate;
}

/** What a named origin says of the request it got, or a program's echo backend when asked for JSON. */
export interface Seen {
  readonly service: string;
  readonly replica: string;
  readonly method: string;
  readonly path: string;
  readonly request: string;
  readonly headers: readonly (readonly [string, string])[];
}

/** Sends one request and reads its answer to the end. Any certificate is accepted, and given back. */
export function send(options: ClientRequest): Promise<Answer> {
  const { address, port, host, path, method = 'GET', headers = {}, body, agent, onConnection } = options;
  const common: HttpsOptions = {
    host: address,
    port,
    method,
    path,
    agent: agent ?? false,
    headers: {
      host,
      ...headers,
      ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
    },
    timeout: options.timeoutMs ?? 10_000,
  };
  const servername = options.serverName ?? host.replace(/:\d+$/, '');
  return new Promise((resolve, reject) => {
    const take = (response: IncomingMessage): void => void readAnswer(response).then(resolve, reject);
    const request =
      options.tls === true
        ? httpsRequest({ ...common, rejectUnauthorized: false, servername }, take)
        : httpRequest(common, take);
    request.on('error', reject);
    request.on('timeout', () => request.destroy(new Error('no answer in time')));
    request.on('socket', (socket) => {
      const tell = (): void => onConnection?.(socket.localPort ?? 0);
      if (socket.connecting) socket.once('connect', tell);
      else tell();
    });
    request.end(body);
  });
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const { socket, headers, statusCode: status = 0 } = response;
  const certificate = socket instanceof TLSSocket ? socket.getPeerCertificate() : undefined;
  let body = '';
  response.setEncoding('utf8');
  for await (const chunk of response) body += String(chunk);
  if (!response.complete) throw new Error('the answer ended early');
  return { status, headers, body, ...(certificate === undefined ? {} : { certificate }) };
}

/** The origin's account of the request; fails on any other answer. */
export function seenIn({ status, body }: Answer): Seen {
  if (status !== 200) throw new Error(`expected 200, got ${status}: ${body}`);
  const value: Seen = JSON.parse(body);
  return value;
}

/** The values of a field that the origin got, joined. */
export function fieldOf({ headers }: Seen, name: string): string {
  return headers
    .filter(([field]) => field.toLowerCase() === name)
    .map(([, value]) => value)
    .join(', ');
}
