import { isIPv4 } from 'node:net';
import type { LoadBalancer, ObjectRef, Route } from '../../../model/index.ts';
import type { ProviderProblem } from '../../load-balancer-provider.ts';
import type { GroupBackends } from '../plan/clb-actual.ts';

/** More addresses than this in one message help nobody. */
const mostNamed = 5;

/** For each backend of a load balancer with addresses that have no network interface: which, on the Ingresses that send to it. */
export function unresolvedEndpoints(
  { routing }: Pick<LoadBalancer, 'routing'>,
  backends: ReadonlyMap<string, GroupBackends>,
): readonly ProviderProblem[] {
  const unresolved = new Map([...backends].filter(([, group]) => group.unresolved.length > 0));
  if (unresolved.size === 0) return [];
  const users = new Map<string, Map<string, ObjectRef>>();
  const note = ({ action, origin }: Route): void => {
    if (action.kind !== 'forward') return;
    for (const { backend } of action.backends) {
      if (!unresolved.has(backend)) continue;
      const known = users.get(backend) ?? new Map<string, ObjectRef>();
      users.set(backend, known.set(`${origin.namespace}/${origin.name}`, origin));
    }
  };
  for (const { routes } of routing.hosts) routes.forEach(note);
  if (routing.fallback !== undefined) note(routing.fallback);
  return [...users].map(([backend, objects]) => ({
    reason: 'EndpointUnresolved' as const,
    message: `Backend ${backend}: ${describeAddresses(unresolved.get(backend)?.unresolved ?? [])}.`,
    objects: [...objects.values()],
  }));
}

function describeAddresses(addresses: readonly string[]): string {
  const [missing, other] = [addresses.filter(isIPv4), addresses.filter((address) => !isIPv4(address))];
  return [
    ...(missing.length === 0 ? [] : [`${listAddresses(missing)} without a network interface in the VPC`]),
    ...(other.length === 0 ? [] : [`${listAddresses(other)} without an IPv4 address`]),
  ].join('; ');
}

function listAddresses(addresses: readonly string[]): string {
  const more = addresses.length - mostNamed;
  const named = addresses.slice(0, mostNamed).join(', ');
  const count = addresses.length === 1 ? '1 endpoint is' : `${addresses.length} endpoints are`;
  return `${count} (${more > 0 ? `${named} and ${more} more` : named})`;
}
