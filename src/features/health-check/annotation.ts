import { normalizePath } from '../../model/index.ts';
import type { AnnotationSpec, FeatureAnnotations, ParsedValue } from '../annotation.ts';
import { invalid, parseDuration, valid } from '../annotation-values.ts';
import type { HealthCheckPolicy } from '../policies.ts';
import { bounds, isCheckPath } from './bounds.ts';

const path: AnnotationSpec<string> = {
  dialect: 'sluice',
  name: 'health-check-path',
  form: `a path that begins with /, of at most ${bounds.path} characters`,
  default: 'no checks',
  example: '/healthz',
  doc: 'Every worker asks each pod for this path from time to time; pods that do not answer as they should get no requests.',
  onInvalid: 'ignored',
  parse(text) {
    const normal = text.length > bounds.path ? undefined : normalizePath(text);
    return normal === undefined || !isCheckPath(normal) ? invalid() : valid(normal);
  },
};

const interval = duration('health-check-interval', 10, bounds.interval, 'Time from one check to the next.');
const timeout = duration('health-check-timeout', 2, bounds.timeout, 'How long an answer may take.');
const unhealthy = threshold('health-check-unhealthy-threshold', 3, 'fail', 'no longer get requests');
const healthy = threshold('health-check-healthy-threshold', 2, 'pass', 'get requests again');

const status: AnnotationSpec<readonly [number, number]> = {
  dialect: 'sluice',
  name: 'health-check-status',
  form: 'a status such as 200, or a range such as 200-299, within 200 to 599',
  default: '200-399',
  example: '200-299',
  doc: 'Which answers pass.',
  onInvalid: 'ignored',
  parse: parseRange,
};

const rest = [interval, timeout, unhealthy, healthy, status] as const;

/** Annotations that have pods checked. */
export const healthCheckAnnotations: FeatureAnnotations<HealthCheckPolicy> = {
  title: 'Health checks',
  doc: 'Readiness probes tell Kubernetes which pods work, and that is enough as a rule. A check by Sluice itself also sees what lies between it and the pods. A pod is used until checks fail; where fewer than the setting `panicShare` would be left, all are used. Where routes ask for different checks of one pod, the first host by name decides.',
  annotations: [path, ...rest],
  read(reader) {
    const given = reader.read(path);
    const values = {
      interval: reader.read(interval) ?? 10_000,
      timeout: reader.read(timeout) ?? 2000,
      unhealthyThreshold: reader.read(unhealthy) ?? 3,
      healthyThreshold: reader.read(healthy) ?? 2,
      status: reader.read(status) ?? ([200, 399] as const),
    };
    if (given === undefined) {
      for (const spec of rest) {
        if (reader.read<unknown>(spec) !== undefined) reader.reject(spec, 'it needs health-check-path');
      }
      return undefined;
    }
    const policy: HealthCheckPolicy = { path: given, ...values };
    return () => policy;
  },
};

function parseRange(text: string): ParsedValue<readonly [number, number]> {
  const [, first = '', last = first] = /^([2-5]\d\d)(?:-([2-5]\d\d))?$/.exec(text) ?? [];
  return first !== '' && Number(first) <= Number(last) ? valid([Number(first), Number(last)]) : invalid();
}

function duration(
  name: string,
  seconds: number,
  [least, most]: readonly [number, number],
  doc: string,
): AnnotationSpec<number> {
  const parse = parseDuration(most);
  return {
    ...{ dialect: 'sluice', name, doc, onInvalid: 'ignored', example: '5s', default: `${seconds}s` },
    form: `a duration such as 5s or 1m30s, from ${least / 1000}s to ${most / 1000}s`,
    parse(text) {
      const parsed = parse(text);
      return parsed.kind === 'value' && parsed.value < least ? invalid() : parsed;
    },
  };
}

function threshold(name: string, count: number, what: string, then: string): AnnotationSpec<number> {
  const [least, most] = bounds.threshold;
  return {
    ...{ dialect: 'sluice', name, onInvalid: 'ignored', example: '"5"', default: `"${count}"` },
    form: `a whole number from ${least} to ${most}`,
    doc: `Checks in a row that must ${what} for a pod to ${then}.`,
    parse: (text) =>
      /^\d{1,2}$/.test(text) && Number(text) >= least && Number(text) <= most
        ? valid(Number(text))
        : invalid(),
  };
}
