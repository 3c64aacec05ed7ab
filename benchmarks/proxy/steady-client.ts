// Sends short requests at a steady rate, whatever becomes of them, and prints p50 and p99 of how long they took, in
// microseconds, from the moment each was due. Started by the benchmark: steady-client.ts PORT HOST RATE SECONDS
import { connect, type Socket } from 'node:net';
import { percentile } from './statistics.ts';

const [, , port, host, rate, seconds] = process.argv;
const interval = 1000 / Number(rate);
const warmupMs = 1000;
/** Milliseconds that the loop rests between two looks: less than what is measured, and enough to leave the processor to others. */
const restMs = 0.05;
/** The last octets of an answer of the backend. */
const answerEnd = 'hello, world\n';

const head = `GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
const idle: Connection[] = [];
const taken: number[] = [];
const startedAt = performance.now();
const measuredFrom = startedAt + warmupMs;
const endsAt = measuredFrom + Number(seconds) * 1000;
const cell = new Int32Array(new SharedArrayBuffer(4));
let due = startedAt;

class Connection {
  readonly #socket: Socket = connect({ host: '127.0.0.1', port: Number(port), noDelay: true });
  #due = 0;

  constructor() {
    this.#socket.on('data', (chunk) => {
      const text = chunk.toString('latin1');
      if (!text.endsWith(answerEnd)) return;
      if (this.#due >= measuredFrom) taken.push(performance.now() - this.#due);
      // Proxies close a connection after so many requests: another takes its place.
      if (!text.includes('Connection: close')) idle.push(this);
    });
    this.#socket.on('close', () => {
      const at = idle.indexOf(this);
      if (at >= 0) idle.splice(at, 1);
    });
    // What was not answered is missed in the share at the end.
    this.#socket.on('error', () => {});
  }

  send(moment: number): void {
    this.#due = moment;
    this.#socket.write(head, 'latin1');
  }
}

function tick(): void {
  const now = performance.now();
  for (; due <= now; due += interval) (idle.pop() ?? new Connection()).send(due);
  if (now >= endsAt) finish();
  Atomics.wait(cell, 0, 0, restMs);
  setImmediate(tick);
}

function finish(): never {
  const micro = (share: number): number => Math.round(percentile(taken, share) * 1000);
  const expected = Number(rate) * Number(seconds);
  process.stdout.write(JSON.stringify({ p50: micro(0.5), p99: micro(0.99), share: taken.length / expected }));
  process.exit();
}

tick();
