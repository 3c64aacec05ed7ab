import { type Answer, wrapped } from '../answer.ts';
import { refuse } from '../api-error.ts';
import type { Cloud } from '../cloud.ts';
import { membersOf } from '../find.ts';
import { parseJson } from '../json-parameter.ts';
import type { Backend, Instance } from '../state.ts';

const fields = ['ServerId', 'Port', 'Weight', 'Type', 'ServerIp', 'Description'];

/** A member as a call names it; weight and description are absent where it does not say. */
export interface GivenBackend {
  readonly serverId: string;
  readonly serverIp: string;
  readonly port: number;
  readonly weight: number | undefined;
  readonly type: Backend['type'];
  readonly description: string | undefined;
}

/** Reads `BackendServers` and its like. Throws the codes of malformed lists and of too many elements. */
export function readBackends(
  cloud: Cloud,
  text: string,
  note: (text: string) => void,
): readonly GivenBackend[] {
  const objects = parseJson(text, fields, cloud.switches, note);
  if (objects === undefined) malformed('The list of servers is malformed.');
  if (objects.length > cloud.switches.backendsPerCall) {
    refuse(400, 'TooManyBackendServers', 'There are too many servers in one call.');
  }
  return objects.map((object) => {
    const type = object.text('Type') ?? 'ecs';
    if (type !== 'ecs' && type !== 'eni' && type !== 'eci') malformed('The type of a server is unknown.');
    const serverId = object.text('ServerId') ?? '';
    if (serverId === '') refuse(400, 'BackendServer.ServerIdEmpty', 'A server has no id.');
    const serverIp = object.text('ServerIp') ?? '';
    if (type !== 'ecs' && serverIp === '') malformed('A network interface needs its address.');
    const description = object.text('Description');
    if (description !== undefined && !/^[A-Za-z0-9\-/._]{1,80}$/.test(description)) {
      malformed('The description of a server is malformed.');
    }
    return {
      serverId,
      serverIp,
      port: inRange(object.text('Port'), 1, 65_535) ?? malformed('The port of a server is malformed.'),
      weight: object.has('Weight') ? readWeight(object.text('Weight')) : undefined,
      type,
      description,
    };
  });
}

function readWeight(text: string | undefined): number {
  return inRange(text, 0, 100) ?? refuse(400, 'InvalidWeight.Malformed', 'A weight is not from 0 to 100.');
}

function inRange(text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined || !/^\d{1,5}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= least && value <= most ? value : undefined;
}

function malformed(message: string): never {
  refuse(400, 'BackendServersMalformed', message);
}

export function isSameBackend(a: GivenBackend | Backend, b: GivenBackend | Backend): boolean {
  return a.serverId === b.serverId && a.serverIp === b.serverIp && a.port === b.port;
}

/**
 * Adds a member to the list. Throws where the instance cannot have it, the server is not there, a quota is used up, or (by switch)
 * it is a member already.
 */
export function addBackend(cloud: Cloud, instance: Instance, members: Backend[], given: GivenBackend): void {
  checkServer(cloud, instance, given);
  if (members.some((member) => isSameBackend(member, given))) {
    if (cloud.switches.addExistingBackend === 'ignored') return;
    refuse(400, 'InvalidParameter', 'The server is in the group already.');
  }
  members.push({
    serverId: given.serverId,
    serverIp: given.serverIp,
    port: given.port,
    weight: given.weight ?? 100,
    type: given.type,
    description: given.description ?? '',
  });
}

function checkServer(cloud: Cloud, instance: Instance, given: GivenBackend): void {
  if (given.type === 'ecs') return;
  if (instance.specification === '') {
    refuse(400, 'UnsupportedOperation', 'A shared-performance instance takes no network interfaces.');
  }
  if (given.type === 'eci' || cloud.anyInterface) return;
  const found = cloud.state.interfaces.get(given.serverId);
  if (found === undefined || found.region !== instance.region) {
    refuse(404, 'InvalidServerId.NotFound', 'The specified server does not exist.');
  }
  if (!found.addresses.includes(given.serverIp)) {
    refuse(400, 'ObtainIpFail', 'The server has no such address.');
  }
  if (instance.vpcId !== '' && instance.vpcId !== found.vpcId) {
    refuse(400, 'NetworkConflict', 'The server is in another VPC.');
  }
}

/** Throws where the instance would have more members than it may, or a server be in more groups than it may. */
export function checkBackendQuotas(
  cloud: Cloud,
  instance: Instance,
  before: Backend[],
  after: Backend[],
): void {
  if (after.length <= before.length) return;
  const others = instance.serverGroups.map(membersOf).filter((members) => members !== before);
  const all = [...others.flat(), ...after];
  if (all.length > cloud.quotas.backendsPerInstance) {
    refuse(400, 'InstanceBackendServerNumberOverLimit', 'The instance has as many servers as it may have.');
  }
  const attached = new Map<string, number>();
  for (const { serverId } of all) {
    const times = (attached.get(serverId) ?? 0) + 1;
    if (times > cloud.quotas.attachmentsPerServer) {
      refuse(400, 'OverQuota', 'The server is attached as often as it may be.');
    }
    attached.set(serverId, times);
  }
}

/** Members as calls answer them: only `DescribeVServerGroupAttribute` tells the address. */
export function backendsJson(backends: readonly Backend[], options: { readonly addresses: boolean }): Answer {
  return wrapped(
    'BackendServer',
    backends.map((backend) => ({
      ServerId: backend.serverId,
      ServerIp: options.addresses ? backend.serverIp : undefined,
      Port: backend.port,
      Weight: backend.weight,
      Type: backend.type,
      Description: backend.description,
    })),
  );
}
