import { stableJson } from '../../../base/index.ts';
import { formatRef } from '../../../model/index.ts';
import type { Plan, ProviderProblem } from '../../load-balancer-provider.ts';
import { whatOf } from './describe-operation.ts';
import type { ClbOperation } from './operations.ts';

const header = ['LOAD BALANCER', 'STEP', 'WHAT', 'WHY', 'CALLS'] as const;

/**
 * A plan as lines of text for people: a table of the steps in order, what they cost in calls, and what is to be said of each load
 * balancer. Reads, and calls that have to be repeated, come on top.
 */
export function describeClbPlan({ operations, again }: Plan<ClbOperation>): readonly string[] {
  const steps = operations.filter(isChange);
  return [
    ...(steps.length === 0 ? ['nothing to do'] : [...table(steps.map(row)), '', ...totals(steps)]),
    ...section(operations.flatMap(problemLines)),
    ...section(again === undefined ? [] : [`plan again at ${new Date(again).toISOString()}`]),
  ];
}

/** The same for programs: `{ operations, calls, again? }`, equal text for equal plans, without any key. */
export function planJson({ operations, again }: Plan<ClbOperation>): string {
  return stableJson({ operations, calls: callsOf(operations), again }, 2);
}

/** Calls that change something, when each succeeds at once. */
export function callsOf(operations: readonly ClbOperation[]): number {
  return operations.reduce((sum, { calls }) => sum + calls, 0);
}

/** Whether a step changes anything, there or in what we remember. */
export function isChange({ kind }: ClbOperation): boolean {
  return kind !== 'serve' && kind !== 'refuse';
}

function row(operation: ClbOperation): readonly string[] {
  const { loadBalancer, kind, why, calls } = operation;
  return [loadBalancer, kind, whatOf(operation), why, String(calls)];
}

/** Longer cells are cut: the whole is in the JSON. */
const widestCell = 80;

function table(rows: readonly (readonly string[])[]): readonly string[] {
  const all = [header, ...rows].map((cells) => cells.map(cut));
  const widths = header.map((_, column) => Math.max(...all.map((cells) => cells[column]?.length ?? 0)));
  return all.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function cut(cell: string): string {
  return cell.length <= widestCell ? cell : `${cell.slice(0, widestCell - 1)}…`;
}

function totals(operations: readonly ClbOperation[]): readonly string[] {
  const byLoadBalancer = Map.groupBy(operations, ({ loadBalancer }) => loadBalancer);
  const lines = [...byLoadBalancer].map(([loadBalancer, own]) => {
    const kinds = [...Map.groupBy(own, ({ kind }) => kind)].map(([kind, { length }]) => `${length} ${kind}`);
    return `${loadBalancer}: ${kinds.join(', ')}; ${callsOf(own)} call(s)`;
  });
  return [...lines, `total: ${operations.length} step(s), ${callsOf(operations)} call(s)`];
}

function problemLines(operation: ClbOperation): readonly string[] {
  if (operation.kind !== 'serve' && operation.kind !== 'refuse') return [];
  const { kind, loadBalancer, why, problems } = operation;
  const lines = problems.map((problem) => `  ${problemText(problem)}`);
  if (kind === 'serve') return lines.length === 0 ? [] : [`${loadBalancer}:`, ...lines];
  return [`${loadBalancer} is refused; ${why}:`, ...lines];
}

function problemText({ reason, message, objects = [] }: ProviderProblem): string {
  const about = objects.length === 0 ? '' : ` (${objects.map(formatRef).join(', ')})`;
  return `${reason}${about}: ${message}`;
}

function section(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', ...lines];
}
