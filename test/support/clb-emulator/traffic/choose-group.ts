import type { MatchingSwitches } from './matching-switches.ts';

/** A forwarding rule, as far as matching goes. At least one of `domain` and `url` is given. */
export interface RoutingRule {
  /** A name, or `*.` and a name. */
  readonly domain: string | undefined;
  /** A prefix of paths. Absent: the root rule of its domain. */
  readonly url: string | undefined;
  readonly serverGroupId: string;
}

/** What rules look at in a request. */
export interface RoutedRequest {
  /** The Host field, port included; absent in HTTP/1.0. */
  readonly host: string | undefined;
  readonly path: string;
  /** Without the question mark. */
  readonly query: string | undefined;
}

/** `default`: no rule matched, so that the listener's own group gets the request. `not-found`: CLB answers 404. */
export type Choice =
  | { readonly kind: 'group'; readonly serverGroupId: string }
  | { readonly kind: 'default' }
  | { readonly kind: 'not-found' };

/**
 * Where a listener sends a request. A host that has rules never falls back to wider wildcards, to rules without a domain
 * or to the listener's group. The order of the rules means nothing.
 */
export function chooseGroup(
  rules: readonly RoutingRule[],
  request: RoutedRequest,
  switches: MatchingSwitches,
): Choice {
  const domains = rules.flatMap(({ domain }) => domain ?? []);
  const known = request.host === undefined ? undefined : findDomain(domains, request.host, switches);
  const considered = rules.filter(({ domain }) =>
    domain === undefined ? known === undefined : foldName(domain, switches) === known,
  );
  const rule =
    findLongestPrefix(considered, pathToCompare(request, switches), switches) ??
    considered.find(({ url }) => url === undefined);
  if (rule !== undefined) return { kind: 'group', serverGroupId: rule.serverGroupId };
  return known === undefined ? { kind: 'default' } : { kind: 'not-found' };
}

/**
 * The exact name among the domains, or the narrowest wildcard over it, as it is compared: in lower case unless case matters.
 * A wildcard spans any number of labels.
 */
export function findDomain(
  domains: readonly string[],
  host: string,
  switches: MatchingSwitches,
): string | undefined {
  const name = foldName(switches.hostPortMatters ? host : host.replace(/:\d*$/, ''), switches);
  let narrowest: string | undefined;
  for (const domain of domains.map((each) => foldName(each, switches))) {
    if (domain === name) return domain;
    if (domain.length <= (narrowest?.length ?? 0)) continue;
    if (coversName(domain, name, switches)) narrowest = domain;
  }
  return narrowest;
}

function coversName(domain: string, name: string, { wildcardMatchesApex }: MatchingSwitches): boolean {
  if (!domain.startsWith('*.')) return false;
  if (domain === `*.${name}`) return wildcardMatchesApex;
  const suffix = domain.slice(1);
  return name.endsWith(suffix) && name !== suffix;
}

function findLongestPrefix(
  rules: readonly RoutingRule[],
  target: string,
  switches: MatchingSwitches,
): RoutingRule | undefined {
  let longest: RoutingRule | undefined;
  let length = 0;
  for (const rule of rules) {
    if (rule.url === undefined) continue;
    const prefix = foldPath(rule.url, switches);
    if (prefix.length <= length || !target.startsWith(prefix)) continue;
    longest = rule;
    length = prefix.length;
  }
  return longest;
}

function pathToCompare({ path, query }: RoutedRequest, switches: MatchingSwitches): string {
  return foldPath(switches.queryTakesPart && query !== undefined ? `${path}?${query}` : path, switches);
}

function foldPath(path: string, { pathIsDecoded, pathCaseMatters }: MatchingSwitches): string {
  const decoded = pathIsDecoded ? decodeOctets(path) : path;
  return pathCaseMatters ? decoded : decoded.toLowerCase();
}

const foldName = (name: string, { hostCaseMatters }: MatchingSwitches): string =>
  hostCaseMatters ? name : name.toLowerCase();

/** Octet by octet, so that no encoding is an error; a sign that two hexadecimal digits do not follow stays. */
function decodeOctets(path: string): string {
  return path.replace(/%([0-9a-f]{2})/gi, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}
