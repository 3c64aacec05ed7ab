import { Deadlines } from '../listener/deadlines.ts';
import { runExchange } from './exchange.ts';
import { forwardDecision, inTurn, patientSettings } from './forwarding-decision.test-support.ts';
import { type Bench, type Harness, Records } from './forwarding-harness.test-support.ts';
import { MemoryConnector } from './memory-connector.test-support.ts';
import { MemoryDownstream } from './memory-downstream.test-support.ts';
import { RetryBudget } from './retry-budget.ts';

/** The forwarder between a client and backends that are objects: nothing but its own logic. */
export const memoryHarness: Harness = {
  async start(scripts, options = {}): Promise<Bench> {
    const connector = new MemoryConnector(scripts);
    const records = new Records();
    const deadlines = new Deadlines(10);
    const picker = inTurn(options.endpoints ?? 3, () => 80);
    const forwarding = {
      deadlines,
      budget: new RetryBudget(),
      connector,
      settings: { ...patientSettings, ...options.settings },
      record: records.add.bind(records),
    };
    let last: MemoryDownstream | undefined;
    const run = (downstream: MemoryDownstream): MemoryDownstream => {
      last = downstream;
      runExchange(forwarding, downstream, forwardDecision(picker, downstream.request.path, options.policies));
      return downstream;
    };
    return {
      send: (request) => run(new MemoryDownstream(request)).outcome(),
      tunnel: (request) => run(new MemoryDownstream({}, request)).tunnelled(),
      seen: connector.seen,
      records: records.all,
      get mostHeld() {
        return Math.max(connector.mostHeld, last?.mostHeld ?? 0);
      },
      hangs: () => connector.hanging.happened,
      leave: () => last?.leave(),
      abandoned: () => connector.abandoned.happened,
      recorded: (count) => records.recorded(count),
      async close() {
        deadlines.close();
      },
    };
  },
};
