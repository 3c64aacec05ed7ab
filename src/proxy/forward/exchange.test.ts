import { expect, test } from 'vitest';
import { Deadlines } from '../listener/deadlines.ts';
import type { TunnelEnd } from './downstream.ts';
import { runExchange } from './exchange.ts';
import type { ExchangeRecord } from './forwarding.ts';
import { forwardDecision, inTurn, patientSettings } from './forwarding-decision.test-support.ts';
import { MemoryDownstream } from './memory-downstream.test-support.ts';
import { MemoryTunnelEnd } from './memory-tunnel.test-support.ts';
import { RetryBudget } from './retry-budget.ts';
import type { Connector, Upstream, UpstreamEvents } from './upstream.ts';

/** Backends that take `room` parts of a body before they ask to wait; each fails, or answers when it has the whole. */
function connector(
  ...backends: readonly { readonly room: number; readonly fails?: 'connect-failed' | 'connect-timeout' }[]
): Connector {
  let attempt = 0;
  return {
    open(_endpoint, _request, events: UpstreamEvents): Upstream {
      const backend = backends[attempt];
      attempt += 1;
      if (backend === undefined) throw new Error('more attempts than backends');
      let parts = 0;
      if (backend.fails !== undefined) {
        const failure = backend.fails;
        setTimeout(() => events.onFailure(failure, false), 10);
      }
      return {
        connectMs: -1,
        sendBody: () => {
          parts += 1;
          return parts <= backend.room;
        },
        sendEnd() {
          if (backend.fails !== undefined) return;
          events.onHead({ status: 200, headers: [], length: 0, hasBody: false, upgrade: undefined });
          events.onResponseEnd();
        },
        pauseResponse() {},
        resumeResponse() {},
        abort() {},
      };
    },
  };
}

async function run(given: Connector): Promise<readonly ExchangeRecord[]> {
  const deadlines = new Deadlines(10);
  const records: ExchangeRecord[] = [];
  const downstream = new MemoryDownstream({ method: 'POST', body: ['one', 'two', 'three'] });
  const forwarding = {
    deadlines,
    budget: new RetryBudget(),
    connector: given,
    settings: patientSettings,
    record: (record: ExchangeRecord) => void records.push(record),
  };
  runExchange(
    forwarding,
    downstream,
    forwardDecision(
      inTurn(3, () => 80),
      '/',
    ),
  );
  await downstream.outcome();
  deadlines.close();
  return records;
}

test('a body that one endpoint held up goes on to the next', async () => {
  const records = await run(connector({ room: 0, fails: 'connect-failed' }, { room: 9 }));
  expect(records).toMatchObject([{ status: 200, attempts: 2, requestBytes: 11 }]);
});

test('connecting that takes too long: 504', async () => {
  const slow = { room: 9, fails: 'connect-timeout' as const };
  const records = await run(connector(slow, slow, slow));
  expect(records).toMatchObject([{ status: 504, reason: 'UpstreamConnectTimeout', attempts: 3 }]);
});

/** A client that takes a tunnel and says nothing in it. */
class SilentClient extends MemoryDownstream {
  override openTunnel(): TunnelEnd {
    return new MemoryTunnelEnd({ onData() {}, onEnd() {} });
  }
}

test('the time a route gives between two reads ends its silent tunnels, too', async () => {
  const silent: Connector = {
    open(_endpoint, _request, events: UpstreamEvents): Upstream {
      const head = { status: 101, headers: [], length: -1, hasBody: false, upgrade: 'websocket' };
      setImmediate(() => events.onTunnel(head, new MemoryTunnelEnd({ onData() {}, onEnd() {} })));
      return {
        connectMs: -1,
        sendBody: () => true,
        sendEnd() {},
        pauseResponse() {},
        resumeResponse() {},
        abort() {},
      };
    },
  };
  const deadlines = new Deadlines(5);
  const settings = { ...patientSettings, tunnelTimeouts: { idle: 60_000, halfClosed: 60_000 } };
  const picker = inTurn(1, () => 80);
  const record = await new Promise<ExchangeRecord>((resolve) => {
    const downstream = new SilentClient({}, { early: '', late: '' });
    const decision = forwardDecision(picker, '/', { timeouts: { idle: 20 } });
    runExchange(
      { deadlines, budget: new RetryBudget(), connector: silent, settings, record: resolve },
      downstream,
      decision,
    );
  });
  deadlines.close();
  expect(record).toMatchObject({ status: 101, reason: undefined });
});
