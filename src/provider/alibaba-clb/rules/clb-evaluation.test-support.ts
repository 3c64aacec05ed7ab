import { emptyBackend } from '../names.ts';
import type { WantedRule, WantedRules } from './wanted-rules.ts';

/**
 * What CLB does with a request, written down as its documentation tells it: the backend id, or undefined for an answer
 * without backend (404, or the group without servers). Whether `*.b.example` takes `b.example` it does not tell.
 */
export function evaluateClb(
  { rules, fallback }: Pick<WantedRules, 'rules' | 'fallback'>,
  host: string,
  path: string,
  wildcardTakesApex: boolean,
): string | undefined {
  const domain = findDomain(rules, host, wildcardTakesApex);
  const matching = rules
    .filter((rule) => rule.domain === domain && (rule.url === undefined || path.startsWith(rule.url)))
    .sort((a, b) => (b.url?.length ?? 0) - (a.url?.length ?? 0));
  // A domain that has rules keeps its requests; only those of no domain go to the group of the listener.
  const backend = matching[0]?.backend ?? (domain === undefined ? fallback : undefined);
  return backend === emptyBackend ? undefined : backend;
}

/** Exact, else the longest wildcard, which takes any number of labels. */
function findDomain(
  rules: readonly WantedRule[],
  host: string,
  wildcardTakesApex: boolean,
): string | undefined {
  const fitting = rules.flatMap(({ domain }) => {
    if (domain === undefined) return [];
    if (!domain.startsWith('*.')) return host === domain ? [domain] : [];
    return host.endsWith(domain.slice(1)) || (wildcardTakesApex && host === domain.slice(2)) ? [domain] : [];
  });
  if (fitting.includes(host)) return host;
  return fitting.sort((a, b) => b.length - a.length)[0];
}

/** What is wrong with rules as the API would say it; empty when nothing. */
export function findRuleFaults(rules: readonly WantedRule[], quota: number): readonly string[] {
  const faults = rules.flatMap((rule) => {
    const { domain, url } = rule;
    if (domain === undefined && url === undefined) return ['neither domain nor url'];
    if (domain !== undefined && !/^(\*\.)?[A-Za-z0-9\-.]+$/.test(domain)) return [`domain ${domain}`];
    if (url !== undefined && (url.length > 80 || !/^\/[A-Za-z0-9\-/.%?#&]+$/.test(url)))
      return [`url ${url}`];
    return [];
  });
  const keys = new Set(rules.map(({ domain, url }) => JSON.stringify([domain, url])));
  if (keys.size !== rules.length) faults.push('two rules alike');
  if (rules.length > quota) faults.push(`${rules.length} rules`);
  return faults;
}
