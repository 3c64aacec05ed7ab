import { type LoadBalancer, managedLoadBalancerId } from '../../model/index.ts';
import { checkReuse } from '../check-reuse.ts';
import type { DesiredState, Plan } from '../load-balancer-provider.ts';
import { addressNeed } from './address-refusals.ts';
import { type Assignment, assignAddresses, newInstance } from './assign-addresses.ts';
import { hasOwnListener, type InstanceRecord, type InstanceSpec, instanceFacts } from './instance-record.ts';
import {
  type BuiltinActual,
  type BuiltinOperation,
  everyLoadBalancer,
  type PartChanges,
  type ProgramLoadBalancer,
  type RefuseLoadBalancer,
} from './operations.ts';
import { noChanges, partChanges, removeAll } from './part-changes.ts';
import type { PartMaker } from './wanted-parts.ts';

/** The instance made for Ingresses that name none: Internet-facing, of the smallest specification that takes pods. */
export const managedSpec: InstanceSpec = {
  name: 'sluice',
  addressType: 'internet',
  specification: 'slb.s1.small',
};

interface Planning {
  readonly desired: DesiredState;
  readonly actual: BuiltinActual;
  readonly maker: PartMaker;
  readonly managed: InstanceRecord | undefined;
  readonly assignments: ReadonlyMap<string, Assignment>;
  readonly operations: BuiltinOperation[];
  /** Certificates in use; undefined once a load balancer stays as it is and what it uses is not known. */
  usedCertificates: Set<string> | undefined;
}

/** What has to be done for `desired`. Pure but for `maker`, which only remembers what it encoded. */
export function planBuiltin(
  desired: DesiredState,
  actual: BuiltinActual,
  maker: PartMaker,
): Plan<BuiltinOperation> {
  const managed = actual.instances.find((record) => record.managed);
  const wantsManaged = desired.loadBalancers.some(({ id }) => id === managedLoadBalancerId);
  const needs = actual.instances.map(addressNeed);
  if (wantsManaged && managed === undefined) {
    needs.push({ id: newInstance, addressType: managedSpec.addressType });
  }
  const planning: Planning = {
    desired,
    actual,
    maker,
    managed,
    assignments: assignAddresses(needs, actual.pools),
    operations: [],
    usedCertificates: new Set(),
  };
  planAddresses(planning);
  for (const loadBalancer of desired.loadBalancers) planLoadBalancer(planning, loadBalancer);
  const again = desired.sourceComplete ? planUnused(planning) : undefined;
  planLeftovers(planning);
  return { operations: planning.operations, ...(again === undefined ? {} : { again }) };
}

function planAddresses({ actual, assignments, operations }: Planning): void {
  for (const { id, status } of actual.instances) {
    const assignment = assignments.get(id);
    const entry = assignment?.kind === 'assigned' ? assignment.entry : undefined;
    if (entry?.bind === status.bind && entry?.published === status.address) continue;
    const operation = { kind: 'assign-address' as const, loadBalancer: id, instance: id };
    if (entry === undefined)
      operations.push({ ...operation, why: `its address ${status.address} is not its own any more` });
    else operations.push({ ...operation, entry, why: `${entry.published} is free in its pool` });
  }
}

function planLoadBalancer(planning: Planning, loadBalancer: LoadBalancer): void {
  const { actual, managed, assignments, operations } = planning;
  const { id, instance: wish } = loadBalancer;
  const record = wish.kind === 'managed' ? managed : actual.instances.find((one) => one.id === wish.id);
  const refusals =
    wish.kind === 'managed'
      ? []
      : checkReuse(record === undefined ? undefined : instanceFacts(record), {
          ...wish,
          ...(actual.vpcId === undefined ? {} : { vpcId: actual.vpcId }),
        });
  if (refusals.length > 0) {
    const keeps = record !== undefined && hasOwnListener(record);
    const why = keeps ? 'it goes on serving what it did' : 'nothing on the instance is touched';
    operations.push(refusal(planning, id, record, { problems: refusals, why, keeps }));
    return;
  }
  const assignment = assignments.get(record?.id ?? newInstance);
  if (assignment?.kind !== 'assigned') {
    const problems = assignment === undefined ? [] : [assignment.refusal];
    operations.push(refusal(planning, id, record, { problems, why: 'it has no address', keeps: false }));
    return;
  }
  if (record === undefined) {
    const why = 'Ingresses that name no instance need one';
    operations.push({ kind: 'create-instance', loadBalancer: id, spec: managedSpec, why });
  } else if (!record.managed && !hasOwnListener(record)) {
    const why = `${loadBalancer.owners.length} Ingress(es) name it`;
    operations.push({ kind: 'take-instance', loadBalancer: id, instance: record.id, why });
  }
  operations.push(programming(planning, loadBalancer, record, assignment.entry));
}

function refusal(
  planning: Planning,
  id: string,
  record: InstanceRecord | undefined,
  refused: Pick<RefuseLoadBalancer, 'problems' | 'why' | 'keeps'>,
): RefuseLoadBalancer {
  // While objects may be missing nothing is taken away, so that a wrong refusal does no harm.
  const keeps = refused.keeps || !planning.desired.sourceComplete;
  if (keeps) planning.usedCertificates = undefined;
  return {
    ...refused,
    kind: 'refuse',
    loadBalancer: id,
    ...(record === undefined ? {} : { instance: record.id }),
    keeps,
    changes: keeps ? noChanges : removeAll(planning.actual.held, id),
  };
}

