import { keepEqual } from '../memo.ts';
import { compareText, createOrder } from '../order.ts';
import { compareAge } from './group.ts';
import type { ParsedIngress } from './parsed-ingress.ts';
import type { ResolvedIngress } from './resolve-backends.ts';
import type { HostResult, RouteChanges } from './route-results.ts';
import { buildVirtualHost } from './virtual-host.ts';

type Resolved = ReadonlyMap<ParsedIngress, ResolvedIngress>;

/** Who has rules for which host of one group, kept from one translation to the next. */
export interface HostIndex {
  /** The hosts of these members, sorted. Tells what came and went since the last call. */
  update(members: readonly ParsedIngress[], resolved: Resolved, changes: RouteChanges): readonly HostResult[];
}

/** Makes the index of a group without members. */
export function createHostIndex(): HostIndex {
  const sortHosts = createOrder<string>(compareText);
  const claims = createClaims();
  const results = new Map<string, HostResult>();
  let list: readonly HostResult[] = [];
  return {
    update(members, resolved, changes) {
      let changed = false;
      for (const host of claims.update(members, resolved)) {
        const before = results.get(host);
        const after = buildHost(host, claims.of(host), resolved, before);
        if (before === after) continue;
        changed = true;
        if (before !== undefined) changes.removed.push(before);
        if (after !== undefined) changes.added.push(after);
        if (after === undefined) results.delete(host);
        else results.set(host, after);
      }
      if (changed) list = sortHosts(results).flatMap((host) => results.get(host) ?? []);
      return list;
    },
  };
}

function buildHost(
  host: string,
  members: readonly ParsedIngress[],
  resolved: Resolved,
  before: HostResult | undefined,
): HostResult | undefined {
  if (members.length === 0) return undefined;
  const ingresses = members.flatMap((member) => resolved.get(member) ?? []);
  return keepEqual(before, buildVirtualHost(host, ingresses));
}

interface Claims {
  /** Takes the members of now; answers the hosts of those that came, went or resolve differently. */
  update(members: readonly ParsedIngress[], resolved: Resolved): ReadonlySet<string>;
  /** The members that have rules for a host, first first. */
  of(host: string): readonly ParsedIngress[];
}

function createClaims(): Claims {
  const byHost = new Map<string, Set<ParsedIngress>>();
  let known = new Map<ParsedIngress, ResolvedIngress>();
  return {
    update(members, resolved) {
      const touched = new Set<string>();
      const next = new Map<ParsedIngress, ResolvedIngress>();
      for (const member of members) {
        const ingress = resolved.get(member);
        if (ingress === undefined) continue;
        next.set(member, ingress);
        if (known.get(member) === ingress) continue;
        for (const { host } of member.hosts) {
          touched.add(host);
          const claimants = byHost.get(host);
          if (claimants === undefined) byHost.set(host, new Set([member]));
          else claimants.add(member);
        }
      }
      for (const member of known.keys()) {
        if (next.has(member)) continue;
        for (const { host } of member.hosts) {
          touched.add(host);
          const claimants = byHost.get(host);
          claimants?.delete(member);
          if (claimants?.size === 0) byHost.delete(host);
        }
      }
      known = next;
      return touched;
    },
    of: (host) => [...(byHost.get(host) ?? [])].sort(compareAge),
  };
}
