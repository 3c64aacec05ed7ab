import type { PathMatch, Route, RouteMatch, VirtualHost } from '../../model/index.ts';
import type { MatchRequest } from './conditions.ts';

/** A route whose path is written `= /exact`, `/prefix`, `~ expression` or, for any case, `~* expression`. */
export function routeFor(path: string, conditions: Omit<RouteMatch, 'path'> = {}): Route {
  return {
    match: { path: pathMatch(path), ...conditions },
    action: { kind: 'forward', backends: [] },
    origin: { kind: 'Ingress', namespace: 'default', name: 'test' },
  };
}

export function hostWith(routes: readonly Route[]): VirtualHost {
  return { host: 'a.example', routes };
}

export function requestWith(
  parts: {
    readonly method?: string;
    readonly query?: string;
    readonly headers?: Record<string, string>;
  } = {},
): MatchRequest {
  const headers = new Map(Object.entries(parts.headers ?? {}));
  return { method: parts.method ?? 'GET', query: parts.query ?? '', header: (name) => headers.get(name) };
}

function pathMatch(path: string): PathMatch {
  if (path.startsWith('= ')) return { kind: 'exact', value: path.slice(2) };
  if (path.startsWith('~* ')) return { kind: 'regex', value: path.slice(3), ignoreCase: true };
  if (path.startsWith('~ ')) return { kind: 'regex', value: path.slice(2) };
  return { kind: 'prefix', value: path };
}
