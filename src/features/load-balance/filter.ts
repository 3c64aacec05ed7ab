import type { FeatureFilter } from '../filter.ts';
import type { HashKey, LoadBalancePolicy } from '../policies.ts';
import { isToken } from '../token.ts';

/** Endpoints are chosen where connections are opened, so nothing runs here. */
export const loadBalanceFilter: FeatureFilter<LoadBalancePolicy> = {
  accepts(value): value is LoadBalancePolicy {
    if (typeof value !== 'object' || value === null || !('method' in value)) return false;
    if (value.method === 'least-requests') return true;
    return value.method === 'hash' && 'by' in value && isHashKey(value.by);
  },

  compile: () => undefined,

  describe(policy) {
    return policy.method === 'hash'
      ? `pod chosen by ${nameOf(policy.by)}`
      : 'of two pods at random, the one with fewer requests in progress';
  },
};

function nameOf(by: HashKey): string {
  switch (by.kind) {
    case 'header':
    case 'cookie':
      return `${by.kind} ${by.name}`;
    case 'address':
      return 'the address of the client';
    case 'host':
      return 'the host';
    case 'uri':
      return 'path and query';
  }
}

function isHashKey(value: unknown): value is HashKey {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  switch (value.kind) {
    case 'address':
    case 'host':
    case 'uri':
      return true;
    case 'header':
    case 'cookie':
      return 'name' in value && isToken(value.name);
    default:
      return false;
  }
}
