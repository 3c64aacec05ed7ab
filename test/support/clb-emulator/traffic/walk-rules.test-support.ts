import type { Choice, RoutedRequest, RoutingRule } from './choose-group.ts';
import type { MatchingSwitches } from './matching-switches.ts';

/**
 * CLB's matching written a second time, as plainly as its documents put it: all rules that hold are collected, and the best
 * is sorted to the front. For property tests.
 */
export function walkRules(
  rules: readonly RoutingRule[],
  request: RoutedRequest,
  switches: MatchingSwitches,
): Choice {
  const labels = labelsOf(request.host, switches);
  const levels = rules
    .map((rule) => ({ rule, level: domainLevel(rule.domain, labels, switches) }))
    .filter(({ level }) => level > 0);
  const best = Math.max(0, ...levels.map(({ level }) => level));
  const hostless = best === 0;
  const candidates = hostless
    ? rules.filter(({ domain }) => domain === undefined)
    : levels.filter(({ level }) => level === best).map(({ rule }) => rule);
  const [first] = candidates
    .map((rule) => ({ rule, length: prefixLength(rule.url, request, switches) }))
    .filter(({ length }) => length >= 0)
    .sort((one, other) => other.length - one.length);
  if (first !== undefined) return { kind: 'group', serverGroupId: first.rule.serverGroupId };
  return { kind: hostless ? 'default' : 'not-found' };
}

/** From the right: `com`, `example`. Undefined without a host. */
function labelsOf(host: string | undefined, switches: MatchingSwitches): readonly string[] | undefined {
  if (host === undefined) return undefined;
  const colon = host.indexOf(':');
  return splitName(!switches.hostPortMatters && colon >= 0 ? host.slice(0, colon) : host, switches);
}

const splitName = (name: string, { hostCaseMatters }: MatchingSwitches): readonly string[] =>
  (hostCaseMatters ? name : name.toLowerCase()).split('.').reverse();

/** 0: the domain does not hold. The more labels agree, the higher; an exact name is above every wildcard. */
function domainLevel(
  domain: string | undefined,
  labels: readonly string[] | undefined,
  switches: MatchingSwitches,
): number {
  if (domain === undefined || labels === undefined) return 0;
  const wanted = splitName(domain, switches);
  const isWildcard = wanted.at(-1) === '*';
  const fixed = isWildcard ? wanted.slice(0, -1) : wanted;
  if (!fixed.every((label, index) => labels[index] === label)) return 0;
  const more = labels.length - fixed.length;
  if (isWildcard) return more > 0 || (more === 0 && switches.wildcardMatchesApex) ? fixed.length : 0;
  return more === 0 ? 1_000 : 0;
}

/** How much of the request the Url covers; -1: it does not hold, 0: it is the root rule. */
function prefixLength(
  url: string | undefined,
  { path, query }: RoutedRequest,
  { queryTakesPart, pathIsDecoded, pathCaseMatters }: MatchingSwitches,
): number {
  if (url === undefined) return 0;
  const read = (text: string): string => {
    const decoded = pathIsDecoded ? decode(text) : text;
    return pathCaseMatters ? decoded : decoded.toLowerCase();
  };
  const target = read(queryTakesPart && query !== undefined ? [path, query].join('?') : path);
  const wanted = read(url);
  return target.slice(0, wanted.length) === wanted ? wanted.length : -1;
}

function decode(text: string): string {
  const [start = '', ...pieces] = text.split('%');
  return pieces.reduce((before, piece) => {
    const digits = piece.slice(0, 2);
    if (!/^[0-9a-fA-F]{2}$/.test(digits)) return `${before}%${piece}`;
    return before + Buffer.from(digits, 'hex').toString('latin1') + piece.slice(2);
  }, start);
}
