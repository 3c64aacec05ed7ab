import {
  formatRef,
  type ObjectRef,
  type ObjectReport,
  type PathMatch,
  type Route,
} from '../../model/index.ts';
import type { ResolvedBackend, ResolvedIngress } from './resolve-backends.ts';
import type { BackendUse, HostResult } from './route-results.ts';

/**
 * Makes one virtual host of the Ingresses that have rules for it, given first first. Exact paths come before prefixes,
 * longer before shorter, then as given; of equal ones the first is kept. The default backend of the first Ingress
 * that has one takes the rest.
 */
export function buildVirtualHost(host: string, ingresses: readonly ResolvedIngress[]): HostResult {
  const routes: Route[] = [];
  const uses: BackendUse[] = [];
  const winners = new Map<string, Claim>();
  const shadows = new Map<string, Shadow>();
  const add = (match: PathMatch, to: ResolvedBackend, origin: ObjectRef): void => {
    routes.push({ match: { path: match }, action: to.action, origin });
    if (to.backend !== undefined) uses.push({ backend: to.backend, user: origin });
  };
  for (const { ref, hosts } of ingresses) {
    for (const { match, to, field } of hosts.get(host) ?? []) {
      const key = `${match.kind} ${match.value}`;
      const winner = winners.get(key);
      if (winner !== undefined) {
        addShadow(shadows, { winner, loser: ref, path: key, field });
        continue;
      }
      winners.set(key, { ref, field });
      add(match, to, ref);
    }
  }
  const [first, ...others] = ingresses.filter((ingress) => ingress.defaultBackend !== undefined);
  const everything: PathMatch = { kind: 'prefix', value: '/' };
  if (first?.defaultBackend !== undefined && !winners.has('prefix /')) {
    add(everything, first.defaultBackend, first.ref);
  }
  routes.sort((a, b) => comparePrecedence(a.match.path, b.match.path));
  const reports = [...shadows.values()].map((shadow) => reportShadow(host, shadow));
  for (const { ref } of others) if (first !== undefined) reports.push(reportDefault(host, ref, first.ref));
  return { virtualHost: { host, routes }, uses, reports };
}

interface Claim {
  readonly ref: ObjectRef;
  readonly field: string;
}

interface Shadow {
  readonly winner: Claim;
  readonly loser: ObjectRef;
  readonly path: string;
  readonly field: string;
  count: number;
}

/** One entry for each pair of Ingresses, so that thousands of equal paths make one report. */
function addShadow(shadows: Map<string, Shadow>, found: Omit<Shadow, 'count'>): void {
  const pair = `${formatRef(found.loser)} ${formatRef(found.winner.ref)}`;
  const shadow = shadows.get(pair);
  if (shadow === undefined) shadows.set(pair, { ...found, count: 1 });
  else shadow.count += 1;
}

function comparePrecedence(a: PathMatch, b: PathMatch): number {
  if (a.kind !== b.kind) return a.kind === 'exact' ? -1 : 1;
  return b.value.length - a.value.length;
}

function reportShadow(host: string, { winner, loser, path, field, count }: Shadow): ObjectReport {
  const more = count === 1 ? '' : `; ${count - 1} more of its paths are taken the same way`;
  const same = formatRef(winner.ref) === formatRef(loser);
  const by = same ? `${winner.field} of the same Ingress` : formatRef(winner.ref);
  const message = `path ${path} of host ${host} is taken by ${by}, which comes first${more}`;
  return { object: loser, reason: 'Shadowed', message, field };
}

function reportDefault(host: string, object: ObjectRef, winner: ObjectRef): ObjectReport {
  const message = `the default backend of host ${host} is that of ${formatRef(winner)}, which comes first`;
  return { object, reason: 'Shadowed', message, field: 'spec.defaultBackend' };
}
