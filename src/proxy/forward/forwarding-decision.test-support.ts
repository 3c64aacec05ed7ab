import { compileFilters } from '../../features/filters.ts';
import type { RoutePolicies } from '../../features/policies.ts';
import type { Endpoint } from '../../model/index.ts';
import type { Decision, EndpointPicker, ForwardingSettings } from './forwarding.ts';

/** Settings under which nothing ends before its time. */
export const patientSettings: ForwardingSettings = {
  upstreamTimeouts: { connect: 5000, send: 5000, response: 5000, idle: 5000 },
  tunnelTimeouts: { idle: 5000, halfClosed: 5000 },
  reasonHeader: false,
  traceparent: 'pass',
};

/** Offers `count` endpoints in turn, from the first, as long as they fail. */
export function inTurn(count: number, port: (index: number) => number): EndpointPicker {
  return {
    pick(tried: readonly Endpoint[]): Endpoint | undefined {
      const index = tried.length;
      return index < count ? { address: '127.0.0.1', port: port(index) } : undefined;
    },
  };
}

export function forwardDecision(
  picker: EndpointPicker,
  path: string,
  policies: RoutePolicies = {},
): Decision {
  const route = {
    origin: { kind: 'Ingress', namespace: 'shop', name: 'web' },
    filter: compileFilters(policies),
    tunnelIdle: policies.timeouts?.idle,
    upstreamTimeouts: (ofServer: ForwardingSettings['upstreamTimeouts']) => ({
      ...ofServer,
      ...policies.timeouts,
    }),
    count() {},
  };
  return { kind: 'forward', route, picker, path };
}
