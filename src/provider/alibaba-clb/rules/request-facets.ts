import { createPathWalk, type PathWalk } from './path-walk.ts';
import { isNobodys, type RouteEffect } from './route-effect.ts';
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

/**
 * How strong the claim of a route to requests is: 2 where it names their host, 1 where it has none and a wildcard of others
 * takes them with its own, 0 where it is nobody's: there is no route, or it takes what is left.
 */
export type Claim = 0 | 1 | 2;

/** The claim of the route of a facet. */
export function claimOf({ effect, deep }: RequestFacet): Claim {
  if (effect === undefined || isNobodys(effect)) return 0;
  return deep ? 1 : 2;
}

/** Whose routes are looked at, of those with this claim; all others stay. */
export interface Only {
  readonly claim: Claim;
  readonly ownerKey: string;
}

/** The facets of paths: those of the host first, then those of names with more labels. */
export type FacetFinder = (paths: readonly string[], only?: Only) => readonly RequestFacet[];

/** Prepares the routes of a host, in order of precedence; `deep` are those of names with more labels. */
export function createFacetFinder(
  effects: readonly RouteEffect[],
  deep: readonly RouteEffect[] | undefined,
): FacetFinder {
  const find = createOwnWalks(effects);
  const findDeep = deep && createOwnWalks(deep);
  return (paths, only) => {
    const facets = findFacets(paths, find(only?.claim === 2 ? only.ownerKey : undefined), false);
    if (findDeep === undefined) return facets;
    const walk = findDeep(only?.claim === 1 ? only.ownerKey : undefined);
    return [...facets, ...findFacets(paths, walk, true)];
  };
}

/** Gives the walk of all routes, or that of one Ingress with what is nobody's; each is prepared once, when it is asked for. */
function createOwnWalks(effects: readonly RouteEffect[]): (ownerKey: string | undefined) => PathWalk {
  const walks = new Map<string | undefined, PathWalk>();
  return (ownerKey) => {
    const known = walks.get(ownerKey);
    if (known !== undefined) return known;
    const own =
      ownerKey === undefined
        ? effects
        : effects.filter((effect) => effect.ownerKey === ownerKey || isNobodys(effect));
    const walk = createPathWalk(own);
    walks.set(ownerKey, walk);
    return walk;
  };
}

function findFacets(paths: readonly string[], walk: PathWalk, deep: boolean): readonly RequestFacet[] {
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
