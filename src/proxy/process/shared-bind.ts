import net from 'node:net';
import { constants } from 'node:os';

/**
 * Makes the sockets that the cluster primary binds for its workers fail at once when the port is taken.
 *
 * libuv reports EADDRINUSE of a bind only at listen. In a cluster the primary binds and a worker listens: the
 * primary keeps the dead socket under its address and gives it to every worker that asks; a worker reports
 * EADDRINUSE once, and an assertion inside node:cluster ends it when it tries that address again (Node 24.21).
 * Asking for the bound name brings the delayed error out while it still belongs to the primary.
 */
export function reportBindErrorsEarly(): void {
  const create: unknown = Reflect.get(net, '_createServerHandle');
  if (typeof create !== 'function') return;
  const createChecked = (...options: readonly unknown[]): unknown => {
    const handle: unknown = Reflect.apply(create, net, options);
    if (!isBoundHandle(handle) || handle.getsockname({}) === 0) return handle;
    handle.close();
    return -constants.errno.EADDRINUSE;
  };
  Reflect.set(net, '_createServerHandle', createChecked);
}

interface BoundHandle {
  getsockname(into: object): number;
  close(): void;
}

function isBoundHandle(handle: unknown): handle is BoundHandle {
  return typeof handle === 'object' && handle !== null && 'getsockname' in handle && 'close' in handle;
}
