import type { Plan } from '../load-balancer-provider.ts';
import type { BuiltinOperation, PartChanges } from './operations.ts';

const MAX_PARTS = 20;

/** A plan as lines of text for people; a load balancer that stays as it is gets none. */
export function describePlan({ operations, again }: Plan<BuiltinOperation>): readonly string[] {
  const lines = operations.flatMap(describe);
  if (again !== undefined) lines.push(`plan again at ${new Date(again).toISOString()}`);
  return lines;
}

function describe(operation: BuiltinOperation): readonly string[] {
  const { kind, loadBalancer, why } = operation;
  if (kind === 'keep') return [];
  const instance = 'instance' in operation ? operation.instance : undefined;
  const on = instance === undefined || instance === loadBalancer ? '' : ` on ${instance}`;
  return [`${kind} ${loadBalancer}${on}: ${why}`, ...details(operation).map((line) => `  ${line}`)];
}

function details(operation: BuiltinOperation): readonly string[] {
  switch (operation.kind) {
    case 'create-instance':
      return [`${operation.spec.addressType}, ${operation.spec.specification}`];
    case 'assign-address':
      return operation.entry === undefined
        ? []
        : [`bind ${operation.entry.bind}, publish ${operation.entry.published}`];
    case 'refuse':
      return [
        ...operation.problems.map(({ reason, message }) => `${reason}: ${message}`),
        ...changeLines(operation.changes),
      ];
    case 'remove-certificates':
      return bounded(operation.certificates.map((id) => `- certificate/${id}`));
    case 'take-instance':
    case 'remove-endpoints':
      return [];
    default:
      return changeLines(operation.changes);
  }
}

function changeLines({ set, deleted }: PartChanges): readonly string[] {
  return bounded([...set.map(({ encoded }) => `+ ${encoded.key}`), ...deleted.map((key) => `- ${key}`)]);
}

function bounded(lines: readonly string[]): readonly string[] {
  return lines.length <= MAX_PARTS
    ? lines
    : [...lines.slice(0, MAX_PARTS), `… and ${lines.length - MAX_PARTS} more`];
}
