import { describe, expect, test } from 'vitest';
import { LogRelay } from './log-relay.ts';
import type { LogMessage } from './messages.ts';

class Bench {
  readonly told: (readonly [on: unknown, worker: number | undefined])[] = [];
  readonly sent: LogMessage[] = [];
  readonly left: (() => void)[] = [];
  readonly relay: LogRelay = new LogRelay({
    tell: (message, worker) => void this.told.push([message.kind === 'tap' && message.on, worker]),
    send: (message, sent) => {
      this.sent.push(message);
      this.left.push(sent);
    },
  });
}

const mib = 1024 * 1024;
const lines = (count: number, dropped = 0): LogMessage => ({
  kind: 'log-lines',
  batch: { lines: 'x'.repeat(mib), count, dropped },
});

describe('the relay of log lines', () => {
  test('tells workers of a tap once, and those that start later', () => {
    const { relay, told } = new Bench();
    relay.workerReady(1);
    relay.setTap(true);
    relay.setTap(true);
    relay.workerReady(3);
    relay.setTap(false);
    relay.workerReady(4);
    expect(told).toEqual([
      [true, undefined],
      [true, 3],
      [false, undefined],
    ]);
  });

  test('ends the tap with the control process that asked for it', () => {
    const { relay, told } = new Bench();
    relay.setTap(true);
    relay.controlGone();
    relay.controlGone();
    expect(told).toEqual([
      [true, undefined],
      [false, undefined],
    ]);
  });

  test('drops lines while four MiB are on their way, and tells how many with the next', () => {
    const { relay, sent, left } = new Bench();
    for (let i = 0; i < 6; i += 1) relay.take(lines(10, 1));
    relay.take({ kind: 'failed-requests', lines: ['y'] });
    expect(sent).toHaveLength(4);
    left[0]?.();
    relay.take(lines(10));
    expect(sent[4]).toMatchObject({ batch: { count: 10, dropped: 22 } });
  });

  test('begins anew with a new control process', () => {
    const { relay, sent, left } = new Bench();
    for (let i = 0; i < 4; i += 1) relay.take(lines(1));
    relay.controlGone();
    for (const gone of left) gone();
    for (let i = 0; i < 5; i += 1) relay.take(lines(1));
    expect(sent).toHaveLength(8);
  });
});
