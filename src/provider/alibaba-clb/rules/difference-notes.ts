import { formatRef, type ObjectRef, type Reason } from '../../../model/index.ts';
import type { ProviderProblem } from '../../load-balancer-provider.ts';
import { emptyBackend } from '../names.ts';
import type { Choice } from './choose-target.ts';
import type { PolicyVerdict } from './policy-verdicts.ts';
import type { RequestFacet } from './request-facets.ts';
import type { RouteEffect } from './route-effect.ts';

/** Requests that get something else than their routes say. */
export interface DifferenceNote {
  readonly host: string;
  /** Of the rule that takes them. */
  readonly url: string;
  readonly facet: RequestFacet;
  /** What became of all that the rule takes. */
  readonly choice: Choice;
}

/** Examples a message has; one says enough, thousands help nobody. */
const mostExamples = 3;

/** One thing to be said of some Ingresses, and where it shows. */
interface Finding {
  readonly reason: Reason;
  readonly owners: readonly ObjectRef[];
  readonly what: string;
  readonly instead?: string;
  readonly example: string;
}

/** Collects what is to be said of the routes of a load balancer, one problem for each thing and its Ingresses. */
export interface NoteBook {
  /** What CLB lacks for a route. */
  addLacks(host: string, effect: RouteEffect): void;
  addDifference(note: DifferenceNote): void;
  problems(): readonly ProviderProblem[];
}

/** Makes a book with nothing in it. */
export function createNoteBook(): NoteBook {
  const groups = new Map<string, { readonly finding: Finding; readonly examples: Set<string> }>();
  const add = (finding: Finding): void => {
    const { reason, owners, what, instead = '', example } = finding;
    // What is nobody's but the operator's is not for an Ingress to mend.
    if (owners.length === 0) return;
    const key = [reason, what, instead, ...owners.map(formatRef)].join('\n');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { finding, examples: new Set([example]) });
    else group.examples.add(example);
  };
  return {
    addLacks(host, effect) {
      for (const lack of effect.lacks) add(describeLack(host, effect, lack));
    },
    addDifference: (note) => add(describeDifference(note)),
    problems: () =>
      [...groups.values()].map(({ finding, examples }) => ({
        reason: finding.reason,
        message: writeMessage(finding, [...examples]),
        objects: finding.owners,
      })),
  };
}

function writeMessage({ what, instead }: Finding, examples: readonly string[]): string {
  const shown = examples.slice(0, mostExamples).join('; ');
  const more = examples.length > mostExamples ? `; and ${examples.length - mostExamples} more` : '';
  return `${what}: ${shown}${more}.${instead === undefined ? '' : ` ${instead}`}`;
}

function describeLack(host: string, effect: RouteEffect, { kind, what, instead }: PolicyVerdict): Finding {
  const example = requestText(host, effect.path, false);
  const owners = ownersOf([effect]);
  if (kind === 'unsupported') {
    const text = `The load balancer has no ${what}, so the routes are not served`;
    return { reason: 'UnsupportedByProvider', owners, what: text, instead, example };
  }
  if (effect.unsupported && effect.refuses) {
    const text = `The load balancer has no ${what}, and approximation is refused, so the routes are not served`;
    return { reason: 'UnsupportedByProvider', owners, what: text, example };
  }
  return {
    reason: 'ApproximatedByProvider',
    owners,
    what: `The load balancer has no ${what}`,
    instead,
    example,
  };
}

function describeDifference(note: DifferenceNote): Finding {
  const { host, url, facet, choice } = note;
  const { target, judged, gaveWay, keeper } = choice;
  if (keeper !== undefined && gaveWay.has(facet)) return describeGivenWay(note, keeper);
  if (target.effect !== undefined) return describeTaken(host, facet, target.effect);
  const reason = 'UnsupportedByProvider';
  const effects = judged.flatMap(({ effect }) => effect ?? []);
  const culprit = effects.find(({ unsupported }) => unsupported);
  if (culprit?.owner !== undefined) {
    const what = `Requests that begin like those of a route of ${formatRef(culprit.owner)} which the load balancer cannot serve are answered 503`;
    const example = `${requestText(host, url, facet.deep)} and longer`;
    return { reason, owners: ownersOf([facet.effect]), what, example };
  }
  const what =
    'Requests that the load balancer cannot tell apart are answered 503, as approximation is refused';
  return { reason, owners: ownersOf(effects), what, example: pairText(host, judged) };
}

