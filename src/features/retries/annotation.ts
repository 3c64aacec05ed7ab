import type { AnnotationSpec, FeatureAnnotations, ParsedValue } from '../annotation.ts';
import { invalid, valid } from '../annotation-values.ts';
import type { RetriesPolicy, RetryCause } from '../policies.ts';
import { mostRetries, retryCauses } from './causes.ts';

const day = 86_400_000;

const retries: AnnotationSpec<number> = {
  dialect: 'sluice',
  name: 'retries',
  form: `a whole number from 0 to ${mostRetries}`,
  default: 'the setting `mostAttempts`, less one',
  example: '"1"',
  doc: 'How often a request is tried again at most, at another pod if there is one.',
  onInvalid: 'ignored',
  parse: (text) => (/^\d$/.test(text) && Number(text) <= mostRetries ? valid(Number(text)) : invalid()),
};

const nextUpstream: AnnotationSpec<readonly RetryCause[]> = {
  dialect: 'ingress-nginx',
  name: 'proxy-next-upstream',
  form: `"off", or words of ${[...retryCauses.keys()].join(', ')}, with blanks between them`,
  default: 'a request that could not be sent, or that is idempotent and met a connection that had gone stale',
  example: 'error timeout http_503',
  doc: 'After what a request is tried again. What was sent is sent again only if it is idempotent (GET, HEAD, OPTIONS, PUT, DELETE), and only before anything of a response went to the client.',
  onInvalid: 'ignored',
  parse: parseCauses,
};

const tries: AnnotationSpec<number> = {
  dialect: 'ingress-nginx',
  name: 'proxy-next-upstream-tries',
  form: 'a whole number from 0',
  default: 'the setting `mostAttempts`',
  example: '"2"',
  doc: `Attempts for one request in all, the first among them; 0 and numbers above ${mostRetries + 1} count as ${mostRetries + 1}.`,
  onInvalid: 'ignored',
  parse(text) {
    if (!/^\d{1,9}$/.test(text)) return invalid();
    const count = Number(text);
    return valid(count === 0 ? mostRetries : Math.min(count - 1, mostRetries));
  },
};

const timeout: AnnotationSpec<number> = {
  dialect: 'ingress-nginx',
  name: 'proxy-next-upstream-timeout',
  form: 'whole seconds without a unit; 0 for no limit but that of the response',
  default: '"0"',
  example: '"10"',
  doc: 'How long after the first attempt another one may begin. All of them together have the response timeout, whatever this says.',
  onInvalid: 'ignored',
  parse(text) {
    if (!/^\d{1,9}$/.test(text)) return invalid();
    return valid(text === '0' ? day : Math.min(Math.max(Number(text) * 1000, 1), day));
  },
};

/** Annotations that say how often a request is tried again. */
export const retriesAnnotations: FeatureAnnotations<RetriesPolicy> = {
  title: 'Retries',
  doc: 'When an attempt fails before a response began, the request may be sent to another pod. A request of which something was sent is sent again only if it is idempotent and its body is at most 64 KiB; retries beyond a share of all requests, the setting `retryBudget`, are not made.',
  annotations: [retries, nextUpstream, tries, timeout],
  read(reader) {
    const causes = reader.read(nextUpstream);
    const most = reader.read(retries) ?? (causes?.length === 0 ? 0 : reader.read(tries));
    const time = reader.read(timeout);
    if (most === undefined && causes === undefined && time === undefined) return undefined;
    const policy: RetriesPolicy = {
      ...(most === undefined ? {} : { most }),
      ...(time === undefined ? {} : { time }),
      ...(causes === undefined || causes.length === 0 ? {} : { on: causes }),
    };
    return () => policy;
  },
};

/** None for `off`. */
function parseCauses(text: string): ParsedValue<readonly RetryCause[]> {
  const words = [...new Set(text.split(/\s+/))];
  if (words.includes('off')) return words.length === 1 ? valid([]) : invalid('off stands alone');
  if (words.includes('non_idempotent')) {
    return invalid('to send again what is not idempotent may do it twice (RFC 9110 9.2.2)');
  }
  const causes = words.map((word) => retryCauses.get(word));
  const known = causes.filter((cause) => cause !== undefined);
  return known.length === words.length ? valid(known) : invalid();
}
