import type { PathWalk } from './path-walk.ts';
import type { RouteEffect } from './route-effect.ts';
import { isUrl } from './route-shape.ts';

/** Requests that Ingress rules treat alike and that one rule of CLB takes together with others. */
export interface RequestFacet {
  /** The route that takes them, or may; undefined where none does. */
  readonly effect: RouteEffect | undefined;
  readonly path: string;
  /** For names of more labels than the wildcard of the Ingress takes. */
  readonly deep: boolean;
}

/** All Urls at which the routes may lead elsewhere, `/` for the root rule; sorted, so that those it is a prefix of follow each. */
export function candidateUrls(effects: readonly RouteEffect[]): ReadonlySet<string> {
  const urls = new Set(['/']);
  for (const { shape } of effects) {
    if (shape.kind === 'within') {
      for (const start of shape.starts) urls.add(start);
      continue;
    }
    if (shape.path === '') continue;
    urls.add(shape.path);
    if (!shape.path.endsWith('/') && isUrl(`${shape.path}/`)) urls.add(`${shape.path}/`);
  }
  return new Set([...urls].sort());
}

/**
 * Paths that stand for all that a rule with this Url takes, were there a rule for every one of `urls`: the Url itself, and
 * what goes on behind it, with a slash where that makes a difference and has no rule of its own.
 */
export function samplePaths(url: string, urls: ReadonlySet<string>): readonly string[] {
  const paths = [url, goOn(url, urls)];
  if (!url.endsWith('/') && !urls.has(`${url}/`)) paths.push(`${url}/`, goOn(`${url}/`, urls));
  return paths;
}

/** The facets of the paths. */
export function findFacets(paths: readonly string[], walk: PathWalk, deep: boolean): readonly RequestFacet[] {
  return paths.flatMap((path): RequestFacet[] => {
    const effects = walk(path);
    if (effects.length === 0) return [{ effect: undefined, path, deep }];
    return effects.map((effect) => ({ effect, path, deep }));
  });
}

// The last begins with what no Url may have, so it always goes on elsewhere.
const endings = ['bar', 'x', '~'];

/** A longer path that no longer Url takes. */
function goOn(start: string, urls: ReadonlySet<string>): string {
  const ending = endings.find((text) => {
    for (let end = 1; end <= text.length; end += 1) if (urls.has(start + text.slice(0, end))) return false;
    return true;
  });
  return start + (ending ?? '~');
}
