import { addInstance, addListener, addServerGroup } from './added.ts';
import { createGate } from './authenticate.ts';
import { type Cloud, createCloud } from './cloud.ts';
import type { CallRecord, ClbEmulatorOptions } from './emulator-options.ts';
import type { Faults } from './faults.ts';
import { drawPicture, type Picture } from './picture.ts';
import type { Quotas } from './quotas.ts';
import { createRpcServer } from './rpc-server.ts';
import type { ClbState, Instance, Listener, ServerGroup } from './state.ts';
import type { Switches } from './switches.ts';

export type { AccessKey, CallRecord, ClbEmulatorOptions } from './emulator-options.ts';

/**
 * CLB and the one action of ECS, as an HTTP server that is as strict as the documentation: signatures, parameters, limits, states,
 * codes. Holds all in memory.
 */
export interface ClbEmulator {
  /** Port 0, which is what it takes unless given: one that is free. */
  listen(port?: number, host?: string): Promise<void>;
  close(): Promise<void>;
  /** `http://127.0.0.1:port`, for both products. Throws before `listen`. */
  readonly endpoint: string;
  readonly state: ClbState;
  readonly switches: Switches;
  readonly quotas: Quotas;
  readonly faults: Faults;
  /** All calls so far, in the order in which they were done. */
  readonly calls: readonly CallRecord[];
  /** How often each action was called, from the given entry of `calls` on. */
  countCalls(from?: number): Readonly<Record<string, number>>;
  /** A pod's address on a network interface of the VPC; an interface takes more than one. */
  addInterface(address: string, interfaceId: string): void;
  removeInterface(interfaceId: string): void;
  /** Things someone else made before, or behind our back; every field may be given. */
  addInstance(partial?: Partial<Instance>): Instance;
  addListener(instance: Instance, partial?: Partial<Listener>): Listener;
  addServerGroup(instance: Instance, partial?: Partial<ServerGroup>): ServerGroup;
  /** All that is held, without ids, sorted: equal where two runs came to the same. */
  picture(): Picture;
  /** To be called by those who change `state` themselves. */
  stateChanged(): void;
  /** Called after every change; gives the function that ends it. */
  onStateChange(listener: () => void): () => void;
  /** Called after every call; gives the function that ends it. */
  onCall(listener: (call: CallRecord) => void): () => void;
}

export function createClbEmulator(options: ClbEmulatorOptions = {}): ClbEmulator {
  const cloud = createCloud(options);
  const calls: CallRecord[] = [];
  const stateListeners = new Set<() => void>();
  const callListeners = new Set<(call: CallRecord) => void>();
  const stateChanged = (): void => {
    for (const listener of stateListeners) listener();
  };
  const server = createRpcServer({
    cloud,
    gate: createGate({ keys: options.accessKeys ?? [{ id: 'test', secret: 'test' }], now: cloud.now }),
    stateChanged,
    called(call) {
      calls.push(call);
      for (const listener of callListeners) listener(call);
    },
  });
  return {
    listen: server.listen,
    close: server.close,
    get endpoint() {
      return server.endpoint();
    },
    state: cloud.state,
    switches: cloud.switches,
    quotas: cloud.quotas,
    faults: cloud.faults,
    calls,
    countCalls: (from = 0) => count(calls.slice(from).map(({ action }) => action)),
    addInterface: (address, interfaceId) => addInterface(cloud, address, interfaceId),
    removeInterface: (interfaceId) => cloud.state.interfaces.delete(interfaceId),
    addInstance: (partial = {}) => told(addInstance(cloud, partial)),
    addListener: (instance, partial = {}) => told(addListener(instance, partial)),
    addServerGroup: (instance, partial = {}) => told(addServerGroup(cloud, instance, partial)),
    picture: () => drawPicture(cloud.state),
    stateChanged,
    onStateChange: (listener) => subscribe(stateListeners, listener),
    onCall: (listener) => subscribe(callListeners, listener),
  };

  function told<T>(thing: T): T {
    stateChanged();
    return thing;
  }
}

function subscribe<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function count(actions: readonly string[]): Record<string, number> {
  const counted: Record<string, number> = {};
  for (const action of actions) counted[action] = (counted[action] ?? 0) + 1;
  return counted;
}

function addInterface(cloud: Cloud, address: string, id: string): void {
  const before = cloud.state.interfaces.get(id);
  const addresses = [...(before?.addresses ?? []), address];
  cloud.state.interfaces.set(id, { id, region: cloud.region, vpcId: cloud.vpcId, addresses });
}
