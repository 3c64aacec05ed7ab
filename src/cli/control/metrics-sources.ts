import { setImmediate } from 'node:timers/promises';
import type { ControllerDescription, Step } from '../../controller/index.ts';
import type { SupervisorLink } from '../../proxy/index.ts';
import {
  familyText,
  type Metric,
  metricsContentType,
  nginxMetrics,
  nginxRouteMetrics,
  ProcessFigures,
  routeMetrics,
  routeText,
  type Sample,
  serverMetrics,
} from '../../telemetry/index.ts';
import { nginxSamples } from './nginx-samples.ts';
import { RouteSeriesList } from './route-series.ts';
import { type ServerFacts, serverSamples } from './server-samples.ts';
import { StepMeter } from './step-meter.ts';

/** What the control process knows of metrics. */
export interface MetricsSources {
  readonly version: string;
  readonly link: Pick<SupervisorLink, 'counters' | 'gauges' | 'keepCounters' | 'workers'>;
  describe(): ControllerDescription;
  /** Calls of the API of a cloud, by action; none where there is none. */
  calls(): ReadonlyMap<string, number>;
  /** Those in force. */
  settings(): { readonly metricsMostSeries: number; readonly metricsNginxNames: boolean };
  /** Who we are in a cluster; empty elsewhere. */
  readonly pod: { readonly namespace: string; readonly name: string };
}

export interface Metrics {
  /** For the controller. */
  readonly onStep: (step: Step, ms: number) => void;
  readonly contentType: string;
  /** The text of `/metrics` in pieces. With thousands of routes it is large, so it is made as it is read, and other work goes on. */
  pieces(): AsyncGenerator<string, void>;
  close(): void;
}

/** How often the sums of routes that are gone are dropped. */
const pruneMs = 10_000;
/** How long text is made before other work gets its turn. */
const turnMs = 5;

/** Begins to measure. Close it when the process ends. */
export function createMetrics(sources: MetricsSources): Metrics {
  const steps = new StepMeter();
  const figures = new ProcessFigures();
  const routes = new RouteSeriesList(sources.link);
  const timer = setInterval(() => {
    routes.prune(sources.describe(), sources.settings().metricsMostSeries);
  }, pruneMs);
  timer.unref();
  return {
    onStep: (step, ms) => steps.count(step, ms, Date.now()),
    contentType: metricsContentType,
    pieces: () => inTurns(metricsText(sources, { steps, figures, routes })),
    close: () => {
      clearInterval(timer);
      figures.close();
    },
  };
}

interface Meters {
  readonly steps: StepMeter;
  readonly figures: ProcessFigures;
  readonly routes: RouteSeriesList;
}

function* metricsText(sources: MetricsSources, { steps, figures, routes }: Meters): Generator<string> {
  const { link, pod, version } = sources;
  const description = sources.describe();
  const facts: ServerFacts = {
    version,
    description,
    counts: link.counters().counts,
    processes: link.gauges(),
    own: figures.read(),
    workers: link.workers(),
    steps,
    calls: sources.calls(),
  };
  const samples = serverSamples(facts);
  yield* familyTexts(serverMetrics, samples, {});
  const series = routes.list(description);
  yield* routeText(routeMetrics, series);
  if (!sources.settings().metricsNginxNames) return;
  const labels = {
    controller_namespace: pod.namespace,
    controller_class: 'sluice.dev/ingress-controller',
    controller_pod: pod.name,
  };
  yield* familyTexts(nginxMetrics, nginxSamples(facts, samples), labels);
  yield* routeText(nginxRouteMetrics, series, { canary: '', ...labels });
}

function* familyTexts<Name extends string>(
  metrics: Readonly<Record<Name, Metric>>,
  samples: Readonly<Record<Name, readonly Sample[]>>,
  more: Readonly<Record<string, string>>,
): Generator<string> {
  for (const name in metrics) {
    const labelled = samples[name].map(({ labels, value }) => ({ labels: { ...labels, ...more }, value }));
    yield familyText(metrics[name], labelled);
  }
}

async function* inTurns(pieces: Iterable<string>): AsyncGenerator<string, void> {
  let since = performance.now();
  for (const piece of pieces) {
    yield piece;
    if (performance.now() - since < turnMs) continue;
    await setImmediate();
    since = performance.now();
  }
}
