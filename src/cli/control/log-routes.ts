import type { AdminRoute } from '../../admin/index.ts';
import { OperatorError } from '../../base/index.ts';
import { filterNames, type LogFilter, passes, readLogFilter } from '../log-filter.ts';
import { badRequest } from './list-page.ts';
import type { LogHub } from './log-hub.ts';
import type { RecentErrors } from './recent-errors.ts';

export interface LogSources {
  readonly errors: RecentErrors;
  readonly log: LogHub;
}

/**
 * `GET /v1/errors`, the requests that failed last, newest first, at most `limit`; `GET /v1/logs`, all requests as they
 * end, a line of JSON each, until the reader goes. Both take `host`, `ingress`, `status`, `reason` and `method`.
 */
export function logRoutes({
  errors,
  log,
  provider,
}: LogSources & { readonly provider: string }): readonly AdminRoute[] {
  return [
    {
      method: 'GET',
      path: '/v1/errors',
      handle: ({ query }) => {
        checkLogged(provider);
        const filter = logFilterOf(query);
        const rows = errors.list().filter((row) => passes(filter, row));
        return { body: rows.slice(0, limitOf(query)) };
      },
    },
    {
      method: 'GET',
      path: '/v1/logs',
      handle: ({ query }) => {
        checkLogged(provider);
        const filter = logFilterOf(query);
        log.checkRoom();
        return {
          contentType: 'application/x-ndjson',
          stream: (write, signal) => log.follow(filter, write, signal),
        };
      },
    },
  ];
}

/** @throws OperatorError `NoAccessLog` where others serve than the workers of this server. */
function checkLogged(provider: string): void {
  if (provider === 'builtin') return;
  throw new OperatorError(
    'NoAccessLog',
    'Requests do not pass through this server, so it has no log of them.',
    {
      hint: 'The cloud has it: access logs of CLB are switched on in the console, and kept in SLS.',
    },
  );
}

/** @throws OperatorError `BadRequest` that says what is allowed. */
export function logFilterOf(query: URLSearchParams): LogFilter {
  const texts = Object.fromEntries(filterNames.map((name) => [name, query.get(name) ?? '']));
  const filter = readLogFilter(texts);
  if ('allowed' in filter) throw badRequest(`${filter.name}: expected ${filter.allowed}`);
  return filter;
}

function limitOf(query: URLSearchParams): number {
  const text = query.get('limit') ?? '';
  if (text === '') return Number.POSITIVE_INFINITY;
  if (!/^[1-9]\d{0,4}$/.test(text)) throw badRequest('limit: expected a whole number from 1 to 99999');
  return Number(text);
}
