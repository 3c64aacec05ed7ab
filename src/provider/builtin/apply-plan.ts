import type { Logger } from '../../base/index.ts';
import type { KeyLookup } from '../../model/index.ts';
import type { FakeCertificate } from '../fake-certificate.ts';
import type { Plan, ProviderProblem, ProviderReport } from '../load-balancer-provider.ts';
import type { InstanceStore } from './instance-store.ts';
import type { BuiltinOperation, ProgramLoadBalancer } from './operations.ts';
import { type PreparedParts, prepareParts } from './prepare-parts.ts';
import { type CommonParts, pushParts, type Workers } from './push-parts.ts';
import {
  assignedStatus,
  programmedStatus,
  publishedPorts,
  putStatus,
  releasedStatus,
} from './record-status.ts';

/** What applying a plan needs. */
export interface ApplyContext extends Workers {
  readonly store: InstanceStore;
  readonly fake: FakeCertificate;
  readonly logger: Logger;
  /** Parts to send along, whatever the plan says. */
  readonly extra: CommonParts['set'];
}

/** What became of a plan. */
export interface Applied {
  readonly reports: readonly ProviderReport[];
  /** True when something failed that may succeed later without anyone's doing. */
  readonly retry: boolean;
}

/** Carries out a plan: instances and addresses first, then one push for all load balancers, then the records. */
export async function applyPlan(
  plan: Plan<BuiltinOperation>,
  lookup: KeyLookup,
  signal: AbortSignal,
  context: ApplyContext,
): Promise<Applied> {
  signal.throwIfAborted();
  const created = await createInstances(plan, context);
  await assignAddresses(plan, context);
  signal.throwIfAborted();
  const { prepared, refused } = await pushPlan(plan, lookup, context);
  await recordOutcome(plan, refused, created, context);
  return report(plan, prepared, refused, created, context);
}

interface Pushed {
  readonly prepared: readonly PreparedParts[];
  /** Why, by load balancer. */
  readonly refused: ReadonlyMap<string, string>;
}

async function pushPlan(
  plan: Plan<BuiltinOperation>,
  lookup: KeyLookup,
  context: ApplyContext,
): Promise<Pushed> {
  const { fake, held } = context;
  const prepare = (verify: boolean): readonly PreparedParts[] =>
    plan.operations.flatMap((operation) =>
      'changes' in operation
        ? [prepareParts(operation.loadBalancer, operation.changes, { lookup, fake, held, verify })]
        : [],
    );
  const prepared = prepare(false);
  const common = { set: context.extra, deleted: unusedCertificates(plan, prepared) };
  const refused = await pushParts(prepared, common, context);
  if (refused.size === 0) return { prepared, refused };
  // A key pair that parses may still be one that TLS does not take, for example with a key that is too short.
  const served = prepared.filter(({ loadBalancer }) => !refused.has(loadBalancer));
  const verified = prepare(true).filter(({ loadBalancer }) => refused.has(loadBalancer));
  const stillRefused = await pushParts(verified, { set: [], deleted: [] }, context);
  return { prepared: [...served, ...verified], refused: stillRefused };
}

async function createInstances(
  { operations }: Plan<BuiltinOperation>,
  { store, logger }: ApplyContext,
): Promise<ReadonlyMap<string, string>> {
  const created = new Map<string, string>();
  for (const operation of operations) {
    if (operation.kind !== 'create-instance') continue;
    const { id } = await store.create({ spec: operation.spec }, { managed: true });
    created.set(operation.loadBalancer, id);
    logger.info('instance created', { instance: id, addressType: operation.spec.addressType });
  }
  return created;
}

async function assignAddresses(
  { operations }: Plan<BuiltinOperation>,
  { store }: ApplyContext,
): Promise<void> {
  const writes = operations.map((operation) =>
    operation.kind === 'assign-address'
      ? putStatus(store, operation.instance, (status) => assignedStatus(status, operation.entry))
      : undefined,
  );
  await Promise.all(writes);
}

