import type { RetryCause } from './policy.ts';

/** The causes of retries, by the words that ingress-nginx has for them. */
export const retryCauses: ReadonlyMap<string, RetryCause> = new Map<string, RetryCause>([
  ['error', 'error'],
  ['timeout', 'timeout'],
  ['invalid_header', 'invalid-header'],
  ['http_500', 500],
  ['http_502', 502],
  ['http_503', 503],
  ['http_504', 504],
]);

/** Attempts after the first that a route may ask for. */
export const mostRetries = 5;
