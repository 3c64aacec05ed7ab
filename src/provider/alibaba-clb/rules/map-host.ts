import { emptyBackend } from '../names.ts';
import { type Choice, chooseTarget, type Target } from './choose-target.ts';
import type { DifferenceNote } from './difference-notes.ts';
import { candidateUrls, createFacetFinder, samplePaths } from './request-facets.ts';
import type { RouteEffect } from './route-effect.ts';
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

const nowhere: Target = { backend: undefined };
const unserved: Target = { backend: emptyBackend };

/**
 * Finds the fewest rules that give the requests of a host what its routes give them.
 *
 * A rule takes all paths that begin with its Url, less those of longer ones. Each Url at which a route begins or ends is
 * looked at by paths that stand for what its rule would take. Where they lead to one backend, the rule is exact. Where
 * not, see {@link chooseTarget}. A rule that says what a shorter one says is left out.
 * With more than `most` rules it is not gone on with.
 */
export function mapHost(
  { host, effects, deep }: HostRoutes,
  most: number = Number.POSITIVE_INFINITY,
): MappedHost {
  const urls = candidateUrls(deep === undefined ? effects : [...effects, ...deep]);
  const find = createFacetFinder(effects, deep);
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
    const choice = chooseTarget(samplePaths(url, urls), find, before);
    const { target } = choice;
    shorter.push({ url, target });
    for (const note of findDifferences(host, url, choice)) notes.push(note);
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

/** One note for each thing that requests ought to get and do not; what the keeper hears is as if nobody had given way to it. */
function findDifferences(host: string, url: string, choice: Choice): DifferenceNote[] {
  const { backend } = choice.target;
  const notes = new Map<string, DifferenceNote>();
  for (const facet of [...choice.gaveWay, ...choice.judged]) {
    const wanted = facet.effect?.backend;
    // Nobody's request may as well get 503 in place of 404.
    if (wanted === backend || (wanted === undefined && backend === emptyBackend)) continue;
    const key = `${facet.deep} ${facet.effect?.ownerKey} ${wanted}`;
    if (!notes.has(key)) notes.set(key, { host, url, facet, choice });
  }
  return [...notes.values()];
}
