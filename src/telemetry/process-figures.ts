import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Gauges } from './counter-report.ts';

/** Milliseconds between two looks at the event loop; done by Node without running any script. */
const resolution = 20;

/** Measures the process it runs in, from its first call on. */
export class ProcessFigures {
  readonly #delay = monitorEventLoopDelay({ resolution });
  readonly #startedAt = Math.round(performance.timeOrigin / 1000);

  constructor() {
    this.#delay.enable();
  }

  /** Memory, processor time, and how late the event loop was since the last reading. Units: bytes and seconds. */
  read(): Gauges {
    const { user, system } = process.cpuUsage();
    const delay = this.#delay;
    const gauges = {
      memory: process.memoryUsage.rss(),
      cpu: (user + system) / 1e6,
      start: this.#startedAt,
      'lag 0.5': lag(delay.percentile(50)),
      'lag 0.99': lag(delay.percentile(99)),
      'lag max': lag(delay.max),
    };
    delay.reset();
    return gauges;
  }

  close(): void {
    this.#delay.disable();
  }
}

/** What is measured is the time between two looks, nanoseconds; before the first there is nothing. */
function lag(nanoseconds: number): number {
  return Math.max(0, nanoseconds / 1e9 - resolution / 1000);
}
