import { formatRef, type ObjectRef, type Route } from '../../../model/index.ts';
import { emptyBackend } from '../names.ts';
import { judgePolicies, type PolicyVerdict } from './policy-verdicts.ts';
import { type RouteShape, shapeOf } from './route-shape.ts';
import type { RuleOptions } from './wanted-rules.ts';

/** The place of the default backend: after all routes of every host. */
export const fallbackPlace: number = Number.POSITIVE_INFINITY;

/** What becomes of a route on CLB, before it is known what its neighbours need. */
export interface RouteEffect {
  readonly shape: RouteShape;
  /** As the rule has it, for messages. */
  readonly path: string;
  /** Its order among the routes of its host; {@link fallbackPlace} for the fallback. */
  readonly place: number;
  /** The Ingress; absent for the default backend of the operator. */
  readonly owner: ObjectRef | undefined;
  /** {@link formatRef} of the owner; empty for the operator. */
  readonly ownerKey: string;
  /** A backend id, or `emptyBackend` where the route has nowhere to go or is not served. */
  readonly backend: string;
  /** The Ingress would rather not be served than inexactly. */
  readonly refuses: boolean;
  /** CLB cannot serve the route: it is answered 503. */
  readonly unsupported: boolean;
  /** What CLB lacks for it. */
  readonly lacks: readonly PolicyVerdict[];
}

/** What judging a route needs to know of its load balancer. */
export interface EffectContext extends Pick<RuleOptions, 'approximation'> {
  readonly redirectsHttp: boolean;
  /** The Ingresses of the group, by {@link formatRef}. */
  readonly owners: ReadonlyMap<string, ObjectRef>;
}

/** Decides what becomes of a route. */
export function routeEffect(route: Route, place: number, context: EffectContext): RouteEffect {
  const { policies = {}, match, action, origin } = route;
  const key = formatRef(origin);
  const owner = context.owners.get(key);
  const refuses = owner !== undefined && (policies.approximation ?? context.approximation) === 'refuse';
  const shape = shapeOf(match);
  const target = targetOf(action);
  const lacks = [
    ...(shape.kind === 'within' ? [lackOf(shape.why)] : []),
    ...(target.lack === undefined ? [] : [target.lack]),
    ...judgePolicies(policies, context.redirectsHttp),
  ];
  const unsupported = lacks.some(({ kind }) => refuses || kind === 'unsupported');
  return {
    shape,
    path: match.path.value,
    place,
    owner,
    ownerKey: owner === undefined ? '' : key,
    backend: unsupported ? emptyBackend : target.backend,
    refuses,
    unsupported,
    lacks,
  };
}

/** Whether a route takes what is left rather than what an Ingress names: the default backend, and all that is the operator's. */
export function isNobodys({ owner, place }: RouteEffect): boolean {
  return owner === undefined || place === fallbackPlace;
}

/** A group has members, not shares: of several backends the greatest gets all. */
function targetOf(action: Route['action']): { readonly backend: string; readonly lack?: PolicyVerdict } {
  if (action.kind === 'respond') {
    if (action.status === 503) return { backend: emptyBackend };
    const instead = 'The answer is 503.';
    return { backend: emptyBackend, lack: { kind: 'left-out', what: `answers ${action.status}`, instead } };
  }
  const [first, ...others] = action.backends
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  if (first === undefined) return { backend: emptyBackend };
  if (others.length === 0) return { backend: first.backend };
  const instead = `All requests go to ${first.backend}.`;
  return { backend: first.backend, lack: { kind: 'left-out', what: 'shares of several backends', instead } };
}

function lackOf(what: string): PolicyVerdict {
  return { kind: 'unsupported', what, instead: 'Use a plain path.' };
}
