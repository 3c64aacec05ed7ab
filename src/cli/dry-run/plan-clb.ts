import { join } from 'node:path';
import { z } from 'zod';
import { systemClock } from '../../base/index.ts';
import { createLogger } from '../../telemetry/index.ts';
import { openClb } from '../alibaba-clb/open-clb.ts';
import { count } from '../terminal/print.ts';
import { type DryPlan, type DryRunWorld, plannedAnswers } from './dry-plan.ts';

const jsonObject = z.record(z.string(), z.unknown());

/**
 * What the provider of Alibaba Cloud would do. Reads the cloud, and changes nothing there.
 * @throws OperatorError where there are no credentials.
 */
export async function planClb({ settings, desired, endpoints, stateCopy }: DryRunWorld): Promise<DryPlan> {
  const clock = systemClock;
  const logger = createLogger({ level: 'silent', pretty: false, name: 'dry-run' });
  const opened = await openClb(settings, process.env, { clock, logger });
  const { api, clb, ecs } = opened;
  const keysFolder = join(stateCopy, 'keys');
  const provider = clb.alibabaClbProvider({ api, ecs, settings: opened.settings, clock, logger, keysFolder });
  try {
    provider.setEndpoints(endpoints, []);
    const ids = desired.loadBalancers.flatMap(({ instance }) =>
      instance.kind === 'existing' ? [instance.id] : [],
    );
    const plan = provider.plan(desired, await provider.actual(ids, clock.now()));
    const reads = [...opened.calls().values()].reduce((sum, calls) => sum + calls, 0);
    return {
      lines: [...clb.describeClbPlan(plan), `read for this: ${count(reads, 'call')}`],
      json: { ...jsonObject.parse(JSON.parse(clb.planJson(plan))), reads },
      answers: plannedAnswers(plan),
    };
  } finally {
    await provider.close();
    opened.close();
  }
}
