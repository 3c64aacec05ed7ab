import {
  type Metric,
  nginxMetrics,
  nginxRouteMetrics,
  routeLabelNames,
  routeMetrics,
  serverMetrics,
  sizeBounds,
  timeBounds,
} from '../../src/telemetry/index.ts';
import { markdownTable } from './markdown-table.ts';
import type { Page } from './page.ts';

/** The catalogue of metrics. */
export function metricsPage(): Page {
  const lines = [
    '<!-- Made from src/telemetry/metrics by npm run docs. Do not edit. -->',
    '',
    '# Metrics',
    '',
    'Prometheus reads them at `/metrics` of the admin endpoint (setting `adminAddress`). A dashboard and alert rules stand in',
    '[examples/monitoring](../../examples/monitoring/README.md).',
    '',
    '## Routes',
    '',
    `Each has the labels ${listOf(routeLabelNames)} besides those named below. \`path\` is the path of the rule, never that`,
    'of a request, and `service` is where the route leads (the first, where it shares its requests among several). Series whose',
    'labels are all empty are of requests that no route took. `status` is as sent, or its class (`5xx`) where so said, and for a',
    'route with more than 64 pairs of status and method; a method other than the usual ones is `other`.',
    '',
    ...table(routeMetrics, routeLabelNames),
    '',
    `Buckets of times end at ${timeBounds.join(', ')} seconds, those of sizes at ${sizeBounds.join(', ')} bytes.`,
    '',
    'A series appears with the first request that concerns it. At most `metricsMostSeries` routes have series of their own, the',
    'first ones to be asked for; the others are summed under `ingress="other"`. When a route is taken away its series end, and',
    'another may have some from then on; what was summed stays summed. `sluice_process_requests_total` keeps what all counted.',
    '',
    '## The server',
    '',
    ...table(Object.values(serverMetrics), []),
    '',
    'Labels `process` and `worker` say whose figures they are: `supervisor`, `control`, or `worker` with its number. A worker that',
    'is replaced has another number.',
    '',
    '## How exact',
    '',
    'Workers count in memory and tell the supervisor four times a second, so figures are up to a second old. What a worker has',
    'told is kept when it ends, and when the control process is replaced: no sum goes down while the server runs. A worker that',
    'drains tells the rest first. One that is killed takes what it counted since it last told: a quarter of a second of requests,',
    'or up to ten seconds where 10,000 routes are busy, since 250 are told at a time. After a restart of the server all counters begin at 0, as',
    'Prometheus expects.',
    '',
    '## Names of ingress-nginx',
    '',
    'With the setting `metricsNginxNames` the figures stand under the names of ingress-nginx too, so that its dashboards and alerts',
    'go on to work. Those of routes have the labels above and `canary`, which is empty; all have `controller_namespace`,',
    '`controller_class` and `controller_pod`, from the variables `POD_NAMESPACE` and `POD_NAME`. Other than there, sizes are those of',
    'bodies, buckets are those above, and `status` of `request_duration_seconds` is a class, such as `5xx`.',
    '',
    ...table([...nginxRouteMetrics, ...Object.values(nginxMetrics)], routeLabelNames),
    '',
  ];
  return { path: 'docs/reference/metrics.md', text: lines.join('\n') };
}

function table(metrics: readonly Metric[], understood: readonly string[]): readonly string[] {
  const rows = metrics.map(({ name, type, labels, help }) => [
    `\`${name}\``,
    type,
    listOf(labels.filter((label) => !understood.includes(label))),
    help,
  ]);
  return markdownTable([['Name', 'Type', 'Labels', 'What'], ...rows]);
}

function listOf(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
