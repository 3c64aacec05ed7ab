import type { ZodType } from 'zod';
import type { AdminResponse } from './admin-response.ts';

/** A request as a handler sees it. */
export interface AdminRequest<Body = unknown> {
  /** The parts of the path named by `:name`, decoded. */
  readonly params: ReadonlyMap<string, string>;
  readonly query: URLSearchParams;
  readonly body: Body;
}

/** One thing the server shows or takes. A handler that throws an OperatorError answers 409 with code, message and hint. */
export interface AdminRoute {
  readonly method: 'DELETE' | 'GET' | 'POST';
  /** For example `/v1/instances/:id`. */
  readonly path: string;
  /** Parses the JSON body; a route without it takes no body. */
  readonly body?: ZodType;
  handle(request: AdminRequest): AdminResponse | Promise<AdminResponse>;
}

/** A route whose handler gets its body parsed and typed. */
export function routeWithBody<Body>(
  method: 'POST',
  path: string,
  body: ZodType<Body>,
  handle: (request: AdminRequest<Body>) => AdminResponse | Promise<AdminResponse>,
): AdminRoute {
  return {
    method,
    path,
    body,
    handle: (request) => handle({ ...request, body: body.parse(request.body) }),
  };
}

/** The route that takes a request, with the named parts of its path; `undefined` when none does. */
export function findRoute(
  routes: readonly AdminRoute[],
  method: string,
  path: string,
): { readonly route: AdminRoute; readonly params: ReadonlyMap<string, string> } | undefined {
  for (const route of routes) {
    if (route.method !== method) continue;
    const params = matchPath(route.path, path);
    if (params !== undefined) return { route, params };
  }
  return undefined;
}

function matchPath(pattern: string, path: string): ReadonlyMap<string, string> | undefined {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const params = new Map<string, string>();
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    if (!part.startsWith(':')) {
      if (part !== value) return undefined;
      continue;
    }
    const decoded = decode(value);
    if (decoded === undefined || decoded === '') return undefined;
    params.set(part.slice(1), decoded);
  }
  return params;
}

function decode(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