/** Certificates stay while parts that could not be renewed may name them. */
function unusedCertificates(
  { operations }: Plan<BuiltinOperation>,
  prepared: readonly PreparedParts[],
): readonly string[] {
  if (prepared.some(({ problems }) => problems.length > 0)) return [];
  return operations.flatMap((operation) =>
    operation.kind === 'remove-certificates' ? operation.certificates.map((id) => `certificate/${id}`) : [],
  );
}

async function recordOutcome(
  { operations }: Plan<BuiltinOperation>,
  refused: ReadonlyMap<string, string>,
  created: ReadonlyMap<string, string>,
  { store, listeners, logger }: ApplyContext,
): Promise<void> {
  const writes: Promise<void>[] = [];
  for (const operation of operations) {
    if (refused.has(operation.loadBalancer)) continue;
    switch (operation.kind) {
      case 'program':
      case 'keep': {
        const id = operation.instance ?? created.get(operation.loadBalancer) ?? '';
        const { entry } = operation;
        const open = operation.listeners.flatMap((wanted) => listeners.open.get(wanted.id) ?? []);
        writes.push(putStatus(store, id, (status) => programmedStatus(assignedStatus(status, entry), open)));
        break;
      }
      case 'empty-instance': {
        const { instance, idleSince } = operation;
        writes.push(putStatus(store, instance, (status) => ({ ...status, idleSince })));
        break;
      }
      case 'refuse':
        if (operation.instance !== undefined && !operation.keeps) {
          writes.push(putStatus(store, operation.instance, releasedStatus));
        }
        break;
      case 'release-listeners':
        writes.push(putStatus(store, operation.loadBalancer, releasedStatus));
        break;
      case 'delete-instance':
        writes.push(store.delete(operation.instance, { force: true }));
        logger.info('instance deleted', { instance: operation.instance, why: operation.why });
        break;
    }
  }
  await Promise.all(writes);
}

function report(
  { operations }: Plan<BuiltinOperation>,
  prepared: readonly PreparedParts[],
  refused: ReadonlyMap<string, string>,
  created: ReadonlyMap<string, string>,
  context: ApplyContext,
): Applied {
  const reports: ProviderReport[] = [];
  let retry = refused.size > 0;
  for (const operation of operations) {
    const { kind, loadBalancer } = operation;
    if (kind === 'refuse') {
      const { problems, instance } = operation;
      const instanceId = instance === undefined ? {} : { instanceId: instance };
      reports.push({ loadBalancer, ...instanceId, programmed: false, problems });
    } else if (kind === 'program' || kind === 'keep') {
      const why = refused.get(loadBalancer);
      const refusal: readonly ProviderProblem[] =
        why === undefined
          ? []
          : [{ reason: 'NotProgrammed', message: `The workers refused the configuration: ${why}` }];
      const keyProblems = prepared.find((one) => one.loadBalancer === loadBalancer)?.problems ?? [];
      const one = reportProgram(operation, [...refusal, ...keyProblems], created.get(loadBalancer), context);
      if (one.problems.length > 0) retry = true;
      reports.push(one);
    }
  }
  return { reports, retry };
}

function reportProgram(
  { loadBalancer, instance, entry, listeners }: ProgramLoadBalancer,
  problems: readonly ProviderProblem[],
  created: string | undefined,
  { listeners: states }: ApplyContext,
): ProviderReport {
  const id = instance ?? created;
  const open = listeners.flatMap((wanted) => states.open.get(wanted.id) ?? []);
  const failed = listeners.flatMap((wanted) => states.problemOf(wanted.id) ?? []);
  const refused = problems.some(({ reason }) => reason === 'NotProgrammed');
  const programmed = !refused && open.length === listeners.length;
  return {
    loadBalancer,
    ...(id === undefined ? {} : { instanceId: id }),
    ...(programmed ? { address: entry.published } : {}),
    ...(refused || open.length === 0 ? {} : { ports: publishedPorts(open) }),
    programmed,
    problems: [...problems, ...failed],
  };
}
