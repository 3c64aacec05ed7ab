/** What a worker's environment keeps: how Node, its libraries and the C library behave. */
const kept = /^(?:NODE_|UV_|SSL_CERT_|LC_|LANG$|TZ$|PATH$)/;

/**
 * Environment changes for a worker: everything else is unset, so that credentials handed to the server
 * in its environment are out of reach where hostile bytes are parsed.
 */
export function workerEnvironment(environment: NodeJS.ProcessEnv): Record<string, undefined> {
  const names = Object.keys(environment).filter((name) => !kept.test(name));
  return Object.fromEntries(names.map((name) => [name, undefined]));
}

/** Workers are as many as the processors are to be kept busy: threads that help one collect garbage take from the others. */
const oneThread: readonly string[] = ['--single-threaded-gc'];

/** What a worker may have of the file system; nothing else. */
export interface FileAccess {
  readonly allowRead: readonly string[];
  readonly allowWrite?: string;
}

/** Node's arguments for a worker: the permission model, with its files and, where it is ruled, the network. */
export function workerExecArguments({ allowRead, allowWrite }: FileAccess, nodeMajor: number): string[] {
  // Until Node 25 the permission model had no say over the network, and the flag does not exist.
  const network = nodeMajor >= 25 ? ['--allow-net'] : [];
  const readable = allowWrite === undefined ? allowRead : [...allowRead, allowWrite];
  const writable = allowWrite === undefined ? [] : [`--allow-fs-write=${allowWrite}`];
  return [
    ...oneThread,
    '--permission',
    ...readable.map((path) => `--allow-fs-read=${path}`),
    ...writable,
    ...network,
  ];
}
