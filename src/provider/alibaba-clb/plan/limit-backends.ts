import { formatRef, type LoadBalancer, type ObjectRef, type Route } from '../../../model/index.ts';
import type { ProviderProblem } from '../../load-balancer-provider.ts';
import { emptyBackend } from '../names.ts';
import type { WantedRules } from '../rules/wanted-rules.ts';
import type { GroupBackends } from './clb-actual.ts';

/** Rules whose groups fit into an instance. */
export interface LimitedRules extends WantedRules {
  /** How many members the groups of some backends may be made with; absent: all. */
  readonly shares: ReadonlyMap<string, number>;
}

/**
 * Keeps the members of all groups of an instance within its quota. The youngest Ingresses give way: the first that does not fit is
 * served by fewer pods, and where nothing is left for one, its own backends are answered by the empty group, so that no other rule
 * takes their requests.
 */
export function limitBackends(
  loadBalancer: LoadBalancer,
  wanted: WantedRules,
  backends: ReadonlyMap<string, GroupBackends>,
  quota: number,
): LimitedRules {
  const size = (backend: string): number => backends.get(backend)?.backends.length ?? 0;
  const needed = new Set([...wanted.rules.map(({ backend }) => backend), wanted.fallback]);
  const shares = new Map<string, number>();
  if (sum([...needed].map(size)) <= quota) return { ...wanted, shares };

  const dropped = new Set<string>();
  const settled = new Set<string>([emptyBackend]);
  const problems: ProviderProblem[] = [];
  let left = quota;
  for (const [owner, used] of backendsByOwner(loadBalancer)) {
    const own = [...used].filter((backend) => needed.has(backend) && !settled.has(backend));
    const members = sum(own.map(size));
    for (const backend of own) settled.add(backend);
    if (members > left) {
      problems.push(outOfQuota(owner, members, left, quota));
      for (const [backend, share] of divide(own, size, left)) shares.set(backend, share);
      if (left === 0) for (const backend of own) if (size(backend) > 0) dropped.add(backend);
    }
    left -= Math.min(left, members);
  }
  const kept = (backend: string): string => (dropped.has(backend) ? emptyBackend : backend);
  return {
    ...wanted,
    rules: wanted.rules.map((rule) => ({ ...rule, backend: kept(rule.backend) })),
    fallback: kept(wanted.fallback),
    problems: [...wanted.problems, ...problems],
    shares,
  };
}

/** Divides what is left by the sizes of the backends, so that each has a member as long as there are enough. */
function divide(
  backends: readonly string[],
  size: (backend: string) => number,
  left: number,
): ReadonlyMap<string, number> {
  const all = sum(backends.map(size));
  let rest = left;
  return new Map(
    backends.map((backend) => {
      const share = Math.min(rest, size(backend), Math.max(1, Math.floor((left * size(backend)) / all)));
      rest -= share;
      return [backend, share];
    }),
  );
}

function outOfQuota(owner: ObjectRef, members: number, left: number, quota: number): ProviderProblem {
  const effect = left === 0 ? 'its paths are answered with an error' : `${left} of them take requests`;
  const message =
    `The instance takes ${quota} pods in all, and older Ingresses leave room for ${left} of the ${members} ` +
    `of ${formatRef(owner)}: ${effect}.`;
  return { reason: 'ProviderQuotaExceeded', message, objects: [owner] };
}

/** The backends each Ingress routes to, the oldest Ingress first. */
function backendsByOwner({ owners, routing }: LoadBalancer): readonly (readonly [ObjectRef, Set<string>])[] {
  const byOwner = new Map(owners.map((owner) => [formatRef(owner), new Set<string>()]));
  const note = ({ origin, action }: Route): void => {
    if (action.kind !== 'forward') return;
    for (const { backend } of action.backends) byOwner.get(formatRef(origin))?.add(backend);
  };
  for (const { routes } of routing.hosts) routes.forEach(note);
  if (routing.fallback !== undefined) note(routing.fallback);
  return owners.map((owner) => [owner, byOwner.get(formatRef(owner)) ?? new Set()]);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
