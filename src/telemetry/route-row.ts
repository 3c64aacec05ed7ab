import { histogramWidth, sizeBounds, timeBounds } from './histogram.ts';

/** What the series of a route are told apart by. `path` is the path of the rule, never that of a request. */
export interface RouteLabels {
  readonly namespace: string;
  readonly ingress: string;
  readonly service: string;
  readonly host: string;
  readonly path: string;
}

/** Of requests that no route took. */
export const unrouted: RouteLabels = { namespace: '', ingress: '', service: '', host: '', path: '' };
/** The sum of the routes that have no series of their own. */
export const otherRoutes: RouteLabels = { ...unrouted, ingress: 'other' };

const timeWidth = histogramWidth(timeBounds);
const sizeWidth = histogramWidth(sizeBounds);

/** Durations are kept apart by the first digit of the status: errors are often quicker, or slower, than answers. */
export const statusClasses: number = 5;

/** Where the histograms of a route begin in its row. */
export const places: Readonly<
  Record<'connect' | 'duration' | 'header' | 'requestSize' | 'response' | 'responseSize' | 'retries', number>
> = {
  duration: 0,
  response: statusClasses * timeWidth,
  header: (statusClasses + 1) * timeWidth,
  connect: (statusClasses + 2) * timeWidth,
  requestSize: (statusClasses + 3) * timeWidth,
  responseSize: (statusClasses + 3) * timeWidth + sizeWidth,
  retries: (statusClasses + 3) * timeWidth + 2 * sizeWidth,
};

/** Numbers in the row of a route. */
export const rowWidth: number = places.retries + 1;

/** Where the durations of a class of status (1 to 5) begin. */
export function durationPlace(statusClass: number): number {
  return places.duration + (statusClass - 1) * timeWidth;
}

/** One text for one set of labels: equal labels are one series, whatever else tells the routes apart. */
export function routeKey({ namespace, ingress, service, host, path }: RouteLabels): string {
  return JSON.stringify([namespace, ingress, service, host, path]);
}

/** The labels of a key; those of a text that is no key are empty. */
export function routeLabels(key: string): RouteLabels {
  const parts: unknown = JSON.parse(key);
  const [namespace, ingress, service, host, path] = Array.isArray(parts) ? parts.map(String) : [];
  return {
    namespace: namespace ?? '',
    ingress: ingress ?? '',
    service: service ?? '',
    host: host ?? '',
    path: path ?? '',
  };
}
