import { adminRequest } from '../../admin/index.ts';
import { OperatorError } from '../../base/index.ts';
import { reasons } from '../../model/index.ts';
import {
  type AddressPools,
  type InstanceRecord,
  type InstanceStore,
  type ProviderReport,
  refuseWish,
} from '../../provider/index.ts';
import {
  deletedInstance,
  type InstanceOrder,
  type InstanceRow,
  instanceRow,
  instanceRows,
} from '../wire/wire.ts';
import { instanceProblems } from './instance-problems.ts';
import { toProblemRow } from './problem-row.ts';

/** What `sluice slb` asks for, in a running server or in a state directory without one. A name serves as an id while it is the only one. */
export interface InstanceDesk {
  list(): Promise<readonly InstanceRow[]>;
  /** @throws OperatorError `InstanceNotFound`, `InstanceNameAmbiguous` */
  show(idOrName: string): Promise<InstanceRow>;
  /** @throws OperatorError with the reason, where the address asked for cannot be given */
  create(order: InstanceOrder): Promise<InstanceRow>;
  /**
   * Gives the id of what was deleted.
   * @throws OperatorError `InstanceNotFound`, `InstanceNameAmbiguous`, `InstanceInManifest`, or, unless forced, `InstanceInUse`
   */
  delete(idOrName: string, force: boolean): Promise<string>;
}

const mostNamed = 5;

/** What a running server knows of its instances beyond their records. */
export interface ServerKnowledge {
  readonly pools: AddressPools;
  answers(): readonly ProviderReport[];
  /** The Ingresses that use an instance, `namespace/name`. */
  ingressesOn(record: InstanceRecord): readonly string[];
}

/** The desk on a store, with what the server knows where there is one. */
export function storeDesk(store: InstanceStore, server?: ServerKnowledge): InstanceDesk {
  const ingressesOn = (record: InstanceRecord): readonly string[] => server?.ingressesOn(record) ?? [];
  const row = (record: InstanceRecord): InstanceRow => ({
    ...toRow(record),
    ingresses: ingressesOn(record),
    problems: instanceProblems(record, store.list(), server?.pools, server?.answers() ?? []).map(
      toProblemRow,
    ),
  });
  return {
    list: async () => store.list().map(row),
    show: async (idOrName) => row(findInstance(store, idOrName)),
    create: async ({ name, addressType, specification, address, tags }) => {
      const spec = {
        addressType,
        specification,
        ...(name === undefined ? {} : { name }),
        ...(address === undefined ? {} : { address }),
        ...(tags === undefined ? {} : { tags }),
      };
      const refusal = server === undefined ? undefined : refuseWish(spec, store.list(), server.pools);
      if (refusal === undefined) return row(await store.create({ spec }));
      throw new OperatorError(refusal.reason, refusal.message, { hint: reasons[refusal.reason].hint });
    },
    delete: async (idOrName, force) => {
      const record = findInstance(store, idOrName);
      const users = ingressesOn(record);
      if (users.length > 0 && !force && record.home.kind === 'state') throw inUse(record.id, users);
      await store.delete(record.id, { force });
      return record.id;
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
      const answer = await adminRequest(socketPath, 'DELETE', `${path(id)}${force ? '?force=true' : ''}`);
      return deletedInstance.parse(answer).deleted;
    },
  };
}

/** The desk of a state directory that does not exist. */
export const emptyDesk: InstanceDesk = {
  list: async () => [],
  show: async (id) => {
    throw instanceNotFound(id);
  },
  create: async () => {
    throw new Error('an instance needs a state directory');
  },
  delete: async (id) => {
    throw instanceNotFound(id);
  },
};

function findInstance(store: InstanceStore, idOrName: string): InstanceRecord {
  const record = findByName(store.list(), idOrName);
  if (record === undefined) throw instanceNotFound(idOrName);
  return record;
}

/** An id goes before a name that looks like one. @throws OperatorError `InstanceNameAmbiguous` */
export function findByName<Instance extends { readonly id: string; readonly name: string }>(
  instances: readonly Instance[],
  idOrName: string,
): Instance | undefined {
  const exact = instances.find(({ id }) => id === idOrName);
  if (exact !== undefined) return exact;
  const named = instances.filter(({ name }) => name === idOrName);
  if (named.length <= 1) return named[0];
  const ids = named.slice(0, mostNamed).map(({ id }) => id);
  throw new OperatorError('InstanceNameAmbiguous', `${named.length} instances are called ${idOrName}.`, {
    hint: `Use the id: ${ids.join(', ')}${named.length > mostNamed ? ', …' : ''}.`,
  });
}

function toRow(record: InstanceRecord): Omit<InstanceRow, 'ingresses' | 'problems'> {
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
  };
}

/** There is no instance of this id or name. */
export function instanceNotFound(id: string): OperatorError {
  return new OperatorError('InstanceNotFound', `Instance ${id} does not exist.`, {
    hint: 'sluice slb list shows the ids and names there are.',
  });
}

function inUse(id: string, users: readonly string[]): OperatorError {
  const named = users.slice(0, mostNamed).map((user) => `Ingress ${user}`);
  const rest = users.length > mostNamed ? [`${users.length - mostNamed} more`] : [];
  return new OperatorError('InstanceInUse', `Instance ${id} is used by ${[...named, ...rest].join(', ')}.`, {
    hint: 'Delete these Ingresses first, or delete the instance with --force.',
  });
}
