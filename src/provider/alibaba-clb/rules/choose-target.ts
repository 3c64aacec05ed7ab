import { emptyBackend } from '../names.ts';
import { claimOf, type FacetFinder, type RequestFacet } from './request-facets.ts';
import type { RouteEffect } from './route-effect.ts';

/** Where requests go. */
export interface Target {
  /** Undefined is 404. */
  readonly backend: string | undefined;
  /** The route whose requests are served by it; absent where none is. */
  readonly effect?: RouteEffect;
}

/** What becomes of the requests that one rule takes. */
export interface Choice {
  readonly target: Target;
  /** By the routes that ought to take them, those of Ingresses that gave way left out. */
  readonly judged: readonly RequestFacet[];
  /** The facets of those that gave way. */
  readonly gaveWay: ReadonlySet<RequestFacet>;
  /** The key of the Ingress they gave way to. */
  readonly keeper?: string;
}

const none: ReadonlySet<RequestFacet> = new Set();
const unserved: Target = { backend: emptyBackend };

/**
 * Decides where the requests go that a rule takes, given paths that stand for them; where nobody wants them, `before`.
 *
 * Where routes of several Ingresses meet under one rule, the widest takes, as it is meant, all that the others take; a rule
 * for one of the others would take requests of the widest. So the others give way, and the Ingress of the widest is served as
 * if they were not there. Those of which CLB cannot say what they take give way to any of which it can. Requests of a weaker
 * claim count as nobody's.
 */
export function chooseTarget(paths: readonly string[], find: FacetFinder, before: Target): Choice {
  const facets = find(paths);
  const contenders = findContenders(facets);
  const [first] = contenders;
  if (first === undefined) return { target: before, judged: facets, gaveWay: none };
  const keeper = isExact(facets, first) ? undefined : findKeeper(contenders);
  if (keeper === undefined) return { target: judge(facets), judged: facets, gaveWay: none };
  const { ownerKey } = keeper.effect;
  const judged = find(paths, { claim: claimOf(keeper), ownerKey });
  const gaveWay = new Set(contenders.filter(({ effect }) => effect.ownerKey !== ownerKey));
  return { target: judge(judged), judged, gaveWay, keeper: ownerKey };
}

/** A facet that a route takes. */
interface TakenFacet extends RequestFacet {
  readonly effect: RouteEffect;
}

/** The facets with the strongest claim. */
function findContenders(facets: readonly RequestFacet[]): readonly TakenFacet[] {
  const taken = facets.filter(isTaken);
  const strongest = Math.max(...taken.map(claimOf));
  return taken.filter((facet) => claimOf(facet) === strongest);
}

function isTaken(facet: RequestFacet): facet is TakenFacet {
  return facet.effect !== undefined;
}

function isExact(facets: readonly RequestFacet[], { effect: { backend } }: TakenFacet): boolean {
  return facets.every(({ effect }) => effect?.backend === backend);
}

/** Of routes of several Ingresses the widest, the last of those that CLB can tell; none where they are of one, or nobody's. */
function findKeeper(contenders: readonly TakenFacet[]): TakenFacet | undefined {
  const owners = new Set(contenders.map(({ effect }) => effect.ownerKey));
  if (owners.size < 2 || contenders.every((facet) => claimOf(facet) === 0)) return undefined;
  return contenders
    .filter(({ effect }) => effect.shape.kind !== 'within')
    .sort((a, b) => b.effect.place - a.effect.place)[0];
}

/** Where requests of one Ingress and of nobody go: where the Url itself leads, unless that is not to be had so. */
function judge(facets: readonly RequestFacet[]): Target {
  const contenders = findContenders(facets);
  const [first] = contenders;
  if (first === undefined) return unserved;
  const wanted: Target = { backend: first.effect.backend, effect: first.effect };
  if (isExact(facets, first)) return wanted;
  return contenders.some(({ effect }) => effect.unsupported || effect.refuses) ? unserved : wanted;
}
