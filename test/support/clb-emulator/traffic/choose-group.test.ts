import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Choice, chooseGroup, type RoutingRule } from './choose-group.ts';
import { likelyMatching, type MatchingSwitches } from './matching-switches.ts';
import { walkRules } from './walk-rules.test-support.ts';

const rule = (text: string): RoutingRule => {
  const [, domain = '', url = ''] = /^([^/]*)(\/.*)?$/.exec(text) ?? [];
  return {
    domain: domain === '' ? undefined : domain,
    url: url === '' ? undefined : url,
    serverGroupId: text,
  };
};

/** Which of the rules, written as domain and Url in one, takes `GET http://…`; or why none does. */
function taker(rules: readonly string[], target: string, switches: Partial<MatchingSwitches> = {}): string {
  const [, host = '', path = '', query] = /^([^/]*)(\/[^?]*)(?:\?(.*))?$/.exec(target) ?? [];
  const request = { host: host === '' ? undefined : host, path, query };
  const choice = chooseGroup(rules.map(rule), request, { ...likelyMatching, ...switches });
  return choice.kind === 'group' ? choice.serverGroupId : choice.kind;
}

describe('the longest prefix', () => {
  test('wins, whatever the order of the rules', () => {
    expect(taker(['shop.example/abc', 'shop.example/abcd'], 'shop.example/abcde')).toBe('shop.example/abcd');
    expect(taker(['shop.example/abcd', 'shop.example/abc'], 'shop.example/abcde')).toBe('shop.example/abcd');
  });

  test('is a prefix of characters, not of path elements', () => {
    expect(taker(['shop.example/foo'], 'shop.example/foo.html')).toBe('shop.example/foo');
    expect(taker(['shop.example/foo/'], 'shop.example/foo')).toBe('not-found');
  });

  test('is followed by the root rule of the domain', () => {
    expect(taker(['shop.example', 'shop.example/abc'], 'shop.example/other')).toBe('shop.example');
  });
});

describe('a host', () => {
  const rules = ['*.example', '*.shop.example', 'www.shop.example/api', '/api'];

  test('takes its exact name, then the narrowest wildcard, over any number of labels', () => {
    expect(taker(rules, 'www.shop.example/api/1')).toBe('www.shop.example/api');
    expect(taker(rules, 'a.b.shop.example/api')).toBe('*.shop.example');
    expect(taker(rules, 'shop.example/api')).toBe('*.example');
  });

  test('that has rules gets 404 where none takes the path: no wildcard, no hostless rule, no default', () => {
    expect(taker(rules, 'www.shop.example/other')).toBe('not-found');
    expect(taker(['*.shop.example/api', '*.example', '/'], 'a.shop.example/other')).toBe('not-found');
  });

  test('that has none, or is not named, gets the rules without a domain, then the default', () => {
    expect(taker(rules, 'other.test/api')).toBe('/api');
    expect(taker(rules, 'other.test/')).toBe('default');
    expect(taker(rules, '/api')).toBe('/api');
  });
});

describe('each open question', () => {
  test('the apex of a wildcard', () => {
    expect(taker(['*.example'], 'example/')).toBe('default');
    expect(taker(['*.example'], 'example/', { wildcardMatchesApex: true })).toBe('*.example');
  });

  test('the port of a Host field', () => {
    expect(taker(['shop.example'], 'shop.example:8080/')).toBe('shop.example');
    expect(taker(['shop.example'], 'shop.example:8080/', { hostPortMatters: true })).toBe('default');
  });

  test('percent-encoded octets, of the rule and of the request', () => {
    expect(taker(['/a%20b'], '/a%20b')).toBe('/a%20b');
    expect(taker(['/ab'], '/%61b')).toBe('default');
    expect(taker(['/ab'], '/%61b', { pathIsDecoded: true })).toBe('/ab');
    expect(taker(['/%61b%'], '/ab%', { pathIsDecoded: true })).toBe('/%61b%');
  });

  test('the case of names', () => {
    expect(taker(['Shop.Example/a'], 'SHOP.example/a')).toBe('Shop.Example/a');
    expect(taker(['Shop.Example/a'], 'SHOP.example/a', { hostCaseMatters: true })).toBe('default');
  });

  test('the case of paths', () => {
    expect(taker(['/Api'], '/api')).toBe('default');
    expect(taker(['/Api'], '/aPI', { pathCaseMatters: false })).toBe('/Api');
  });

  test('the query', () => {
    expect(taker(['/a', '/a?v=1'], '/a?v=12')).toBe('/a');
    expect(taker(['/a', '/a?v=1'], '/a?v=12', { queryTakesPart: true })).toBe('/a?v=1');
  });
});

test('matches as a naive reading of the documents does, under every switch', () => {
  const label = fc.constantFrom('a', 'b', 'A');
  const name = fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => labels.join('.'));
  const domain = fc.tuple(fc.constantFrom('', '*.'), name).map((parts) => parts.join(''));
  const piece = fc.constantFrom('/', 'a', 'A', 'b', '%61', '%2F', '%', '%4', '?', '&', 'é');
  const path = fc.array(piece, { maxLength: 6 }).map((pieces) => `/${pieces.join('')}`);
  const rules = fc.uniqueArray(
    fc.record({
      domain: fc.option(domain, { nil: undefined }),
      url: fc.option(path, { nil: undefined }),
    }),
    // One rule a domain and Url under every reading, as a listener holds them: else both answers are right.
    { maxLength: 8, selector: ({ domain, url }) => readingOf(domain, url) },
  );
  const request = fc.record({
    host: fc.option(
      fc.tuple(name, fc.constantFrom('', ':80', ':')).map((parts) => parts.join('')),
      {
        nil: undefined,
      },
    ),
    path: path.map((text) => text.replaceAll('?', '')),
    query: fc.option(fc.constantFrom('', 'a', '&', 'A%61'), { nil: undefined }),
  });
  const switches = fc.record<MatchingSwitches>({
    hostCaseMatters: fc.boolean(),
    pathCaseMatters: fc.boolean(),
    hostPortMatters: fc.boolean(),
    wildcardMatchesApex: fc.boolean(),
    pathIsDecoded: fc.boolean(),
    queryTakesPart: fc.boolean(),
  });
  const seen = new Map<Choice['kind'], number>();
  fc.assert(
    fc.property(rules, request, switches, (drawn, asked, open) => {
      const given = drawn.map((each, index) => ({ ...each, serverGroupId: String(index) }));
      const choice = chooseGroup(given, asked, open);
      seen.set(choice.kind, (seen.get(choice.kind) ?? 0) + 1);
      expect(choice).toEqual(walkRules(given, asked, open));
    }),
    { numRuns: 5_000 },
  );
  for (const kind of ['group', 'default', 'not-found'] as const) expect(seen.get(kind)).toBeGreaterThan(200);
});

const readingOf = (domain: string | undefined, url: string | undefined): string =>
  `${domain ?? '-'} ${url?.replaceAll('%61', 'a').replaceAll('%2F', '/') ?? '-'}`.toLowerCase();
