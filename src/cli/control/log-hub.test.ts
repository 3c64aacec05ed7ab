import { expect, test } from 'vitest';
import type { LogBatch } from '../../proxy/index.ts';
import type { LogFilter } from '../log-filter.ts';
import { LogHub } from './log-hub.ts';

/** One who follows; what it takes is written at once until it is stalled. */
class Follower {
  text = '';
  readonly #gone = new AbortController();
  readonly #done: Promise<void>;
  #room: Promise<void> = Promise.resolve();
  resume: () => void = () => {};

  constructor(hub: LogHub, filter: LogFilter) {
    const write = (text: string): Promise<void> => {
      this.text += text;
      return this.#room;
    };
    this.#done = hub.follow(filter, write, this.#gone.signal);
  }

  stall(): void {
    this.#room = new Promise((resolve) => {
      this.resume = resolve;
    });
  }

  async leave(): Promise<void> {
    this.#gone.abort();
    await this.#done;
  }
}

function batch(...lines: readonly string[]): LogBatch {
  return { lines: lines.map((line) => `${line}\n`).join(''), count: lines.length, dropped: 0 };
}

const time = '2026-11-24T10:00:00.000Z';
const good = JSON.stringify({ time, status: 200, host: 'a.example' });
const bad = JSON.stringify({ time, status: 503, host: 'b.example' });

test('lines are asked for while somebody follows', async () => {
  const { hub, taps, follow } = bench();
  const [first, second] = [follow(), follow()];
  expect(taps).toEqual([true]);
  await first.leave();
  expect(taps).toEqual([true]);
  await second.leave();
  expect(taps).toEqual([true, false]);
  hub.take(batch(good));
  expect([first.text, second.text]).toEqual(['', '']);
});

test('each gets the lines that pass its filter, whole and in order', async () => {
  const { hub, follow } = bench();
  const [all, failed] = [follow(), follow({ status: [500, 599] })];
  hub.take(batch(good, bad, 'no json'));
  hub.take(batch(bad));
  await expect.poll(() => all.text).toBe(`${good}\n${bad}\nno json\n${bad}\n`);
  await expect.poll(() => failed.text).toBe(`${bad}\n${bad}\n`);
  await Promise.all([all.leave(), failed.leave()]);
});

test('one that does not read loses lines, and is told how many before the next', async () => {
  const { hub, follow } = bench();
  const follower = follow();
  follower.stall();
  hub.take(batch('first'));
  await expect.poll(() => follower.text).toBe('first\n');
  const large = 'x'.repeat(3 * 1024 * 1024);
  hub.take(batch(large));
  hub.take(batch(large, large));
  hub.take({ ...batch('last'), dropped: 7 });
  follower.resume();
  await expect.poll(() => follower.text.length).toBeGreaterThan(large.length);
  expect(follower.text.startsWith(`first\n{"dropped":9}\n${large}\n`)).toBe(true);
  expect(follower.text.endsWith('\nlast\n')).toBe(true);
  await follower.leave();
});

test('more than eight are refused', async () => {
  const { hub, follow } = bench();
  const followers = Array.from({ length: 8 }, () => follow());
  expect(() => hub.checkRoom()).toThrow(/8 readers follow the log already/);
  await followers[0]?.leave();
  hub.checkRoom();
  await Promise.all(followers.map((follower) => follower.leave()));
});

function bench(): { hub: LogHub; taps: boolean[]; follow: (filter?: LogFilter) => Follower } {
  const taps: boolean[] = [];
  const hub = new LogHub((on) => taps.push(on));
  return { hub, taps, follow: (filter = {}) => new Follower(hub, filter) };
}
