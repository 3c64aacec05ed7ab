import type { Step } from '../../controller/index.ts';
import { TimeHistogram } from '../../telemetry/index.ts';

/** Counts the steps of the controller, and how long they took. */
export class StepMeter {
  readonly translate: TimeHistogram = new TimeHistogram();
  readonly apply: TimeHistogram = new TimeHistogram();
  readonly endpoints: TimeHistogram = new TimeHistogram();
  succeeded = 0;
  failed = 0;
  /** Of the last change; undefined before the first. */
  lastSucceeded: boolean | undefined;
  /** When a change was last applied whole: seconds since the epoch. */
  succeededAt: number | undefined;

  /** `now` is milliseconds since the epoch. */
  count(step: Step, ms: number, now: number): void {
    switch (step) {
      case 'translate':
        this.translate.observe(ms / 1000);
        return;
      case 'set-endpoints':
        this.endpoints.observe(ms / 1000);
        return;
      case 'apply':
        this.succeeded += 1;
        this.lastSucceeded = true;
        this.succeededAt = now / 1000;
        this.apply.observe(ms / 1000);
        return;
      case 'fail':
        this.failed += 1;
        this.lastSucceeded = false;
    }
  }
}
