import type { ControllerDescription } from '../../controller/index.ts';
import type { HeaderChanges, HeadersPolicy } from '../../features/policies.ts';
import type { LoadBalancer, Route } from '../../model/index.ts';

/** What should exist, as translated; the values of header fields are told by their size. Lists are walked as they are written. */
export function debugModel(description: ControllerDescription): object {
  const { revision, loadBalancers, backends, certificates, answers } = description;
  return { revision, loadBalancers: shownBalancers(loadBalancers), backends, certificates, answers };
}

function* shownBalancers(loadBalancers: readonly LoadBalancer[]): Generator<object> {
  for (const balancer of loadBalancers) {
    const { hosts, fallback } = balancer.routing;
    yield {
      ...balancer,
      routing: {
        hosts: shownHosts(hosts),
        ...(fallback === undefined ? {} : { fallback: withoutValues(fallback) }),
      },
    };
  }
}

function* shownHosts(hosts: LoadBalancer['routing']['hosts']): Generator<object> {
  for (const { host, routes } of hosts) yield { host, routes: routes.map(withoutValues) };
}

function withoutValues(route: Route): Route {
  const headers = route.policies?.headers;
  if (headers === undefined) return route;
  return { ...route, policies: { ...route.policies, headers: shownHeaders(headers) } };
}

function shownHeaders({ request, response }: HeadersPolicy): HeadersPolicy {
  return {
    ...(request === undefined ? {} : { request: shownChanges(request) }),
    ...(response === undefined ? {} : { response: shownChanges(response) }),
  };
}

function shownChanges({ remove, set, add }: HeaderChanges): HeaderChanges {
  const hide = ({ name, value }: { readonly name: string; readonly value: string }) => ({
    name,
    value: `(${value.length} characters)`,
  });
  return {
    ...(remove === undefined ? {} : { remove }),
    ...(set === undefined ? {} : { set: set.map(hide) }),
    ...(add === undefined ? {} : { add: add.map(hide) }),
  };
}
