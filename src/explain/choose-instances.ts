import type { LoadBalancer } from '../model/index.ts';
import type { MatchTrace } from '../proxy/index.ts';
import type { AskedRequest } from './query.ts';
import type { ExplainSources, ServedInstance } from './sources.ts';

/** A load balancer, what became of it, and what it does with the request. */
export interface TracedInstance {
  readonly balancer: LoadBalancer;
  readonly served: ServedInstance | undefined;
  readonly trace: MatchTrace;
}

/** The instances a request may reach, and what is to be said of the choice. */
export interface ChosenInstances {
  readonly instances: readonly TracedInstance[];
  readonly notes: readonly string[];
}

/** Instances that one answer explains at most. */
const mostInstances = 20;

/**
 * Chooses by the id asked for, else by the address the client connects to, else those whose routing table names the host,
 * else those that take any host, else all.
 */
export function chooseInstances(
  { loadBalancers, served }: ExplainSources,
  request: AskedRequest,
  trace: (balancer: LoadBalancer) => MatchTrace,
): ChosenInstances {
  if (loadBalancers.length === 0) {
    return { instances: [], notes: ['No Ingress is served, so there is no instance to ask.'] };
  }
  const traced = (balancers: readonly LoadBalancer[]): readonly TracedInstance[] =>
    balancers.map((balancer) => ({ balancer, served: served?.get(balancer.id), trace: trace(balancer) }));
  const { instance } = request;
  if (instance !== undefined) {
    const named = loadBalancers.filter(
      ({ id }) => id === instance || served?.get(id)?.instanceId === instance,
    );
    const notes = named.length > 0 ? [] : [`No Ingress is on an instance ${instance}.`];
    return { instances: traced(named), notes };
  }
  if (request.byAddress && served !== undefined) {
    const at = loadBalancers.filter(({ id }) => served.get(id)?.address === request.connectHost);
    const notes = at.length > 0 ? [] : [`No instance has the address ${request.connectHost}.`];
    return { instances: traced(at), notes };
  }
  return limit(pickByHost(traced(loadBalancers)));
}

function pickByHost(all: readonly TracedInstance[]): readonly TracedInstance[] {
  const naming = all.filter(({ trace: { hostEntry } }) => hostEntry === 'exact' || hostEntry === 'wildcard');
  if (naming.length > 0) return naming;
  const taking = all.filter(({ trace: { route } }) => route !== undefined);
  return taking.length > 0 ? taking : all;
}

function limit(instances: readonly TracedInstance[]): ChosenInstances {
  const rest = instances.length - mostInstances;
  if (rest <= 0) return { instances, notes: [] };
  const notes = [`${rest} more instances are left out; name one with --instance.`];
  return { instances: instances.slice(0, mostInstances), notes };
}
