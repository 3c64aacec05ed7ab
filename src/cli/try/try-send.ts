import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, Agent as SecureAgent } from 'node:https';
import { TLSSocket } from 'node:tls';
import { z } from 'zod';
import { readAll } from '../../admin/index.ts';
import { errorMessage } from '../../base/index.ts';

/** What a client really got. */
export interface RealAnswer {
  /** Absent where there was no answer; `error` says why. */
  readonly status?: number;
  readonly error?: string;
  /** `X-Sluice-Reason`. */
  readonly reason?: string;
  /** The Service (`namespace/name`) whose echo backend answered. */
  readonly service?: string;
  /** The path and query that backend was asked for. */
  readonly target?: string;
  readonly certificate?: RealCertificate;
  /** `namespace/name` of the Ingress that the access log names; absent where none took the request, or the log lacks it. */
  readonly ingress?: string;
}

export interface RealCertificate {
  readonly commonName: string;
  /** End of validity, milliseconds since the epoch. */
  readonly notAfter: number;
}

/** Where to, and what for. */
export interface RealRequest {
  readonly address: string;
  readonly port: number;
  readonly secure: boolean;
  readonly host: string;
  readonly target: string;
}

/** Asks the trial's own data plane; connections are kept, and closed at the end. */
export interface Sender {
  send(request: RealRequest): Promise<RealAnswer>;
  close(): void;
}

const answerMs = 10_000;
const mostBytes = 64 * 1024;
const echoBody = z.object({ service: z.string(), path: z.string() });

/**
 * Makes a {@link Sender}. The certificates of a trial are whatever the manifests hold, so any is taken, and looked at.
 * It keeps a connection for each server name until it is closed: use one for some hundred requests.
 */
export function createSender(connections: number, signal: AbortSignal): Sender {
  const agent = new Agent({ keepAlive: true, maxSockets: connections, maxFreeSockets: connections });
  // One connection a server name: a handshake costs more than the requests of a host that wait for each other.
  const secureAgent = new SecureAgent({
    keepAlive: true,
    maxSockets: 1,
    maxFreeSockets: 1,
    rejectUnauthorized: false,
    maxCachedSessions: 0,
  });
  return {
    send: (request) =>
      send(request, agent, secureAgent, signal).catch((error: unknown) => ({ error: errorMessage(error) })),
    close() {
      agent.destroy();
      secureAgent.destroy();
    },
  };
}

async function send(
  { address, port, secure, host, target }: RealRequest,
  agent: Agent,
  secureAgent: SecureAgent,
  stop: AbortSignal,
): Promise<RealAnswer> {
  const common = {
    host: address,
    port,
    path: target,
    headers: { host, accept: 'application/json' },
    signal: AbortSignal.any([stop, AbortSignal.timeout(answerMs)]),
  };
  const request = secure
    ? httpsRequest({ ...common, agent: secureAgent, servername: host })
    : httpRequest({ ...common, agent });
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve).once('error', reject).end();
  });
  const body = await readAll(response, mostBytes);
  const certificate = certificateOf(response);
  const reason = response.headers['x-sluice-reason'];
  return {
    status: response.statusCode ?? 0,
    ...(typeof reason === 'string' ? { reason } : {}),
    ...echoOf(body),
    ...(certificate === undefined ? {} : { certificate }),
  };
}

function echoOf(body: string): { readonly service?: string; readonly target?: string } {
  if (!body.startsWith('{')) return {};
  try {
    const { service, path } = echoBody.parse(JSON.parse(body));
    return { service, target: path };
  } catch {
    return {};
  }
}

function certificateOf({ socket }: IncomingMessage): RealCertificate | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  const { subject, valid_to: end } = socket.getPeerCertificate();
  const commonName = subject?.CN;
  return { commonName: typeof commonName === 'string' ? commonName : '', notAfter: Date.parse(end) };
}
