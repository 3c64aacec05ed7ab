import { formatRef, type ObjectRef, type ObjectReport, type PathMatch } from '../model/index.ts';
import type { ExplainedRule } from './explanation.ts';
import type { ExplainSources, WrittenRule } from './sources.ts';

/** Rules as written and reports, by what explanations look them up by. */
export interface RuleIndex {
  /** The rules for a host entry (`*.` and a name, or `*`, included), oldest Ingress first. */
  ofHost(host: string): readonly WrittenRule[];
  /** All hosts of rules, also of Ingresses that are not served. */
  hosts(): readonly string[];
  /** The rules for a host entry that read as a path of the model, oldest Ingress first. */
  like(host: string, match: PathMatch): readonly WrittenRule[];
  reportsOn(object: ObjectRef): readonly ObjectReport[];
  /** The rule a route of the model was made from. */
  ruleOf(origin: ObjectRef, host: string | undefined, match: PathMatch): WrittenRule | undefined;
}

/** Makes a {@link RuleIndex}; rules are read when first asked for. */
export function createRuleIndex(sources: ExplainSources): RuleIndex {
  const byHost = once(() => Map.groupBy([...sources.rules()].sort(compareAge), ({ host }) => host));
  const byRoute = once(() => groupByRoute([...byHost().values()].flat()));
  const defaults = once(() => [...byHost().values()].flat().filter(({ path }) => path === undefined));
  const byObject = once(() => Map.groupBy(sources.reports, ({ object }) => formatRef(object)));
  const like = (host: string, match: PathMatch): readonly WrittenRule[] =>
    byRoute().get(routeKey(host, match.kind, match.value)) ?? [];
  return {
    hosts: () => [...byHost().keys()],
    ofHost: (host) => byHost().get(host) ?? [],
    like,
    reportsOn: (object) => byObject().get(formatRef(object)) ?? [],
    ruleOf(origin, host, match) {
      const name = formatRef(origin);
      const own = ({ ingress }: WrittenRule): boolean => formatRef(ingress) === name;
      const written = host === undefined ? undefined : like(host, match).find(own);
      const everything = match.kind === 'prefix' && match.value === '/';
      return written ?? (everything ? defaults().find(own) : undefined);
    },
  };
}

/** Where annotations make paths expressions, these hold the path as written. */
function groupByRoute(rules: readonly WrittenRule[]): ReadonlyMap<string, readonly WrittenRule[]> {
  const groups = new Map<string, WrittenRule[]>();
  for (const rule of rules) {
    const { host, path, match } = rule;
    if (path === undefined) continue;
    const keys = new Set([routeKey(host, 'regex', path)]);
    if (match !== undefined) {
      keys.add(routeKey(host, 'regex', match.value));
      keys.add(routeKey(host, match.kind, match.value));
    }
    for (const key of keys) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [rule]);
      else group.push(rule);
    }
  }
  return groups;
}

function routeKey(host: string, kind: PathMatch['kind'], value: string): string {
  return `${host} ${kind} ${value}`;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

export function toExplainedRule(rule: WrittenRule | undefined): { readonly rule?: ExplainedRule } {
  if (rule === undefined) return {};
  const { host, field, path, pathType } = rule;
  return {
    rule: {
      host,
      field,
      ...(path === undefined ? {} : { path }),
      ...(pathType === undefined ? {} : { pathType }),
    },
  };
}

/** A path of the model as people write it: `/prefix`, `= /exact`, `~ expression`. */
export function routeText({ kind, value }: PathMatch): string {
  return kind === 'prefix' ? value : `${kind === 'exact' ? '=' : '~'} ${value}`;
}

function compareAge(a: WrittenRule, b: WrittenRule): number {
  return a.createdAt - b.createdAt || (formatRef(a.ingress) < formatRef(b.ingress) ? -1 : 1);
}
