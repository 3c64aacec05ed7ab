import { EventEmitter, once } from 'node:events';
import { type Clock, silentLogger, systemClock } from '../../../base/index.ts';
import { ClbError, type ClbErrorKind } from '../api/clb-error.ts';
import type { ClbSettings } from '../clb-settings.ts';
import { createInstanceQueue, type InstanceQueue } from '../execute/instance-queue.ts';
import { serverGroupName } from '../names.ts';
import type { ClbBackend } from '../world/clb-world.ts';
import { createEndpointBook, type EndpointBook } from './endpoint-book.ts';
import { createEndpointSync, type EndpointSync } from './endpoint-sync.ts';
import type { GroupMembers } from './group-members.ts';
import { memberKey } from './member-changes.ts';
import type { MemberApi } from './member-sync.ts';

/** A call that changed, or was to change, members. */
export interface MemberCall {
  readonly action: 'add' | 'remove' | 'weights' | 'read';
  readonly group: string;
  readonly backends: readonly ClbBackend[];
}

/** Makes a call fail: before it does anything, or, `ambiguous`, after. */
export type Fault = (
  call: MemberCall,
) => { readonly kind: ClbErrorKind; readonly ambiguous?: boolean } | undefined;

/** Server groups of one instance as CLB keeps them, and what the program knows of them. */
export interface MemberCloud {
  readonly book: EndpointBook;
  readonly sync: EndpointSync;
  /** What CLB has, by group id. */
  readonly truth: Map<string, Map<string, ClbBackend>>;
  readonly calls: MemberCall[];
  readonly gone: string[];
  readonly queue: InstanceQueue;
  /** Tasks given to the queue so far. */
  tasks: number;
  settings: ClbSettings;
  fault: Fault;
  /** Interfaces CLB does not know. */
  readonly unknownServers: Set<string>;
  /** Makes a group for a backend, with members by the last number of their address, as `weight` weighs them. */
  addGroup(backend: string, numbers?: readonly number[], weight?: number): string;
  /** Gives a backend the endpoints with these numbers. */
  give(backend: string, ...numbers: number[]): void;
  /** The members CLB has: number and weight, sorted. */
  members(groupId: string): Readonly<Record<number, number>>;
  /** Resolves when interfaces are looked up next. */
  lookedUp(): Promise<void>;
  /** Resolves at the next call for which the condition holds, after it was answered. */
  called(condition: (call: MemberCall) => boolean): Promise<void>;
}

export const instance = 'lb-1';
const paces = {
  soon: { firstMs: 10, mostMs: 20 },
  seldom: { firstMs: 10, mostMs: 20 },
  watch: { firstMs: 10, mostMs: 20 },
};

/** The address with this number, whose interface is `eni-<number>`. */
function addressOf(number: number): string {
  return `10.0.${number >> 8}.${number & 255}`;
}

function memberOf(number: number, weight = 100): ClbBackend {
  return { serverId: `eni-${number}`, serverIp: addressOf(number), port: 80, weight, type: 'eni' };
}

