import type { Clock } from '../../base/index.ts';
import type { SupervisorLink } from '../../proxy/index.ts';
import { AccessLogWatch } from './access-log-watch.ts';
import { LogHub } from './log-hub.ts';
import type { LogSources } from './log-routes.ts';
import { RecentErrors } from './recent-errors.ts';
import type { ServerReports } from './server-reports.ts';

const lookMs = 1000;

export interface LogDeskOptions {
  readonly link: SupervisorLink;
  /** The file of the access log; undefined for standard output. */
  readonly file: string | undefined;
  readonly clock: Clock;
  readonly reports: ServerReports;
}

/** What the control process does with the access log of the workers, until closed. */
export interface LogDesk extends LogSources {
  close(): void;
}

export function openLogDesk({ link, file, clock, reports }: LogDeskOptions): LogDesk {
  const errors = new RecentErrors();
  const log = new LogHub((on) => link.tapLog(on));
  link.onFailedRequests((lines) => errors.add(lines));
  link.onLogLines((batch) => log.take(batch));
  const watch = new AccessLogWatch(file ?? 'standard output', clock, reports);
  const timer = setInterval(() => {
    const { counts } = link.counters();
    watch.look({
      // Before the first counters come, nothing is known.
      dropped: counts.size === 0 ? undefined : (counts.get('accessLogLinesDropped') ?? 0),
      errors: link.gauges().map(({ gauges }) => gauges['access log error'] ?? 0),
    });
  }, lookMs);
  timer.unref();
  return { errors, log, close: () => clearInterval(timer) };
}
