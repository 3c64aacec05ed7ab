import type { LoadBalancer, ObjectRef, RoutingTable, VirtualHost } from '../model/index.ts';
import type { IngressGroup, Pass } from './draft.ts';
import { sameElements } from './memo.ts';
import { createKeptList, type KeptList } from './order.ts';

/** Puts the parts of each group together; a load balancer and a list of hosts keep their identity while their parts do. */
export function createLoadBalancersPass(): Pass {
  const kept = createKeptList<LoadBalancer>();
  let assemblers = new Map<string, Assemble>();
  return (draft) => {
    const next = new Map<string, Assemble>();
    const loadBalancers = draft.groups.map((group) => {
      const assemble = assemblers.get(group.id) ?? createAssembler();
      next.set(group.id, assemble);
      return assemble(group);
    });
    assemblers = next;
    draft.loadBalancers = kept.next(loadBalancers);
  };
}

type Assemble = (group: IngressGroup) => LoadBalancer;

/** Remembers the load balancer made last for one id. */
function createAssembler(): Assemble {
  const hosts: KeptList<VirtualHost> = createKeptList();
  const owners: KeptList<ObjectRef> = createKeptList();
  let inputs: readonly unknown[] = [];
  let made: LoadBalancer | undefined;
  return (group) => {
    const table = hosts.next(group.hosts.map((host) => host.virtualHost));
    const names = owners.next(group.members.map((member) => member.ref));
    const { instance, listeners, certificates, fallback, cloud } = group;
    const forced = instance.kind === 'existing' && instance.forceOverrideListeners;
    const next = [table, names, forced, listeners, certificates, fallback?.route, cloud];
    if (made !== undefined && sameElements(inputs, next)) return made;
    const route = fallback?.route;
    const routing: RoutingTable = route === undefined ? { hosts: table } : { hosts: table, fallback: route };
    inputs = next;
    made = {
      id: group.id,
      instance,
      listeners,
      certificates,
      routing,
      ...(cloud === undefined ? {} : { cloud }),
      owners: names,
    };
    return made;
  };
}