/** An Ingress whose rule would take requests of another: the other gets both. */
function describeGivenWay({ host, facet, choice }: DifferenceNote, keeper: string): Finding {
  const { effect, path, deep } = facet;
  const { backend = emptyBackend } = choice.target;
  const kept = choice.judged.find((one) => one.effect?.ownerKey === keeper && one.path !== path);
  const like = kept === undefined ? '' : `, like ${requestText(host, kept.path, kept.deep)},`;
  const gets = backend === emptyBackend ? 'gets 503' : `goes to ${backend}`;
  const what =
    backend === emptyBackend
      ? `Requests of this Ingress that the load balancer cannot tell from those of ${keeper} are answered 503, as those are`
      : `${keeper} answers requests of this Ingress that the load balancer cannot tell from its own`;
  const given = { reason: 'UnsupportedByProvider', owners: ownersOf([effect]), what } as const;
  // What to do about a route that cannot be served is said where that is.
  if (effect === undefined || effect.unsupported) {
    return { ...given, example: `${requestText(host, effect?.path ?? path, deep)} ${gets}` };
  }
  const due = effect.backend === emptyBackend ? '503' : effect.backend;
  const instead =
    'Put the rules of both into one Ingress, or give this one another host or another instance.';
  return { ...given, instead, example: `${requestText(host, path, deep)}${like} ${gets} instead of ${due}` };
}

function describeTaken(host: string, { effect, path, deep }: RequestFacet, taker: RouteEffect): Finding {
  const what = deep
    ? 'A wildcard of the load balancer takes names of any number of labels'
    : 'The load balancer takes every path that begins with that of a rule';
  const gets = taker.backend === emptyBackend ? 'gets 503' : `goes to ${taker.backend}`;
  const due = effect === undefined ? '404' : effect.backend === emptyBackend ? '503' : effect.backend;
  const example = `${requestText(host, path, deep)} ${gets} instead of ${due}`;
  const owners = ownersOf(effect === undefined ? [taker] : [taker, effect]);
  return { reason: 'ApproximatedByProvider', owners, what, example };
}

/** The first of the requests, and one that leads elsewhere, that of another Ingress if there is one. */
function pairText(host: string, facets: readonly RequestFacet[]): string {
  const first = facets.find(({ effect }) => effect !== undefined);
  const others = facets.filter(({ effect }) => effect?.backend !== first?.effect?.backend);
  const rival = others.find(
    ({ effect }) => effect?.owner !== undefined && effect.ownerKey !== first?.effect?.ownerKey,
  );
  return [first, rival ?? others[0]]
    .flatMap((facet) => {
      if (facet === undefined) return [];
      const owner = facet.effect?.owner;
      const of = owner === undefined ? '' : ` (${formatRef(owner)})`;
      return [requestText(host, facet.path, facet.deep) + of];
    })
    .join(' and ');
}

/** A request as people write it; a wildcard stands for a name of one label more, or is spelled out. */
function requestText(host: string, path: string, deep: boolean): string {
  const shown = path.length > 100 ? `${path.slice(0, 100)}…` : path;
  return `${deep ? `x.y.${host.slice(2)}` : host}${shown}`;
}

/** The Ingresses of some routes, each once. */
function ownersOf(effects: readonly (RouteEffect | undefined)[]): readonly ObjectRef[] {
  const owners = new Map<string, ObjectRef>();
  for (const effect of effects) if (effect?.owner !== undefined) owners.set(effect.ownerKey, effect.owner);
  return [...owners.values()];
}
