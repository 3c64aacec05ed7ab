import type { Route } from '../../../model/index.ts';

type Policies = Required<NonNullable<Route['policies']>>;

/**
 * What becomes of a policy. `left-out`: its absence costs comfort; `unsupported`: its absence would change what a backend gets
 * or let something through, so the route is not served. `what` is the subject of a sentence, in the plural; `instead` what to do.
 */
export interface PolicyVerdict {
  readonly kind: 'left-out' | 'unsupported';
  readonly what: string;
  readonly instead: string;
}

type Judges = {
  readonly [Name in keyof Policies]: (policy: Policies[Name]) => PolicyVerdict | undefined;
};

const annotation = 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-';

const judges: Judges = {
  affinity: () => leftOut('affinity cookies', ofInstance('sticky-session')),
  approximation: () => undefined,
  bodySize: ({ max }) =>
    max === 0
      ? undefined
      : leftOut(
          'limits on the size of bodies',
          'Bodies of any size reach the pods; let the pods refuse them.',
        ),
  headers: () => unsupported('changes of header fields', 'Let the pods set them.'),
  healthCheck: () => leftOut('health checks of one route', ofInstance('health-check-flag')),
  loadBalance: () => leftOut('ways to choose a pod', ofInstance('scheduler')),
  retries: () => leftOut('retries', 'The load balancer retries as it sees fit.'),
  rewrite: () => unsupported('rewrites of the path', 'Let the pods take the path as clients send it.'),
  // Where every route asks for it, the listener redirects, and nobody asks here.
  sslRedirect: () =>
    leftOut(
      'redirects to HTTPS for some routes only',
      'Requests by HTTP are served; let every Ingress of the instance redirect, or give this one an instance of its own.',
    ),
  timeouts: () => leftOut('timeouts of one route', ofInstance('request-timeout')),
};

/** What becomes of the policies of a route, by feature in alphabetical order. */
export function judgePolicies(policies: Partial<Policies>, redirectsHttp: boolean): readonly PolicyVerdict[] {
  const { sslRedirect, ...others } = policies;
  const judged = redirectsHttp ? others : policies;
  return policyNames.flatMap((name) => judgeOne(name, judged) ?? []);
}

const policyNames = Object.keys(judges).filter((name) => isPolicyName(name));

function isPolicyName(name: string): name is keyof Policies {
  return Object.hasOwn(judges, name);
}

function judgeOne<Name extends keyof Policies>(
  name: Name,
  policies: Partial<Policies>,
): PolicyVerdict | undefined {
  const policy: Policies[Name] | undefined = policies[name];
  return policy === undefined ? undefined : judges[name](policy);
}

function leftOut(what: string, instead: string): PolicyVerdict {
  return { kind: 'left-out', what, instead };
}

function unsupported(what: string, instead: string): PolicyVerdict {
  return { kind: 'unsupported', what, instead };
}

function ofInstance(suffix: string): string {
  return `The annotation ${annotation}${suffix} decides for the whole instance.`;
}
