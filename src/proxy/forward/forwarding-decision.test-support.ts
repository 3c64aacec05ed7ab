import { compileFilters } from '../../features/filters.ts';
import type { RoutePolicies } from '../../features/policies.ts';
import type {
  Decision,
  EndpointPicker,
  ForwardingSettings,
  PickedEndpoint,
  PickRequest,
} from './forwarding.ts';

/** Settings under which nothing ends before its time. */
export const patientSettings: ForwardingSettings = {
  upstreamTimeouts: { connect: 5000, send: 5000, response: 5000, idle: 5000 },
  tunnelTimeouts: { idle: 5000, halfClosed: 5000 },
  retries: { attempts: 3, budgetShare: 20, budgetLeast: 3 },
  maxBodySize: 0,
  pathForwarding: 'normalized',
  reasonHeader: false,
  traceparent: 'pass',
};

/** Offers `count` endpoints in turn, from the first, as long as they fail. */
export function inTurn(count: number, port: (index: number) => number): EndpointPicker {
  const endpoints = Array.from(
    { length: count },
    (_, index): PickedEndpoint => ({
      key: String(index),
      address: '127.0.0.1',
      port: port(index),
      active: 0,
      answered() {},
      failed() {},
    }),
  );
  return {
    pick: (_request: PickRequest, tried: readonly PickedEndpoint[]) => endpoints[tried.length],
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
    retries: policies.retries,
    maxBodySize: policies.bodySize?.max,
    upstreamTimeouts: (ofServer: ForwardingSettings['upstreamTimeouts']) => ({
      ...ofServer,
      ...policies.timeouts,
    }),
    count() {},
  };
  return { kind: 'forward', route, picker, path };
}
