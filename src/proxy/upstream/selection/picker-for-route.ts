import type { LoadBalancePolicy, RoutePolicies } from '../../../features/policies.ts';
import type { WeightedBackend } from '../../../model/index.ts';
import type { EndpointPicker } from '../../forward/forwarding.ts';
import type { BackendRuntime } from '../backend-endpoints.ts';
import { ConsistentHash } from './consistent-hash.ts';
import type { EndpointTokens } from './endpoint-tokens.ts';
import { LeastRequests } from './least-requests.ts';
import { compileKey, type KeyOf } from './request-key.ts';
import { StickyCookie } from './sticky-cookie.ts';
import { WeightedBackends } from './weighted-backends.ts';

/** What a route chooses from and by. */
export interface SelectionContext {
  readonly tokens: EndpointTokens;
  /** A backend by its id. */
  backend(id: string): BackendRuntime;
}

/** Chooses for a route; undefined where no backend may take any request. */
export function pickerForRoute(
  backends: readonly WeightedBackend[],
  { loadBalance, affinity }: RoutePolicies,
  context: SelectionContext,
): EndpointPicker | undefined {
  // One alone takes all, whatever its weight.
  const taking = backends.length === 1 ? backends : backends.filter(({ weight }) => weight > 0);
  if (taking.length === 0) return undefined;
  const runtimes = taking.map(({ backend }) => context.backend(backend));
  const keyOf = loadBalance?.method === 'hash' ? compileKey(loadBalance.by) : undefined;
  const shares = taking.map(({ weight }, index) => ({
    weight,
    picker: pickerFor(runtimes[index] ?? context.backend(''), loadBalance?.method, keyOf),
  }));
  const [only, another] = shares;
  const first =
    only !== undefined && another === undefined ? only.picker : new WeightedBackends(shares, keyOf);
  return affinity === undefined ? first : new StickyCookie(affinity, runtimes, context.tokens, first);
}

function pickerFor(
  backend: BackendRuntime,
  method: LoadBalancePolicy['method'] | undefined,
  keyOf: KeyOf | undefined,
): EndpointPicker {
  if (keyOf !== undefined) return new ConsistentHash(backend, keyOf, backend.inTurn);
  return method === 'least-requests' ? new LeastRequests(backend) : backend.inTurn;
}
