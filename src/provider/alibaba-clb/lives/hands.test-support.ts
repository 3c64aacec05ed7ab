import type {
  ClbState,
  Instance,
  Listener,
  ServerGroup,
} from '../../../../test/support/clb-emulator/state.ts';
import { clusterTag } from '../names.ts';

/** What someone does to our things in the console; `seed` chooses the thing. */
export interface Hand {
  readonly name: string;
  act(state: ClbState, seed: number): void;
}

/** All that is put right again without being asked. */
export const hands: readonly Hand[] = [
  onInstance('renames the instance', (instance) => {
    instance.name = 'mine';
  }),
  onInstance('takes the protection off', (instance) => {
    instance.deleteProtection = false;
  }),
  onInstance('deletes the instance', (instance, state) => {
    state.instances.delete(instance.id);
  }),
  onListener('stops a listener', (listener) => {
    listener.status = 'stopped';
    listener.settledStatus = 'stopped';
  }),
  onListener('describes a listener', (listener) => {
    // That of one that only forwards says nothing, and stays.
    if (listener.forwardPort === undefined) listener.description = 'mine';
  }),
  onListener('sets a listener', (listener) => {
    if (listener.forwardPort === undefined) listener.settings['IdleTimeout'] = '59';
  }),
  onListener('deletes a listener', (listener, instance) => {
    const forwards = instance.listeners.some(({ forwardPort }) => forwardPort === listener.port);
    if (!forwards) instance.listeners.splice(instance.listeners.indexOf(listener), 1);
  }),
  onListener('deletes a rule', (listener) => {
    listener.rules.pop();
  }),
  onListener('sends rules elsewhere', (listener, instance) => {
    const [group] = instance.serverGroups.filter(isOurs);
    for (const rule of listener.rules) if (group !== undefined) rule.serverGroupId = group.id;
  }),
  onListener('deletes an extension', (listener) => {
    listener.extensions.pop();
  }),
  onGroup('renames a group', (group) => {
    group.name = 'mine';
  }),
  onGroup('takes members out', (group) => {
    group.backends.splice(0, 2);
  }),
  onGroup('weighs members', (group) => {
    for (const backend of group.backends) backend.weight = 7;
  }),
];

function isOurs({ tags }: { readonly tags: ReadonlyMap<string, string> }): boolean {
  return tags.has(clusterTag);
}

function onInstance(name: string, act: (instance: Instance, state: ClbState) => void): Hand {
  return {
    name,
    act(state) {
      const ours = [...state.instances.values()].find(isOurs);
      if (ours !== undefined) act(ours, state);
    },
  };
}

function onListener(name: string, act: (listener: Listener, instance: Instance) => void): Hand {
  return onSome(name, ({ listeners }) => listeners, act);
}

function onGroup(name: string, act: (group: ServerGroup) => void): Hand {
  return onSome(name, ({ serverGroups }) => serverGroups, act);
}

function onSome<T extends { readonly tags: ReadonlyMap<string, string> }>(
  name: string,
  thingsOf: (instance: Instance) => readonly T[],
  act: (thing: T, instance: Instance) => void,
): Hand {
  return {
    name,
    act(state, seed) {
      const all = [...state.instances.values()].flatMap((instance) =>
        thingsOf(instance)
          .filter(isOurs)
          .map((thing) => ({ thing, instance })),
      );
      const chosen = all[seed % Math.max(1, all.length)];
      if (chosen !== undefined) act(chosen.thing, chosen.instance);
    },
  };
}
