import { type Logger, OperatorError } from '../../base/index.ts';
import type { ListenerPart, ListenerProblem } from '../../proxy/index.ts';
import type { ProviderProblem } from '../load-balancer-provider.ts';
import { findPortOwner } from './port-owner.ts';
import { listenerPort } from './record-status.ts';

/** Ports to bind for HTTP and HTTPS, where the usual ones are not wanted. */
export interface BindPorts {
  readonly http?: number;
  readonly https?: number;
}

interface FailedListener {
  readonly part: ListenerPart;
  readonly code: string;
  readonly problem: ProviderProblem;
}

/** Which listeners the workers have open, which failed and why, and what ports are bound in place of those forbidden. */
export class ListenerStates {
  readonly #candidates: ReadonlyMap<number, readonly number[]>;
  readonly #logger: Logger;
  readonly #open = new Map<string, ListenerPart>();
  readonly #failed = new Map<string, FailedListener>();
  readonly #forbidden = new Set<number>();

  /** @throws OperatorError when both protocols would be bound to one port. */
  constructor(ports: BindPorts, logger: Logger) {
    this.#candidates = portCandidates(ports);
    this.#logger = logger;
  }

  /** Listener parts that all workers have open, by id. */
  get open(): ReadonlyMap<string, ListenerPart> {
    return this.#open;
  }

  /** Why a listener is not open. */
  problemOf(id: string): ProviderProblem | undefined {
    return this.#failed.get(id)?.problem;
  }

  /** The port to bind: the one bound by now, else the first that is not known to be forbidden. */
  choosePort(listenerPort: number, current: number | undefined): number {
    const candidates = this.#candidates.get(listenerPort) ?? [listenerPort];
    if (current !== undefined && candidates.includes(current)) return current;
    return candidates.find((port) => !this.#forbidden.has(port)) ?? candidates.at(-1) ?? listenerPort;
  }

  /**
   * Takes in what a push made of its listeners; workers also name those of earlier pushes that are not open.
   * Returns listeners to try instead of those that may not be bound.
   */
  async follow(
    set: readonly ListenerPart[],
    problems: readonly ListenerProblem[],
  ): Promise<readonly ListenerPart[]> {
    const codes = new Map(problems.map(({ listener, code }) => [listener, code]));
    const concerned = new Map([...this.#open].filter(([id]) => codes.has(id)));
    for (const part of set) concerned.set(part.id, part);
    const instead: ListenerPart[] = [];
    for (const part of concerned.values()) {
      const code = codes.get(part.id);
      const other = code === 'EACCES' ? this.#forbid(part) : undefined;
      if (other !== undefined) instead.push(other);
      else if (code === undefined) this.#opened(part);
      else await this.#fail(part, code);
    }
    return instead;
  }

  /** Takes in that listeners are closed. */
  closed(keys: readonly string[]): void {
    for (const key of keys) {
      if (!key.startsWith('listener/')) continue;
      const id = key.slice('listener/'.length);
      this.#open.delete(id);
      this.#failed.delete(id);
    }
  }

  #opened(part: ListenerPart): void {
    this.#open.set(part.id, part);
    this.#failed.delete(part.id);
  }

  #forbid(part: ListenerPart): ListenerPart | undefined {
    const candidates = this.#candidates.get(listenerPort(part)) ?? [];
    const port = candidates[candidates.indexOf(part.port) + 1];
    if (port === undefined) return undefined;
    if (!this.#forbidden.has(part.port)) {
      const fields = { address: part.address, forbidden: part.port, port };
      this.#logger.info('the operating system does not let us listen on a port; another is used', fields);
    }
    this.#forbidden.add(part.port);
    return { ...part, port, publishedPort: port };
  }

  async #fail(part: ListenerPart, code: string): Promise<void> {
    this.#open.delete(part.id);
    const before = this.#failed.get(part.id);
    const same =
      before?.code === code && before.part.address === part.address && before.part.port === part.port;
    const problem = same ? before.problem : await listenerProblem(part, code);
    this.#failed.set(part.id, { part, code, problem });
  }
}

/** Ports to try, in order, by listener port. A stand-in is left out where the other protocol was given that port. */
function portCandidates({ http, https }: BindPorts): ReadonlyMap<number, readonly number[]> {
  const first = http ?? 80;
  if (first === (https ?? 443)) {
    throw new OperatorError('PortsEqual', `HTTP and HTTPS cannot both listen on port ${first}.`, {
      hint: 'Give each a port of its own with --http-port and --https-port.',
    });
  }
  return new Map([
    [80, http === undefined ? [80, 8080].filter((port) => port !== https) : [http]],
    [443, https === undefined ? [443, 8443].filter((port) => port !== http) : [https]],
  ]);
}

async function listenerProblem({ address, port }: ListenerPart, code: string): Promise<ProviderProblem> {
  const place = `port ${port} of ${address}`;
  switch (code) {
    case 'EADDRINUSE': {
      const owner = await findPortOwner(address, port);
      const by = owner ?? 'another program';
      return {
        reason: 'ListenerPortTaken',
        // The hint of the reason is about listeners of an instance, which an annotation can replace.
        message: `Cannot listen on ${place}: ${by} uses it on this machine. Stop that program, or start Sluice with other ports (--http-port, --https-port) or addresses; no annotation frees the port.`,
      };
    }
    case 'EACCES':
    case 'EPERM':
      return {
        reason: 'ListenerPermissionDenied',
        message: `Cannot listen on ${place}: permission denied (${code}).`,
      };
    case 'EADDRNOTAVAIL':
      return {
        reason: 'AddressUnavailable',
        message: `Cannot listen on ${place}: this machine has no such address.`,
      };
    default:
      return { reason: 'NotProgrammed', message: `Cannot listen on ${place}: ${code}.` };
  }
}
