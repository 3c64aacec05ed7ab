import { places } from '../route-row.ts';
import type { Metric } from './metric.ts';

/** Where the figures of a metric are found in what is counted of a route. */
export type RouteFigure =
  | { readonly kind: 'requests' }
  | { readonly kind: 'reasons'; readonly of: 'answer' | 'failure' }
  | { readonly kind: 'durations' }
  | { readonly kind: 'times' | 'sizes'; readonly place: number }
  | { readonly kind: 'number'; readonly place: number };

export interface RouteMetric extends Metric {
  readonly figure: RouteFigure;
}

/** Labels that every metric of a route has. */
export const routeLabelNames: readonly string[] = ['namespace', 'ingress', 'service', 'host', 'path'];

const requests: RouteFigure = { kind: 'requests' };
const durations: RouteFigure = { kind: 'durations' };
const response: RouteFigure = { kind: 'times', place: places.response };
const header: RouteFigure = { kind: 'times', place: places.header };
const connect: RouteFigure = { kind: 'times', place: places.connect };
const requestSize: RouteFigure = { kind: 'sizes', place: places.requestSize };
const responseSize: RouteFigure = { kind: 'sizes', place: places.responseSize };

/** Metrics of routes. `other` under `ingress` sums those beyond `metricsMostSeries`; empty labels are requests no route took. */
export const routeMetrics: readonly RouteMetric[] = [
  counter(
    'sluice_requests_total',
    requests,
    ['status', 'method'],
    'Requests that are over, by status and method.',
  ),
  histogram(
    'sluice_request_duration_seconds',
    durations,
    ['status'],
    'From the head of a request to the end of its response, by class of status.',
  ),
  histogram(
    'sluice_response_duration_seconds',
    response,
    [],
    'From the attempt that the backend answered to the end of its response.',
  ),
  histogram(
    'sluice_header_duration_seconds',
    header,
    [],
    'From the attempt that the backend answered to the head of its response.',
  ),
  histogram(
    'sluice_connect_duration_seconds',
    connect,
    [],
    'Time to connect to an endpoint, for requests that needed a new connection.',
  ),
  histogram('sluice_request_size_bytes', requestSize, [], 'Bodies of requests, without their framing.'),
  histogram('sluice_response_size_bytes', responseSize, [], 'Bodies of responses, without their framing.'),
  counter(
    'sluice_retries_total',
    { kind: 'number', place: places.retries },
    [],
    'Attempts beyond the first of a request.',
  ),
  counter(
    'sluice_upstream_failures_total',
    { kind: 'reasons', of: 'failure' },
    ['reason'],
    'Attempts that failed, those that were made again included.',
  ),
  counter(
    'sluice_answers_total',
    { kind: 'reasons', of: 'answer' },
    ['reason'],
    'Requests that Sluice itself answered or gave up, by reason code.',
  ),
];

const nginx = 'nginx_ingress_controller';

/** The same figures under the names of ingress-nginx, for its dashboards and alerts. */
export const nginxRouteMetrics: readonly RouteMetric[] = [
  counter(`${nginx}_requests`, requests, ['status', 'method'], 'As sluice_requests_total.'),
  histogram(
    `${nginx}_request_duration_seconds`,
    durations,
    ['status'],
    'As sluice_request_duration_seconds.',
  ),
  histogram(`${nginx}_response_duration_seconds`, response, [], 'As sluice_response_duration_seconds.'),
  histogram(`${nginx}_header_duration_seconds`, header, [], 'As sluice_header_duration_seconds.'),
  histogram(`${nginx}_connect_duration_seconds`, connect, [], 'As sluice_connect_duration_seconds.'),
  histogram(`${nginx}_request_size`, requestSize, [], 'As sluice_request_size_bytes.'),
  histogram(`${nginx}_response_size`, responseSize, [], 'As sluice_response_size_bytes.'),
  histogram(`${nginx}_bytes_sent`, responseSize, [], 'As sluice_response_size_bytes.'),
];

function counter(name: string, figure: RouteFigure, labels: readonly string[], help: string): RouteMetric {
  return { name, type: 'counter', help, labels: [...routeLabelNames, ...labels], figure };
}

function histogram(name: string, figure: RouteFigure, labels: readonly string[], help: string): RouteMetric {
  return { name, type: 'histogram', help, labels: [...routeLabelNames, ...labels], figure };
}
