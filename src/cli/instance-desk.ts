import { adminRequest } from '../admin/index.ts';
import { OperatorError } from '../base/index.ts';
import type { InstanceRecord, InstanceStore } from '../provider/index.ts';
import { type InstanceOrder, type InstanceRow, instanceRow, instanceRows } from './wire.ts';

/** What `sluice slb` asks for, in a running server or in a state directory without one. */
export interface InstanceDesk {
  list(): Promise<readonly InstanceRow[]>;
  /** @throws OperatorError `InstanceNotFound` */
  show(id: string): Promise<InstanceRow>;
  create(order: InstanceOrder): Promise<InstanceRow>;
  /** @throws OperatorError `InstanceNotFound`, `InstanceInManifest`, or, unless forced, `InstanceInUse` */
  delete(id: string, force: boolean): Promise<void>;
}

/** The desk on a store; `ingressesOn` names the Ingresses that use an instance, `namespace/name`. */
export function storeDesk(
  store: InstanceStore,
  ingressesOn: (record: InstanceRecord) => readonly string[],
): InstanceDesk {
  const row = (record: InstanceRecord): InstanceRow => toRow(record, ingressesOn(record));
  return {
    list: async () => store.list().map(row),
    show: async (id) => {
      const record = store.get(id);
      if (record === undefined) throw notFound(id);
      return row(record);
    },
    create: async ({ name, addressType, specification, address, tags }) =>
      row(
        await store.create({
          spec: {
            addressType,
            specification,
            ...(name === undefined ? {} : { name }),
            ...(address === undefined ? {} : { address }),
            ...(tags === undefined ? {} : { tags }),
          },
        }),
      ),
    delete: async (id, force) => {
      const record = store.get(id);
      const users = record === undefined ? [] : ingressesOn(record);
      if (users.length > 0 && !force && record?.home.kind === 'state') throw inUse(id, users);
      await store.delete(id, { force });
    },
  };
}

/** The desk of the server behind a control socket. */
export function serverDesk(socketPath: string): InstanceDesk {
  const path = (id: string): string => `/v1/instances/${encodeURIComponent(id)}`;
  return {
    list: async () => instanceRows.parse(await adminRequest(socketPath, 'GET', '/v1/instances')),
    show: async (id) => instanceRow.parse(await adminRequest(socketPath, 'GET', path(id))),
    create: async (order) =>
      instanceRow.parse(await adminRequest(socketPath, 'POST', '/v1/instances', order)),
    delete: async (id, force) => {
      await adminRequest(socketPath, 'DELETE', `${path(id)}${force ? '?force=true' : ''}`);
    },
  };
}

/** The desk of a state directory that does not exist. */
export const emptyDesk: InstanceDesk = {
  list: async () => [],
  show: async (id) => {
    throw notFound(id);
  },
  create: async () => {
    throw new Error('an instance needs a state directory');
  },
  delete: async (id) => {
    throw notFound(id);
  },
};

function toRow(record: InstanceRecord, ingresses: readonly string[]): InstanceRow {
  const { id, name, spec, managed, createdAt, home, status } = record;
  return {
    id,
    name,
    addressType: spec.addressType,
    specification: spec.specification,
    state: status.state,
    ...(status.address === undefined ? {} : { address: status.address }),
    ...(status.ports === undefined ? {} : { ports: status.ports }),
    listeners: status.listeners.map(({ port, protocol, owner }) => ({ port, protocol, owner })),
    managed,
    tags: spec.tags ?? {},
    createdAt,
    home: home.kind === 'state' ? 'state directory' : (home.file ?? `SLBInstance ${home.document}`),
    ingresses,
  };
}

function notFound(id: string): OperatorError {
  return new OperatorError('InstanceNotFound', `Instance ${id} does not exist.`, {
    hint: 'sluice slb list shows the instances there are.',
  });
}

const mostNamed = 5;

function inUse(id: string, users: readonly string[]): OperatorError {
  const named = users.slice(0, mostNamed).map((user) => `Ingress ${user}`);
  const rest = users.length > mostNamed ? [`${users.length - mostNamed} more`] : [];
  return new OperatorError('InstanceInUse', `Instance ${id} is used by ${[...named, ...rest].join(', ')}.`, {
    hint: 'Delete these Ingresses first, or delete the instance with --force.',
  });
}
