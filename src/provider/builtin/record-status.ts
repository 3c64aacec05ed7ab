import { stableJson } from '../../base/index.ts';
import type { ListenerPart } from '../../proxy/index.ts';
import type { AddressEntry } from './address-pool.ts';
import { type InstanceStatus, ownListener } from './instance-record.ts';
import type { InstanceStore } from './instance-store.ts';

/** Changes the status of an instance; writes nothing where that changes nothing. */
export async function putStatus(
  store: InstanceStore,
  id: string,
  change: (status: InstanceStatus) => InstanceStatus,
): Promise<void> {
  const record = store.get(id);
  if (record === undefined) return;
  const status = change(record.status);
  if (stableJson(status) !== stableJson(record.status)) await store.setStatus(id, status);
}

/** With the address of a pool entry, or none. */
export function assignedStatus(status: InstanceStatus, entry: AddressEntry | undefined): InstanceStatus {
  const { address: _address, bind: _bind, ...rest } = status;
  return entry === undefined ? rest : { ...rest, address: entry.published, bind: entry.bind };
}

/** In use, with these listeners of ours; listeners of others on the same ports are replaced. */
export function programmedStatus(status: InstanceStatus, open: readonly ListenerPart[]): InstanceStatus {
  const { idleSince: _idleSince, ...rest } = status;
  const own = open.map((part) => ({ port: listenerPort(part), protocol: part.protocol, owner: ownListener }));
  const ports = new Set(own.map(({ port }) => port));
  const others = status.listeners.filter(({ owner, port }) => owner !== ownListener && !ports.has(port));
  return { ...rest, state: 'active', listeners: [...others, ...own], ports: publishedPorts(open) };
}

/** Without anything of ours. */
export function releasedStatus(status: InstanceStatus): InstanceStatus {
  const { ports: _ports, ...rest } = status;
  return { ...rest, listeners: status.listeners.filter(({ owner }) => owner !== ownListener) };
}

/** The ports clients use, by listener port. */
export function publishedPorts(open: readonly ListenerPart[]): Readonly<Record<number, number>> {
  return Object.fromEntries(open.map((part) => [listenerPort(part), part.publishedPort]));
}

/** The port of the listener a part realises, whatever port it binds. */
export function listenerPort({ id }: ListenerPart): number {
  return Number(id.slice(id.lastIndexOf('/') + 1));
}
