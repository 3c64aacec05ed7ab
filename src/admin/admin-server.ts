import { chmod, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { errorMessage, type Logger, OperatorError } from '../base/index.ts';
import type { AdminRoute } from './admin-route.ts';
import { requestHandler } from './request-handler.ts';

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
  const { socketPath, routes, logger } = options;
  const server = createServer(requestHandler({ routes, logger }));
  server.requestTimeout = requestTimeoutMs;
  server.headersTimeout = requestTimeoutMs;
  server.maxConnections = mostConnections;
  try {
    await rm(socketPath, { force: true });
    await listen(server, socketPath);
    await chmod(socketPath, 0o600);
  } catch (error) {
    server.close();
    throw new OperatorError(
      'ControlSocketUnavailable',
      `Cannot listen on the control socket ${socketPath}: ${errorMessage(error)}`,
      { hint: 'Use a state directory that this user owns, on a local file system.', cause: error },
    );
  }
  return { close: () => closeServer(server) };
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

/** Stops listening and cuts what is under way. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
