import type { ClbInstance, ClbListener, ClbRule, ClbServerGroup, ListenerKey } from './clb-world.ts';
import { byPort } from './read-instance.ts';

/** What one call does to an instance as it is known. Pure; what is named and not there leaves it as it is. */
export type InstanceEffect = (instance: ClbInstance) => ClbInstance;

export function sameListener(a: ListenerKey, b: ListenerKey): boolean {
  return a.port === b.port && a.protocol === b.protocol;
}

/** Adds a listener, in place of one of the same port and protocol. */
export function withListener(listener: ClbListener): InstanceEffect {
  return (instance) => {
    const others = instance.listeners.filter((other) => !sameListener(other, listener));
    return { ...instance, listeners: [...others, listener].sort(byPort) };
  };
}

export function withoutListener(key: ListenerKey): InstanceEffect {
  return (instance) => ({
    ...instance,
    listeners: instance.listeners.filter((listener) => !sameListener(listener, key)),
  });
}

export function changedListener(
  key: ListenerKey,
  change: (listener: ClbListener) => ClbListener,
): InstanceEffect {
  return (instance) => ({
    ...instance,
    listeners: instance.listeners.map((listener) =>
      sameListener(listener, key) ? change(listener) : listener,
    ),
  });
}

/** Adds rules to a listener, in place of those of the same ids. */
export function withRules(key: ListenerKey, rules: readonly ClbRule[]): InstanceEffect {
  const ids = new Set(rules.map(({ id }) => id));
  return changedListener(key, (listener) => ({
    ...listener,
    rules: [...listener.rules.filter(({ id }) => !ids.has(id)), ...rules],
  }));
}

export function withoutRules(key: ListenerKey, ids: readonly string[]): InstanceEffect {
  const gone = new Set(ids);
  return changedListener(key, (listener) => ({
    ...listener,
    rules: listener.rules.filter(({ id }) => !gone.has(id)),
  }));
}

/** Adds a server group, in place of one of the same id. */
export function withServerGroup(group: ClbServerGroup): InstanceEffect {
  return (instance) => {
    const others = instance.serverGroups.filter(({ id }) => id !== group.id);
    const all = [...others, group].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    return { ...instance, serverGroups: all };
  };
}

export function withoutServerGroup(id: string): InstanceEffect {
  return (instance) => ({
    ...instance,
    serverGroups: instance.serverGroups.filter((group) => group.id !== id),
  });
}
