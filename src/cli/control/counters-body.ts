import type { SupervisorLink } from '../../proxy/index.ts';
import {
  durationPlace,
  histogramWidth,
  places,
  type RouteLabels,
  type RouteTotals,
  routeLabels,
  sizeBounds,
  statusClasses,
  timeBounds,
} from '../../telemetry/index.ts';

/** What was counted of one route, as the control socket shows it. Bytes are those of bodies. */
export interface RouteFigures extends RouteLabels {
  readonly requests: number;
  readonly byStatus: Readonly<Record<string, number>>;
  /** Answers of our own, by reason code. */
  readonly byReason: Readonly<Record<string, number>>;
  readonly requestBytes: number;
  readonly responseBytes: number;
  readonly durationSeconds: number;
}

/** The counters of all workers: by name, and of each route. A figure that is 0 may be absent. */
export interface CountersBody {
  readonly counts: Readonly<Record<string, number>>;
  readonly routes: readonly RouteFigures[];
}

export function countersBody({ counts, routes }: ReturnType<SupervisorLink['counters']>): CountersBody {
  return {
    counts: Object.fromEntries(counts),
    routes: [...routes].map(([key, totals]) => ({ ...routeLabels(key), ...routeFigures(totals) })),
  };
}

function routeFigures({ values, tallies }: RouteTotals): Omit<RouteFigures, keyof RouteLabels> {
  const byStatus: Record<string, number> = {};
  const byReason: Record<string, number> = {};
  let requests = 0;
  for (const [name, count] of tallies) {
    const [kind = '', what = '', status = ''] = name.split(' ');
    if (kind === 'answer') byReason[what] = count;
    if (kind !== 'request') continue;
    requests += count;
    byStatus[status] = (byStatus[status] ?? 0) + count;
  }
  let durationSeconds = 0;
  for (let one = 1; one <= statusClasses; one += 1) {
    durationSeconds += sumAt(values, durationPlace(one), timeBounds);
  }
  return {
    requests,
    byStatus,
    byReason,
    requestBytes: sumAt(values, places.requestSize, sizeBounds),
    responseBytes: sumAt(values, places.responseSize, sizeBounds),
    durationSeconds,
  };
}

function sumAt(values: Float64Array, place: number, bounds: readonly number[]): number {
  return values[place + histogramWidth(bounds) - 1] ?? 0;
}
