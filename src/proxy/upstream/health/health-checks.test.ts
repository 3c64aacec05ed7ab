import type { Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { type ScriptedOrigin, scriptedOrigin } from '../../../../test/support/scripted-origin.ts';
import type { HealthCheckPolicy } from '../../../features/policies.ts';
import { Deadlines } from '../../listener/deadlines.ts';
import { defaultDataPlaneSettings } from '../../runtime/data-plane-settings.ts';
import { BackendRuntime } from '../backend-endpoints.ts';
import { EndpointTable } from '../endpoint-table.ts';
import { UpstreamPool } from '../pool.ts';
import { EndpointHealth } from './endpoint-health.ts';
import { HealthChecks } from './health-checks.ts';

const policy: HealthCheckPolicy = {
  ...{ path: '/healthz', interval: 1, timeout: 1000, status: [200, 299] },
  ...{ unhealthyThreshold: 2, healthyThreshold: 2 },
};
/** One that is not checked. */
const other = { address: '127.0.0.1', port: 1 };

class Bench {
  readonly deadlines = new Deadlines(2);
  readonly health = new EndpointHealth(defaultDataPlaneSettings.ejection, this.deadlines);
  readonly pool = new UpstreamPool(this.deadlines, defaultDataPlaneSettings.pool);
  readonly checks = new HealthChecks(this.health, this.pool, this.deadlines);
  readonly backend: BackendRuntime;
  #changed = Promise.withResolvers<number>();
  readonly #table = new EndpointTable();
  readonly #origin: ScriptedOrigin;

  constructor(origin: ScriptedOrigin) {
    this.#origin = origin;
    this.backend = new BackendRuntime(this.#table, (endpoints) => {
      const left = this.health.available(endpoints);
      this.#changed.resolve(left.length);
      this.#changed = Promise.withResolvers<number>();
      return left;
    });
    this.backend.set([{ address: '127.0.0.1', port: origin.port }, other]);
  }

  /** How many endpoints get requests after the next verdict. */
  verdict(): Promise<number> {
    return this.#changed.promise;
  }

  check(given: Partial<HealthCheckPolicy> = {}): void {
    const only = new BackendRuntime(this.#table);
    only.set([{ address: '127.0.0.1', port: this.#origin.port }]);
    this.checks.ask('part', [{ backend: only, policy: { ...policy, ...given } }]);
    this.checks.update(false);
  }

  async close(): Promise<void> {
    this.checks.close();
    this.pool.close();
    this.deadlines.close();
    await this.#origin.close();
  }
}

let bench: Bench | undefined;

afterEach(async () => {
  await bench?.close();
  bench = undefined;
});

async function start(script: (socket: Socket, received: string) => void): Promise<Bench> {
  bench = new Bench(await scriptedOrigin(script));
  return bench;
}

function answer(status: number): string {
  return `HTTP/1.1 ${status} X\r\nContent-Length: 0\r\n\r\n`;
}

describe('an endpoint that is checked', () => {
  test('gets no requests once checks fail, and gets them again once they pass', async () => {
    let status = 503;
    const asked: string[] = [];
    const given = await start((socket, received) => {
      asked.push(received);
      socket.write(answer(status));
    });
    given.check();
    expect(await given.verdict()).toBe(1);
    expect(asked.length).toBeGreaterThanOrEqual(2);
    expect(asked[0]).toMatch(/^GET \/healthz HTTP\/1\.1\r\nHost: 127\.0\.0\.1:\d+\r\n/i);
    status = 204;
    expect(await given.verdict()).toBe(2);
  });

  test.each([
    ['closes', (socket: Socket) => socket.end()],
    ['does not speak HTTP', (socket: Socket) => socket.write('220 mail.example ESMTP\r\n\r\n')],
    ['does not answer in time', () => {}],
  ])('fails where it %s', async (_how, script) => {
    const given = await start(script);
    given.check({ timeout: 5 });
    expect(await given.verdict()).toBe(1);
  });

  test('gets requests again when nobody asks for the checks any more', async () => {
    const given = await start((socket) => socket.write(answer(500)));
    given.check();
    await given.verdict();
    const freed = given.verdict();
    given.checks.ask('part', []);
    given.checks.update(false);
    expect(await freed).toBe(2);
  });

  test('is not given more than a bounded part of an endless answer', async () => {
    let ended = false;
    const closed = Promise.withResolvers<void>();
    const given = await start((socket) => {
      socket.on('close', () => closed.resolve());
      socket.on('error', () => {});
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      const filling = Buffer.alloc(16_384);
      const fill = (): void => {
        while (!ended && !socket.destroyed && socket.write(filling));
      };
      socket.on('drain', fill);
      fill();
    });
    given.check();
    await closed.promise;
    ended = true;
  });
});

test('a worker checks a bounded number of endpoints, and tells how many it does not', async () => {
  const given = await start((socket) => socket.write(answer(200)));
  const many = new BackendRuntime(new EndpointTable());
  many.set(
    Array.from({ length: 1003 }, (_, index) => ({ address: `10.1.${index >> 8}.${index & 255}`, port: 80 })),
  );
  given.checks.ask('part', [{ backend: many, policy: { ...policy, interval: 3_600_000 } }]);
  given.checks.update(false);
  expect(given.checks.unchecked).toBe(3);
  given.checks.ask('part', []);
  given.checks.update(false);
  expect(given.checks.unchecked).toBe(0);
  expect(given.checks.deadline).toBe(Number.POSITIVE_INFINITY);
});
