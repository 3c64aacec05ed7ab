import fc from 'fast-check';
import type { LoadBalancer, ObjectRef, PathMatch, Route, VirtualHost } from '../../../model/index.ts';

type Policies = NonNullable<Route['policies']>;

const ingress = (name: string): ObjectRef => ({ kind: 'Ingress', namespace: 'shop', name });
const names = ['a', 'b', 'c', 'd'];
const operator: ObjectRef = { kind: 'Service', namespace: 'kube-system', name: 'default' };

const segments = fc.constantFrom('foo', 'bar', 'foobar', 'fo', 'x', 'my_app', 'v%2F1', 'a'.repeat(79));
const paths = fc
  .tuple(fc.array(segments, { maxLength: 3 }), fc.boolean())
  .map(([parts, slash]) => `/${parts.join('/')}${slash && parts.length > 0 ? '/' : ''}`);

const pathMatches: fc.Arbitrary<PathMatch> = fc.oneof(
  { weight: 12, arbitrary: paths.map((value) => ({ kind: 'prefix', value }) as const) },
  { weight: 6, arbitrary: paths.map((value) => ({ kind: 'exact', value }) as const) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom(
          '/foo(/|$)(.*)',
          '/fo+',
          '/x?',
          '/(foo|bar)',
          '/foo|/bar',
          '/ba[rz]',
          '/foo/[a-z]+$',
          '/f.*r',
        ),
        fc.boolean(),
      )
      .map(([value, ignoreCase]) => ({ kind: 'regex', value, ...(ignoreCase && { ignoreCase }) }) as const),
  },
);

const conditions = fc.oneof(
  { weight: 20, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.constant({ method: 'POST' }) },
  { weight: 1, arbitrary: fc.constant({ headers: [{ name: 'x-a', kind: 'exact' as const, value: '1' }] }) },
);

/** What a route leads to; an Ingress has backends of its own, and one it shares with all. */
type DrawnAction =
  | {
      readonly kind: 'forward';
      readonly shares: readonly { readonly name: string; readonly weight: number }[];
    }
  | { readonly kind: 'respond'; readonly status: number };

const backends = fc.constantFrom('one', 'two', 'shared');
const share = fc.record({ name: backends, weight: fc.integer({ min: 0, max: 3 }) });
const actions: fc.Arbitrary<DrawnAction> = fc.oneof(
  { weight: 9, arbitrary: backends.map((name) => forwardTo([{ name, weight: 1 }])) },
  { weight: 1, arbitrary: fc.array(share, { maxLength: 3 }).map(forwardTo) },
  { weight: 1, arbitrary: fc.constantFrom(503, 404).map((status) => ({ kind: 'respond', status }) as const) },
);

function forwardTo(shares: readonly { readonly name: string; readonly weight: number }[]): DrawnAction {
  return { kind: 'forward', shares };
}

function toAction(action: DrawnAction, owner: string): Route['action'] {
  if (action.kind === 'respond') return { ...action, reason: 'ServiceNotFound' };
  const toId = (name: string): string => (name === 'shared' ? 'shop/shared:80' : `shop/${owner}-${name}:80`);
  return {
    kind: 'forward',
    backends: action.shares.map(({ name, weight }) => ({ backend: toId(name), weight })),
  };
}

const policies: fc.Arbitrary<Policies> = fc.oneof(
  { weight: 40, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.constant({ timeouts: { response: 1000 } }) },
  { weight: 1, arbitrary: fc.constant({ headers: { request: { remove: ['X-A'] } } }) },
);

/** How exact each of the Ingresses wants to be served; undefined follows the setting. */
const approximations = fc.array(fc.constantFrom(undefined, 'allow' as const, 'refuse' as const), {
  minLength: names.length,
  maxLength: names.length,
});

interface DrawnRoute {
  readonly path: PathMatch;
  readonly more: object;
  readonly action: DrawnAction;
  readonly policies: Policies;
  readonly owner: number;
}

const drawnRoutes: fc.Arbitrary<DrawnRoute> = fc.record({
  path: pathMatches,
  more: conditions,
  action: actions,
  policies,
  owner: fc.nat(names.length - 1),
});

const hostNames = ['*', '*.example', '*.b.example', 'a.example', 'b.example', 'x.b.example', 'q.r.example'];

const fallbacks = fc.option(fc.tuple(actions, fc.constantFrom('a', 'b', 'operator')), { nil: undefined });

/** The part of a load balancer that rules are made of: up to four Ingresses on a few hosts, in any order of precedence. */
export const tables: fc.Arbitrary<Pick<LoadBalancer, 'routing' | 'owners'>> = fc
  .record({
    hosts: fc.uniqueArray(
      fc.record({ host: fc.constantFrom(...hostNames), routes: fc.array(drawnRoutes, { maxLength: 4 }) }),
      { selector: ({ host }) => host, maxLength: 5 },
    ),
    fallback: fallbacks,
    approximations,
  })
  .map(({ hosts, fallback, approximations: wishes }) => {
    const toRoute = ({ path, more, action, policies: asked, owner }: DrawnRoute): Route => {
      const approximation = wishes[owner];
      return {
        match: { path, ...more },
        action: toAction(action, names[owner] ?? ''),
        policies: { ...asked, ...(approximation === undefined ? {} : { approximation }) },
        origin: ingress(names[owner] ?? ''),
      };
    };
    const sorted = hosts
      .map(({ host, routes }): VirtualHost => ({ host, routes: routes.map(toRoute) }))
      .sort((one, two) => (one.host < two.host ? -1 : 1));
    const owners = names.map(ingress);
    if (fallback === undefined) return { routing: { hosts: sorted }, owners };
    const [action, by] = fallback;
    const approximation = wishes[names.indexOf(by)];
    const route: Route = {
      match: { path: { kind: 'prefix', value: '/' } },
      action: toAction(action, by),
      policies: approximation === undefined ? {} : { approximation },
      origin: by === 'operator' ? operator : ingress(by),
    };
    return { routing: { hosts: sorted, fallback: route }, owners };
  });

/** What routes decide by. */
export interface DrawnRequest {
  readonly host: string;
  readonly path: string;
  readonly method: string;
  /** It has the header field `x-a: 1`. */
  readonly flag: boolean;
}

/** Hosts and paths that lie in, beside and between those of the tables. */
export const requests: fc.Arbitrary<DrawnRequest> = fc.record({
  host: fc.constantFrom(
    'a.example',
    'b.example',
    'c.example',
    'x.b.example',
    'y.b.example',
    'y.x.b.example',
    'q.r.example',
    'p.q.r.example',
    'example',
    'other',
  ),
  path: fc
    .tuple(
      fc.array(
        fc.constantFrom(
          'foo',
          'bar',
          'foobar',
          'fo',
          'f',
          'FOO',
          'x',
          'my',
          'my_app',
          'v%2F1',
          'a'.repeat(79),
        ),
        { maxLength: 4 },
      ),
      fc.constantFrom('', '/', 'z'),
    )
    .map(([parts, end]) => `/${parts.join('/')}${parts.length > 0 ? end : ''}`),
  method: fc.constantFrom('GET', 'POST'),
  flag: fc.boolean(),
});
