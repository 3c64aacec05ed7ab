import type { PathMatch, Route, VirtualHost } from '../../model/index.ts';
import type { MatchRequest } from './conditions.ts';
import { compileConditions } from './conditions.ts';
import { compilePathPattern, prefixOf } from './path-pattern.ts';

/**
 * The specification of routing: a walk down the routes of a host, the first that matches wins. {@link compileHost}
 * answers the same, whatever the number of routes. `path` is normalised.
 */
export function matchLinear(host: VirtualHost, path: string, request: MatchRequest): Route | undefined {
  return host.routes.find(
    ({ match }) => pathMatches(match.path, path) && (compileConditions(match)?.(request) ?? true),
  );
}

function pathMatches(match: PathMatch, path: string): boolean {
  switch (match.kind) {
    case 'exact':
      return path === match.value;
    case 'prefix': {
      const prefix = prefixOf(match.value);
      return path === prefix || path.startsWith(`${prefix}/`);
    }
    case 'regex':
      return compilePathPattern(match).test(path);
  }
}
