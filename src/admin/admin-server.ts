import { chmod, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { errorMessage, type Logger, OperatorError } from '../base/index.ts';
import { type AdminResponse, type AdminRoute, findRoute } from './admin-route.ts';
import { readJsonBody } from './json-body.ts';

export interface AdminServerOptions {
  readonly socketPath: string;
  readonly routes: readonly AdminRoute[];
  readonly logger: Logger;
}

export interface AdminServer {
  close(): Promise<void>;
}

/** Ten seconds for a whole request: its callers are on this machine. */
const requestTimeoutMs = 10_000;
const mostConnections = 32;

/**
 * Listens on a Unix socket that only its owner may open (mode 0600). A socket file left by a killed server is replaced:
 * the lock of the state directory says that no other server lives.
 * @throws OperatorError `ControlSocketUnavailable` when the socket cannot be made.
 */
export async function startAdminServer(options: AdminServerOptions): Promise<AdminServer> {
  const server = createServer((request, response) => {
    answer(options, request).then(
      (result) => send(response, result),
      (error: unknown) => {
        options.logger.error('an administration request failed', { error: errorMessage(error) });
        send(response, failure(500, 'InternalError', 'The request failed; the log says why.'));
      },
    );
  });
  server.requestTimeout = requestTimeoutMs;
  server.headersTimeout = requestTimeoutMs;
  server.maxConnections = mostConnections;
  try {
    await rm(options.socketPath, { force: true });
    await listen(server, options.socketPath);
    await chmod(options.socketPath, 0o600);
  } catch (error) {
    server.close();
    throw new OperatorError(
      'ControlSocketUnavailable',
      `Cannot listen on the control socket ${options.socketPath}: ${errorMessage(error)}`,
      { hint: 'Use a state directory that this user owns, on a local file system.', cause: error },
    );
  }
  return { close: () => close(server) };
}

async function answer(options: AdminServerOptions, request: IncomingMessage): Promise<AdminResponse> {
  const url = URL.parse(request.url ?? '/', 'http://sluice.invalid');
  if (url === null) return failure(400, 'BadRequest', 'The path cannot be read.');
  const found = findRoute(options.routes, request.method ?? '', url.pathname);
  if (found === undefined) return failure(404, 'NotFound', `There is no ${request.method} ${url.pathname}.`);
  const body = await readJsonBody(request, found.route.body);
  if (body.kind === 'bad') return failure(body.status, 'BadRequest', body.message);
  try {
    return await found.route.handle({ params: found.params, query: url.searchParams, body: body.value });
  } catch (error) {
    if (error instanceof OperatorError) return failure(409, error.code, error.message, error.hint);
    throw error;
  }
}

function failure(status: number, code: string, message: string, hint?: string): AdminResponse {
  return { status, body: { error: { code, message, ...(hint === undefined ? {} : { hint }) } } };
}

function send(response: ServerResponse, result: AdminResponse): void {
  const text = JSON.stringify(result.body);
  response.writeHead(result.status ?? 200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    connection: 'close',
  });
  response.end(text);
}

/** The socket file is made with mode 0600 from the start, not only after `chmod`. */
function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const before = process.umask(0o177);
    try {
      server.once('error', reject);
      server.listen(path, () => {
        server.off('error', reject);
        resolve();
      });
    } finally {
      process.umask(before);
    }
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
