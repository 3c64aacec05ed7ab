import type { RoutePolicies } from '../../features/annotations.ts';
import {
  formatRef,
  type ObjectRef,
  type ObjectReport,
  type PathMatch,
  type Route,
} from '../../model/index.ts';
import { compareText } from '../order.ts';
import { findRegexHost } from './regex-host.ts';
import type { ResolvedBackend, ResolvedIngress } from './resolve-backends.ts';
import type { BackendUse, HostResult } from './route-results.ts';

/**
 * Makes one virtual host of the Ingresses that have rules for it, given first first. Exact paths come before all others,
 * longer before shorter, then as given; of equal ones the first is kept. The default backend of the first Ingress
 * that has one takes the rest.
 */
export function buildVirtualHost(host: string, ingresses: readonly ResolvedIngress[]): HostResult {
  const routes: Route[] = [];
  const uses: BackendUse[] = [];
  const reports: ObjectReport[] = [];
  const winners = new Map<string, Claim>();
  const shadows = new Map<string, Shadow>();
  const add = (match: PathMatch, to: ResolvedBackend, origin: ObjectRef, policies?: RoutePolicies): void => {
    routes.push({
      match: { path: match },
      action: to.action,
      ...(policies === undefined ? {} : { policies }),
      origin,
    });
    if (to.backend !== undefined) uses.push({ backend: to.backend, user: origin });
  };
  const regexHost = findRegexHost(host, ingresses);
  for (const { ref, hosts } of ingresses) {
    for (const { path, to } of hosts.get(host)?.paths ?? []) {
      const match = regexHost === undefined ? path.match : (path.onRegexHost ?? path.match);
      if (match === undefined) {
        if (path.fault !== undefined) reports.push(path.fault);
        continue;
      }
      const key = `${match.kind} ${match.value}`;
      const winner = winners.get(key);
      const { field } = path.parsed;
      if (winner !== undefined) {
        addShadow(shadows, { winner, loser: ref, path: key, field });
        continue;
      }
      winners.set(key, { ref, field });
      add(match, to, ref, path.policies);
    }
  }
  routes.sort((a, b) => comparePrecedence(a.match.path, b.match.path));
  const [first, ...others] = ingresses.filter((ingress) => ingress.defaultBackend !== undefined);
  if (first?.defaultBackend !== undefined && !winners.has('prefix /') && !winners.has('regex /')) {
    const policies = first.hosts.get(host)?.asked.defaultPolicies;
    add({ kind: 'prefix', value: '/' }, first.defaultBackend, first.ref, policies);
  }
  for (const shadow of shadows.values()) reports.push(reportShadow(host, shadow));
  for (const { ref } of others) if (first !== undefined) reports.push(reportDefault(host, ref, first.ref));
  if (regexHost !== undefined) reports.push(...regexHost.reports);
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

/** Of expressions of one length the greater text comes first, as in ingress-nginx; a prefix comes before them. */
function comparePrecedence(a: PathMatch, b: PathMatch): number {
  if (a.kind !== b.kind && (a.kind === 'exact' || b.kind === 'exact')) return a.kind === 'exact' ? -1 : 1;
  const byLength = b.value.length - a.value.length;
  if (byLength !== 0 || (a.kind !== 'regex' && b.kind !== 'regex')) return byLength;
  if (a.kind !== b.kind) return a.kind === 'prefix' ? -1 : 1;
  return compareText(b.value, a.value);
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
