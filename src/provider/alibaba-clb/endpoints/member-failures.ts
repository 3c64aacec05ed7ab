import { errorMessage } from '../../../base/index.ts';
import type { ProviderProblem } from '../../load-balancer-provider.ts';
import { ClbError } from '../api/clb-error.ts';
import type { ClbBackend } from '../world/clb-world.ts';
import type { MemberChange } from './member-changes.ts';

/** More addresses than this in one message help nobody. */
const mostNamed = 5;

/**
 * What a failed call means. `full`: the instance takes no more backends. `refused`: one of the backends added is the cause.
 * `soon`: it may work in a moment. `seldom`: someone has to do something first.
 */
export type FailureVerdict = 'full' | 'refused' | 'seldom' | 'soon';

/** Judges a failure; `change` is what the call was to do, undefined for a read. */
export function judgeFailure(error: unknown, change: MemberChange | undefined): FailureVerdict {
  if (!(error instanceof ClbError)) return 'soon';
  const adds = change?.kind === 'add' && !error.ambiguous;
  switch (error.kind) {
    case 'quota':
      return adds ? 'full' : 'seldom';
    case 'gone':
    case 'invalid':
    case 'conflict':
      return adds ? 'refused' : 'soon';
    case 'denied':
      return 'seldom';
    case 'busy':
    case 'throttled':
    case 'unavailable':
      return 'soon';
  }
}

/** For a group whose members were not changed. */
export function describeFailure(groupId: string, error: unknown): ProviderProblem {
  const message = `The members of server group ${groupId} stay as they are until it works. ${errorMessage(error)}`;
  return { reason: 'ProviderCallFailed', message };
}

/** For backends that CLB does not take. */
export function describeRefused(group: string, refused: readonly ClbBackend[]): ProviderProblem {
  const message = `CLB takes none of the backends ${listBackends(refused)} into server group ${group}; their network interfaces are looked up anew.`;
  return { reason: 'EndpointUnresolved', message };
}

/** For backends there is no room for. */
export function describeFull(instanceId: string, group: string, missing: number): ProviderProblem {
  const message = `Instance ${instanceId} takes no more backends: ${missing} of server group ${group} are left out.`;
  return { reason: 'ProviderQuotaExceeded', message };
}

function listBackends(backends: readonly ClbBackend[]): string {
  const named = backends.slice(0, mostNamed).map(({ serverIp, port }) => `${serverIp}:${port}`);
  const more = backends.length - named.length;
  return more > 0 ? `${named.join(', ')} and ${more} more` : named.join(', ');
}
