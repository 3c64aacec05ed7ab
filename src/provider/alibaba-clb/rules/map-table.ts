import type { ProviderProblem } from '../../load-balancer-provider.ts';
import { emptyBackend } from '../names.ts';
import { createNoteBook } from './difference-notes.ts';
import { type HostRoutes, type MappedHost, mapHost } from './map-host.ts';
import type { RouteEffect } from './route-effect.ts';
import type { WantedRule } from './wanted-rules.ts';

/** A routing table with what becomes of each route. */
export interface EffectTable {
  /** By host, in the order of the routing table; without routes where a host has none. */
  readonly hosts: ReadonlyMap<string, readonly RouteEffect[]>;
  readonly fallback: RouteEffect | undefined;
}

/** The rules of a whole table. */
export interface MappedTable {
  readonly rules: readonly WantedRule[];
  readonly fallback: string;
  readonly problems: readonly ProviderProblem[];
}

/** Whether the rules of all hosts are no more than `quota`. */
export function fitsQuota(table: EffectTable, quota: number): boolean {
  let room = quota;
  for (const host of table.hosts.keys()) {
    room -= mapHostOf(table, host, room).rules.length;
    if (room < 0) return false;
  }
  return true;
}

/** Maps all hosts and collects what is to be said. */
export function mapTable(table: EffectTable): MappedTable {
  const notes = createNoteBook();
  const rules: WantedRule[] = [];
  for (const host of table.hosts.keys()) {
    const mapped = mapHostOf(table, host);
    for (const rule of mapped.rules) rules.push(rule);
    for (const effect of table.hosts.get(host) ?? []) notes.addLacks(host, effect);
    for (const note of mapped.notes) notes.addDifference(note);
  }
  if (table.fallback !== undefined) notes.addLacks('*', table.fallback);
  const any = mapHost({ host: '*', effects: withFallback(table, table.hosts.get('*') ?? []) });
  rules.sort(compareRules);
  return { rules, fallback: any.root ?? emptyBackend, problems: notes.problems() };
}

function compareRules(a: WantedRule, b: WantedRule): number {
  const { domain = '', url = '' } = a;
  const { domain: otherDomain = '', url: otherUrl = '' } = b;
  if (domain !== otherDomain) return domain < otherDomain ? -1 : 1;
  return url < otherUrl ? -1 : url > otherUrl ? 1 : 0;
}

/** Maps one host of the table, a wildcard with its apex; with more than `most` rules it is not gone on with. */
export function mapHostOf(table: EffectTable, host: string, most?: number): MappedHost {
  const own = table.hosts.get(host) ?? [];
  if (own.length === 0 && host !== '*' && !isCovered(table, host)) {
    return { rules: [], root: undefined, notes: [] };
  }
  const routes: HostRoutes = { host, effects: withFallback(table, own) };
  if (!host.startsWith('*.')) return hide(host, mapHost(routes, most));
  const deep = withFallback(table, table.hosts.get('*') ?? []);
  const wildcard = hide(host, mapHost({ ...routes, deep }, most));
  const apex = mapApex(table, host.slice(2), most);
  if (apex === undefined) return wildcard;
  return {
    ...wildcard,
    rules: [...wildcard.rules, ...apex.rules],
    notes: [...wildcard.notes, ...apex.notes],
  };
}

/**
 * Whether `*.b.example` takes `b.example` is not documented. Where `*.example` is to take it, it has the same rules under its
 * own name, so that it does not matter.
 */
function mapApex(table: EffectTable, apex: string, most?: number): MappedHost | undefined {
  const wildcard = wildcardAbove(apex);
  const above = wildcard === undefined ? undefined : table.hosts.get(wildcard);
  if (above === undefined || table.hosts.has(apex)) return undefined;
  return hide(apex, mapHost({ host: apex, effects: withFallback(table, above) }, most));
}

/** The wildcard that takes a name as Ingresses mean it, one label up. */
export function wildcardAbove(name: string): string | undefined {
  const dot = name.indexOf('.');
  return dot > 0 ? `*${name.slice(dot)}` : undefined;
}

/** A domain without rules is unknown to CLB: its requests would go to a wildcard, or to rules without domain. */
function hide(host: string, mapped: MappedHost): MappedHost {
  if (mapped.rules.length > 0 || host === '*') return mapped;
  return { ...mapped, rules: [{ domain: host, url: undefined, backend: emptyBackend }] };
}

/** Whether requests for the host would find rules of others if it had none. */
function isCovered({ hosts }: EffectTable, host: string): boolean {
  const routes = (name: string): boolean => (hosts.get(name)?.length ?? 0) > 0;
  if (routes('*')) return true;
  for (let dot = host.indexOf('.', 1); dot > 0; dot = host.indexOf('.', dot + 1)) {
    if (routes(`*${host.slice(dot)}`)) return true;
  }
  return false;
}

function withFallback({ fallback }: EffectTable, effects: readonly RouteEffect[]): readonly RouteEffect[] {
  return fallback === undefined ? effects : [...effects, fallback];
}
