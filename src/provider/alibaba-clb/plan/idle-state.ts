import { emptyBackend, serverGroupName } from '../names.ts';
import type { ClbListener } from '../world/clb-world.ts';
import type { WantedState } from './wanted-state.ts';

/**
 * What an instance that no Ingress uses is to carry until it is deleted or used again: the listeners it has, without rules,
 * answered by the empty group.
 */
export function idleState(
  loadBalancer: string,
  listeners: readonly Pick<ClbListener, 'port' | 'protocol' | 'forwardPort'>[],
  clusterId: string,
): WantedState {
  const group = serverGroupName(clusterId, emptyBackend);
  const needsGroup = listeners.some(({ forwardPort }) => forwardPort === undefined);
  return {
    loadBalancer,
    listeners: listeners.map(({ port, protocol, forwardPort }) => ({
      port,
      protocol,
      group: forwardPort === undefined ? group : undefined,
      certificate: undefined,
      forwardPort,
      wish: undefined,
    })),
    rules: [],
    groups: needsGroup ? new Map([[group, { backend: emptyBackend, most: 0 }]]) : new Map(),
    extensions: [],
    certificates: new Map(),
    problems: [],
  };
}
