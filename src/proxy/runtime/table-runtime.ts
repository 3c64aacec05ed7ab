import { alternativeReadings, normalizePath, writtenReadings } from '../../model/index.ts';
import type { Decision, PathForwarding } from '../forward/forwarding.ts';
import { forwardsLeft } from '../forward/max-forwards.ts';
import type { RequestHead } from '../forward/request.ts';
import { judgeHandshake } from '../forward/websocket-handshake.ts';
import { type CompiledHost, HostTable, hostName, type MatchRequest } from '../router/index.ts';
import type { StoredCertificate } from '../tls/index.ts';

/** What a table needs of its routes. */
export interface TableRoute {
  /** Access is restricted here: no spelling of a path may lead past it. */
  readonly guarded: boolean;
  /** What to do with a request that took this route; `path` in normal form. */
  decide(path: string): Decision;
}

/** The routing table of a load balancer, and its certificates by server name. Listeners keep it by identity; its content changes between requests. */
export class TableRuntime {
  readonly hosts: HostTable<CompiledHost<TableRoute>> = new HostTable();
  readonly serverNames: HostTable<StoredCertificate> = new HostTable();
  fallback: TableRoute | undefined;

  /** Decides on a request: its route, or the answer it gets from us. */
  decide(request: RequestHead, pathForwarding: PathForwarding = 'normalized'): Decision {
    const name = request.authority === '' ? '' : hostName(request.authority);
    if (name === undefined) return badRequest;
    if (request.path === '*') return optionsAnswer;
    if (request.method === 'OPTIONS' && forwardsLeft(request.headers) === 0) return optionsAnswer;
    if (request.upgrade === 'websocket') {
      const refusal = judgeHandshake(request);
      if (refusal !== undefined) return refusal;
    }
    const path = normalizePath(request.path);
    if (path === undefined) return badRequest;
    const host = this.hosts.find(name);
    const match = new RequestMatch(request);
    const route = this.#find(host, path, match);
    // A backend that decodes more than we do must not be led to what another route guards.
    for (const reading of alternativeReadings(path)) {
      if (this.#find(host, reading, match) !== route) return ambiguous;
    }
    if (route === undefined) return noRoute;
    if (
      pathForwarding === 'original' &&
      request.path !== path &&
      this.#passesGuard(host, request.path, route, match)
    ) {
      return ambiguous;
    }
    return route.decide(path);
  }

  /** Whether a path that goes on as written concerns a route that restricts access, in any form a backend may take it for. */
  #passesGuard(
    host: CompiledHost<TableRoute> | undefined,
    written: string,
    route: TableRoute,
    match: MatchRequest,
  ): boolean {
    return (
      route.guarded ||
      writtenReadings(written).some((path) => this.#find(host, path, match)?.guarded === true)
    );
  }

  #find(
    host: CompiledHost<TableRoute> | undefined,
    path: string,
    match: MatchRequest,
  ): TableRoute | undefined {
    return host?.match(path, match) ?? this.fallback;
  }
}

const badRequest: Decision = { kind: 'answer', route: undefined, status: 400, reason: 'BadRequest' };
const ambiguous: Decision = { kind: 'answer', route: undefined, status: 400, reason: 'AmbiguousPath' };
const noRoute: Decision = { kind: 'answer', route: undefined, status: 404, reason: 'NoRoute' };
/** OPTIONS * asks about the server as a whole (RFC 9110 9.3.7), and one that may go no further about this hop. */
const optionsAnswer: Decision = { kind: 'answer', route: undefined, status: 204, reason: undefined };

/** A request as the conditions of routes see it. */
class RequestMatch implements MatchRequest {
  readonly method: string;
  readonly query: string;
  readonly #headers: readonly string[];

  constructor(request: RequestHead) {
    this.method = request.method;
    this.query = request.query.slice(1);
    this.#headers = request.headers;
  }

  header(name: string): string | undefined {
    let found: string | undefined;
    for (let i = 0; i + 1 < this.#headers.length; i += 2) {
      if (this.#headers[i]?.toLowerCase() !== name) continue;
      const value = this.#headers[i + 1] ?? '';
      found = found === undefined ? value : `${found}, ${value}`;
    }
    return found;
  }
}