/** Starts a cloud in which every address has an interface. */
export function startCloud(clock: Clock = systemClock): MemberCloud {
  const truth = new Map<string, Map<string, ClbBackend>>();
  const known = new Map<string, { name: string; members: readonly ClbBackend[] | undefined }>();
  const events = new EventEmitter();
  const ecs = {
    findInterfaces: async (_vpcId: string, addresses: readonly string[]) => {
      setImmediate(() => events.emit('looked up'));
      return new Map(addresses.map((address) => [address, `eni-${numberOf(address)}`]));
    },
  };
  const book = createEndpointBook({ ecs, vpcId: 'vpc-1', clock, logger: silentLogger });
  const groups: GroupMembers = {
    instances: () => [instance],
    groups: () => [...known].map(([id, group]) => ({ id, ...group })),
    group: (_instance, id) => {
      const group = known.get(id);
      return group && { id, ...group };
    },
    foreignBackends: () => 0,
    noteMembers: (_instance, id, members) => {
      const group = known.get(id);
      if (group !== undefined) group.members = members;
    },
    noteGone: (_instance, id) => {
      known.delete(id);
      cloud.gone.push(id);
    },
  };
  const turns = createInstanceQueue();
  const queue: InstanceQueue = {
    run(id, task) {
      cloud.tasks += 1;
      return turns.run(id, task);
    },
  };
  const sync = createEndpointSync({
    api: memberApi(() => cloud, events),
    book,
    groups,
    queue,
    settings: () => cloud.settings,
    clock,
    logger: silentLogger,
    paces,
  });
  const cloud: MemberCloud = {
    book,
    sync,
    truth,
    calls: [],
    gone: [],
    queue,
    tasks: 0,
    settings: defaults,
    fault: () => undefined,
    unknownServers: new Set(),
    addGroup(backend, numbers = [], weight = 100) {
      const id = `rsp-${truth.size + 1}`;
      const members = numbers.map((number) => memberOf(number, weight));
      truth.set(id, new Map(members.map((member) => [memberKey(member), member])));
      known.set(id, { name: serverGroupName(defaults.clusterId, backend), members });
      return id;
    },
    give(backend, ...numbers) {
      const endpoints = numbers.map((number) => ({ address: addressOf(number), port: 80 }));
      book.set([{ backend, endpoints }], []);
      sync.touch();
    },
    members: (id) =>
      Object.fromEntries(
        [...(truth.get(id)?.values() ?? [])].map(({ serverIp, weight }) => [numberOf(serverIp), weight]),
      ),
    async lookedUp() {
      await once(events, 'looked up');
    },
    async called(condition) {
      for (;;) {
        const [call] = await once(events, 'call');
        if (condition(call)) return;
      }
    },
  };
  return cloud;
}

function memberApi(cloud: () => MemberCloud, events: EventEmitter): MemberApi {
  const call = async <T>(made: MemberCall, effect: (members: Map<string, ClbBackend>) => T): Promise<T> => {
    try {
      return await answer(made, effect);
    } finally {
      events.emit('call', made);
    }
  };
  const answer = async <T>(made: MemberCall, effect: (members: Map<string, ClbBackend>) => T): Promise<T> => {
    const { calls, truth, fault, unknownServers, settings } = cloud();
    await Promise.resolve();
    calls.push(made);
    const fails = fault(made);
    const refuse = (kind: ClbErrorKind, ambiguous = false): never => {
      throw new ClbError({ action: made.action, kind, code: 'Code', message: 'it failed', ambiguous });
    };
    if (fails !== undefined && fails.ambiguous !== true) refuse(fails.kind);
    const members = truth.get(made.group);
    if (members === undefined) return refuse('gone');
    if (made.backends.length > 20) refuse('invalid');
    if (made.action === 'add') {
      if (made.backends.some(({ serverId }) => unknownServers.has(serverId))) refuse('gone');
      const all = [...truth.values()].reduce((sum, { size }) => sum + size, made.backends.length);
      if (all > Math.min(200, settings.quotas.backendsPerInstance + 5)) refuse('quota');
    }
    const answered = effect(members);
    if (fails !== undefined) refuse(fails.kind, true);
    return answered;
  };
  return {
    addBackends: (group, backends) =>
      call({ action: 'add', group, backends }, (members) => {
        for (const backend of backends) members.set(memberKey(backend), backend);
      }),
    removeBackends: (group, backends) =>
      call({ action: 'remove', group, backends }, (members) => {
        for (const backend of backends) members.delete(memberKey(backend));
      }),
    setBackendWeights: (group, backends) =>
      call({ action: 'weights', group, backends }, (members) => {
        for (const backend of backends) {
          if (members.has(memberKey(backend))) members.set(memberKey(backend), backend);
        }
      }),
    async describeServerGroup(id) {
      if (!cloud().truth.has(id)) return undefined;
      const read: MemberCall = { action: 'read', group: id, backends: [] };
      const backends = await call(read, (members) => [...members.values()]);
      return { id, name: '', instanceId: instance, tags: {}, backends };
    },
  };
}

function numberOf(address: string): number {
  const [, , high = 0, low = 0] = address.split('.').map(Number);
  return high * 256 + low;
}

const defaults: ClbSettings = {
  regionId: 'cn-hangzhou',
  clusterId: 'c1',
  vpcId: 'vpc-1',
  instance: { tags: {} },
  approximation: 'allow',
  quotas: {
    rulesPerListener: 40,
    extensionsPerListener: 3,
    backendsPerInstance: 200,
    certificatesPerRegion: 100,
  },
  releaseDelayMs: 60_000,
  retain: false,
  drainMs: 0,
  resyncMs: 600_000,
};
