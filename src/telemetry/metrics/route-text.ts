import type { RouteTotals } from '../counter-totals.ts';
import { durationPlace, type RouteLabels, statusClasses } from '../route-row.ts';
import { familyHead, histogramText, labelsText, line } from './metric-text.ts';
import type { RouteMetric } from './route-metrics.ts';

/** A route with series of its own. */
export interface RouteSeries {
  readonly labels: RouteLabels;
  readonly totals: RouteTotals;
}

/** Routes in one piece: a millisecond of work or two. */
const routesPerPiece = 50;

/**
 * The families of routes, piece by piece, so that a server with thousands of them can do other things in between.
 * `more` are labels that every series has besides.
 */
export function* routeText(
  metrics: readonly RouteMetric[],
  routes: readonly RouteSeries[],
  more: Readonly<Record<string, string>> = {},
): Generator<string> {
  const named = routes.map(({ labels, totals }) => ({ labels: labelsText({ ...labels, ...more }), totals }));
  for (const metric of metrics) {
    let text = familyHead(metric);
    for (const [place, { labels, totals }] of named.entries()) {
      text += seriesText(metric, labels, totals);
      if (place % routesPerPiece !== routesPerPiece - 1) continue;
      yield text;
      text = '';
    }
    yield text;
  }
}

function seriesText({ name, figure }: RouteMetric, labels: string, totals: RouteTotals): string {
  const { values, tallies } = totals;
  switch (figure.kind) {
    case 'requests':
      return tallied(tallies, 'request ', (rest, count) => {
        const space = rest.indexOf(' ');
        const method = rest.slice(0, space);
        return line(name, `${labels},status="${rest.slice(space + 1)}",method="${method}"`, count);
      });
    case 'reasons':
      return tallied(tallies, `${figure.of} `, (reason, count) =>
        line(name, `${labels},reason="${reason}"`, count),
      );
    case 'durations': {
      let text = '';
      for (let one = 1; one <= statusClasses; one += 1) {
        text += histogramText(name, `${labels},status="${one}xx"`, values, durationPlace(one));
      }
      return text;
    }
    case 'number': {
      const value = values[figure.place] ?? 0;
      return value === 0 ? '' : line(name, labels, value);
    }
    default:
      return histogramText(name, labels, values, figure.place, figure.kind);
  }
}

function tallied(
  tallies: ReadonlyMap<string, number>,
  prefix: string,
  write: (rest: string, count: number) => string,
): string {
  let text = '';
  for (const [name, count] of tallies) {
    if (name.startsWith(prefix)) text += write(name.slice(prefix.length), count);
  }
  return text;
}