function programming(
  planning: Planning,
  wanted: LoadBalancer,
  record: InstanceRecord | undefined,
  entry: ProgramLoadBalancer['entry'],
): ProgramLoadBalancer {
  const { listeners, changes } = changesFor(planning, wanted, record, entry.bind);
  const changed = changes.set.length + changes.deleted.length;
  return {
    kind: changed === 0 ? 'keep' : 'program',
    loadBalancer: wanted.id,
    ...(record === undefined ? {} : { instance: record.id }),
    wanted,
    entry,
    listeners,
    changes,
    why: changed === 0 ? 'nothing changed' : `${changed} part(s) differ from what the workers hold`,
  };
}

function changesFor(
  planning: Planning,
  wanted: LoadBalancer,
  record: InstanceRecord | undefined,
  bind: string,
): { listeners: ProgramLoadBalancer['listeners']; changes: PartChanges } {
  const { actual, desired, maker } = planning;
  const held = actual.held.ofTable(wanted.id);
  const { listeners, parts, certificates } = maker.make(wanted, {
    bind,
    fakeCertificate: actual.fakeCertificate,
    portFor: (port) => {
      const isHeld = held.has(`listener/${wanted.id}/${port}`);
      return actual.choosePort(port, isHeld ? record?.status.ports?.[port] : undefined);
    },
  });
  for (const id of certificates.keys()) planning.usedCertificates?.add(id);
  const changes = partChanges(parts, held, actual.openListeners, desired.sourceComplete);
  return { listeners, changes: { ...changes, certificates } };
}

/** What instances that no Ingress uses any more need; returns when to look again. */
function planUnused(planning: Planning): number | undefined {
  const { desired, actual, managed, operations } = planning;
  const wanted = new Set(desired.loadBalancers.map(({ id }) => id));
  const released = new Set(actual.held.tables());
  for (const record of actual.instances) if (hasOwnListener(record)) released.add(record.id);
  // The parts of an instance we made stand under the name of its load balancer.
  if (managed !== undefined) {
    released.delete(managedLoadBalancerId);
    released.delete(managed.id);
  }
  for (const id of released) {
    if (wanted.has(id)) continue;
    const changes = removeAll(actual.held, id);
    operations.push({
      kind: 'release-listeners',
      loadBalancer: id,
      changes,
      why: 'its last Ingress is gone',
    });
  }
  return managed === undefined || wanted.has(managedLoadBalancerId) ? undefined : planIdle(planning, managed);
}

function planIdle(planning: Planning, record: InstanceRecord): number | undefined {
  const { actual, operations, assignments } = planning;
  const { now, releaseDelayMs, retain } = actual;
  const idleSince = record.status.idleSince ?? now;
  const due = idleSince + releaseDelayMs;
  const common = { loadBalancer: managedLoadBalancerId, instance: record.id };
  if (!retain && due <= now) {
    const changes = removeAll(actual.held, managedLoadBalancerId);
    const why = `no Ingress has used it for ${Math.round((now - idleSince) / 1000)} s`;
    operations.push({ ...common, kind: 'delete-instance', changes, why });
    return undefined;
  }
  const assignment = assignments.get(record.id);
  const changes =
    assignment?.kind === 'assigned'
      ? changesFor(planning, emptyLoadBalancer, record, assignment.entry.bind).changes
      : removeAll(actual.held, managedLoadBalancerId);
  if (record.status.idleSince === undefined || changes.set.length + changes.deleted.length > 0) {
    const why = retain
      ? 'its last Ingress is gone; it is retained'
      : 'its last Ingress is gone; it is deleted later';
    operations.push({ ...common, kind: 'empty-instance', idleSince, changes, why });
  }
  return retain ? undefined : due;
}

/** An instance that waits to be used again, or deleted, listens and answers 404. */
const emptyLoadBalancer: LoadBalancer = {
  id: managedLoadBalancerId,
  instance: { kind: 'managed' },
  listeners: [
    { port: 80, protocol: 'http' },
    { port: 443, protocol: 'https', defaultCertificate: { kind: 'fake' } },
  ],
  certificates: [],
  routing: { hosts: [] },
  owners: [],
};

function planLeftovers({ desired, actual, usedCertificates, operations }: Planning): void {
  if (!desired.sourceComplete) return;
  const common = { loadBalancer: everyLoadBalancer };
  if (actual.staleEndpoints > 0) {
    const why = `${actual.staleEndpoints} backend(s) are used by no route any more`;
    operations.push({ ...common, kind: 'remove-endpoints', why });
  }
  // While a load balancer stays as it is, what it uses is not known.
  if (usedCertificates === undefined) return;
  const unused = [...actual.held.certificates()].filter((id) => !usedCertificates.has(id));
  if (unused.length === 0) return;
  const why = 'no load balancer uses them';
  operations.push({ ...common, kind: 'remove-certificates', certificates: unused, why });
}
