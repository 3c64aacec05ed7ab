import type { Endpoint } from '../../model/index.ts';
import type { Decision, EndpointPicker } from './forwarding.ts';

/** Offers `count` endpoints in turn, from the first, as long as they fail. */
export function inTurn(count: number, port: (index: number) => number): EndpointPicker {
  return {
    pick(tried: readonly Endpoint[]): Endpoint | undefined {
      const index = tried.length;
      return index < count ? { address: '127.0.0.1', port: port(index) } : undefined;
    },
  };
}

export function forwardDecision(picker: EndpointPicker, path: string): Decision {
  const route = { origin: { kind: 'Ingress', namespace: 'shop', name: 'web' }, count() {} };
  return { kind: 'forward', route, picker, path };
}
