import { join } from 'node:path';
import { systemClock } from '../../base/index.ts';
import {
  type BuiltinOperation,
  builtinProvider,
  describePlan,
  openInstanceStore,
  type Plan,
} from '../../provider/index.ts';
import { createLogger } from '../../telemetry/index.ts';
import { readAddressPools } from '../control/address-pools.ts';
import { bindPorts } from '../control/builtin-wiring.ts';
import { type DryPlan, type DryRunWorld, plannedAnswers } from './dry-plan.ts';

/** What the builtin provider would do at a start. @throws OperatorError where the pools or the kept instances cannot be used. */
export async function planBuiltin({ settings, desired, stateCopy }: DryRunWorld): Promise<DryPlan> {
  const provider = builtinProvider({
    store: await openInstanceStore(join(stateCopy, 'instances.json'), systemClock),
    // Workers begin with nothing, and get nothing here.
    channel: {
      inventory: async () => new Map(),
      push: () => Promise.reject(new Error('a dry run sends nothing')),
    },
    pools: readAddressPools(settings),
    clock: systemClock,
    logger: createLogger({ level: 'silent', pretty: false, name: 'dry-run' }),
    ports: bindPorts(settings),
    releaseDelayMs: settings.releaseDelay * 1000,
    retain: settings.retainInstances,
    keysFolder: join(stateCopy, 'keys'),
  });
  try {
    const plan = provider.plan(desired, await provider.actual([], systemClock.now()));
    const lines = describePlan(plan);
    return {
      lines: lines.length === 0 ? ['There is nothing to do.'] : lines,
      json: { operations: plan.operations.flatMap(operationJson), calls: 0, ...againOf(plan) },
      answers: plannedAnswers(plan),
    };
  } finally {
    await provider.close();
  }
}

/** Without the parts: they are many, and the lines for people name them. */
function operationJson(operation: BuiltinOperation): readonly object[] {
  const { kind, loadBalancer, why } = operation;
  if (kind === 'keep') return [];
  const instance = 'instance' in operation ? operation.instance : undefined;
  return [{ kind, loadBalancer, ...(instance === undefined ? {} : { instance }), why }];
}

function againOf({ again }: Plan<BuiltinOperation>): { readonly again?: number } {
  return again === undefined ? {} : { again };
}
