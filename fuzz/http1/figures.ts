import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { MessageError } from '../../src/proxy/http1/message-error.ts';

/** What a run counted. */
export class Figures {
  inputs = 0;
  mutated = 0;
  accepted = 0;
  /** Accepted in part, and waiting for more. */
  waiting = 0;
  oracle = 0;
  splits = 0;
  forwarded = 0;
  connections = 0;
  /** Milliseconds of the slowest input. */
  slowest = 0;
  readonly refused: Map<string, number> = new Map<string, number>();

  countRefusal(error: MessageError): void {
    const reason = `${error.status} ${error.detail}`;
    this.refused.set(reason, (this.refused.get(reason) ?? 0) + 1);
  }

  /** Lines for people. */
  lines(): string[] {
    const refused = [...this.refused].sort((a, b) => b[1] - a[1]);
    const total = refused.reduce((sum, [, count]) => sum + count, 0);
    return [
      `inputs               ${this.inputs}, ${this.mutated} of them mutated`,
      `  accepted           ${this.accepted}`,
      `  waiting for more   ${this.waiting}`,
      `  refused            ${total}`,
      ...refused.map(([reason, count]) => `    ${String(count).padStart(9)}  ${reason}`),
      `parsed in pieces     ${this.splits}`,
      `compared with Node   ${this.oracle}`,
      `forwarded, re-read   ${this.forwarded}`,
      `served in memory     ${this.connections}`,
      `slowest input        ${this.slowest.toFixed(1)} ms`,
    ];
  }
}

let collect: (() => void) | undefined;

/** Bytes of heap in use and of memory outside it, once garbage is gone; some of it goes only with a turn of the event loop. */
export async function memoryInUse(): Promise<number> {
  if (collect === undefined) {
    setFlagsFromString('--expose-gc');
    const found: unknown = runInNewContext('gc');
    collect = typeof found === 'function' ? () => found() : () => {};
  }
  for (let i = 0; i < 3; i += 1) {
    collect();
    await new Promise<void>((resolve) => setTimeout(resolve, 20));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
