import { emptyBackend } from '../names.ts';
import type { DifferenceNote } from './difference-notes.ts';
import { createPathWalk } from './path-walk.ts';
import { candidateUrls, findFacets, type RequestFacet, samplePaths } from './request-facets.ts';
import { areRivals, type RouteEffect } from './route-effect.ts';
import type { WantedRule } from './wanted-rules.ts';

/** The routes of one host, as CLB is to be given them. */
export interface HostRoutes {
  /** As in a virtual host. */
  readonly host: string;
  /** In order of precedence, the fallback of the table last. */
  readonly effects: readonly RouteEffect[];
  /** For a wildcard: the routes of names with more labels, which CLB takes with it. */
  readonly deep?: readonly RouteEffect[];
}

/** What became of one host. */
export interface MappedHost {
  /** Sorted by Url. */
  readonly rules: readonly WantedRule[];
  /** What requests get that no rule takes: of a host of its own 404, which is absent. */
  readonly root: string | undefined;
  /** What differs from what the routes say. */
  readonly notes: readonly DifferenceNote[];
}

/** Where requests go: undefined is 404. */
interface Target {
  readonly backend: string | undefined;
  /** The route whose requests are served by it; absent where none is. */
  readonly effect?: RouteEffect;
}

const nowhere: Target = { backend: undefined };
const unserved: Target = { backend: emptyBackend };

/**
 * Finds the fewest rules that give the requests of a host what its routes give them.
 *
 * A rule takes all paths that begin with its Url, less those of longer ones. Each Url at which a route begins or ends is
 * looked at by paths that stand for what its rule would take. Where they lead to one backend, the rule is exact. Where
 * not, requests of two Ingresses get neither (the group without servers, 503), and requests of one Ingress, or of nobody,
 * go where the Url itself leads, unless the Ingress refuses that. A rule that says what a shorter one says is left out.
 * With more than `most` rules it is not gone on with.
 */
export function mapHost(
  { host, effects, deep }: HostRoutes,
  most: number = Number.POSITIVE_INFINITY,
): MappedHost {
  const urls = candidateUrls(deep === undefined ? effects : [...effects, ...deep]);
  const walk = createPathWalk(effects);
  const deepWalk = deep === undefined ? undefined : createPathWalk(deep);
  const any = host === '*';
  // The group of the listener takes what no rule without domain takes, and there is always one.
  const outside = any ? unserved : nowhere;
  const shorter: { readonly url: string; readonly target: Target }[] = [];
  const rules: WantedRule[] = [];
  const notes: DifferenceNote[] = [];
  for (const url of urls) {
    if (rules.length > most) break;
    while (shorter.length > 0 && !url.startsWith(shorter.at(-1)?.url ?? '')) shorter.pop();
    const before = shorter.at(-1)?.target ?? outside;
    const paths = samplePaths(url, urls);
    const facets = [
      ...findFacets(paths, walk, false),
      ...(deepWalk === undefined ? [] : findFacets(paths, deepWalk, true)),
    ];
    const target = chooseTarget(facets, before);
    shorter.push({ url, target });
    for (const note of findDifferences(host, url, facets, target)) notes.push(note);
    if (target.backend === undefined || target.backend === before.backend) continue;
    if (any && url === '/') continue;
    rules.push({
      domain: any ? undefined : host,
      url: url === '/' ? undefined : url,
      backend: target.backend,
    });
  }
  return { rules, root: shorter[0]?.target.backend, notes };
}

/** Where the requests of a rule go; where nobody wants them, where they went without the rule. */
function chooseTarget(facets: readonly RequestFacet[], before: Target): Target {
  const served = facets.flatMap(({ effect }) => effect ?? []);
  const [first] = served;
  if (first === undefined) return before;
  const wanted: Target = { backend: first.backend, effect: first };
  const same = facets.every(({ effect }) => effect?.backend === first.backend);
  if (same) return wanted;
  if (served.some(({ unsupported }) => unsupported)) return unserved;
  if (areRivals(served)) return unserved;
  return served.some(({ refuses }) => refuses) ? unserved : wanted;
}

/** One note for each thing that the requests ought to get and do not. */
function findDifferences(
  host: string,
  url: string,
  facets: readonly RequestFacet[],
  { backend, effect: taker }: Target,
): DifferenceNote[] {
  const notes = new Map<string, DifferenceNote>();
  for (const facet of facets) {
    const wanted = facet.effect?.backend;
    // Nobody's request may as well get 503 in place of 404.
    if (wanted === backend || (wanted === undefined && backend === emptyBackend)) continue;
    const key = `${facet.deep} ${facet.effect?.ownerKey} ${wanted}`;
    if (notes.has(key)) continue;
    notes.set(key, { host, url, facet, facets, ...(taker === undefined ? {} : { taker }) });
  }
  return [...notes.values()];
}
