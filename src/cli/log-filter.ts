import type { LogRow } from './wire/wire-log.ts';

/** What is asked of lines of the access log: all that is given has to hold. */
export interface LogFilter {
  /** In lower case, without a port. */
  readonly host?: string;
  /** `namespace/name`. */
  readonly ingress?: string;
  readonly status?: StatusRange;
  readonly reason?: string;
  /** In upper case. */
  readonly method?: string;
}

/** From the least to the greatest, both included. */
export type StatusRange = readonly [least: number, most: number];

/** The conditions of a filter by their names, as they come from flags or from the query of a request. */
export const filterNames = ['host', 'ingress', 'status', 'reason', 'method'] as const;

export type FilterTexts = Readonly<Partial<Record<(typeof filterNames)[number], string | undefined>>>;

/** A condition that cannot be read, and what is allowed. */
export interface FilterProblem {
  readonly name: string;
  readonly text: string;
  readonly allowed: string;
}

/** Reads a filter; empty texts are no conditions. */
export function readLogFilter(texts: FilterTexts): LogFilter | FilterProblem {
  const { host = '', ingress = '', status = '', reason = '', method = '' } = texts;
  const range = parseStatusRange(status);
  if (status !== '' && range === undefined) {
    return { name: 'status', text: status, allowed: 'a status, a class or a range: 404, 5xx or 500-599' };
  }
  if (ingress !== '' && !/^[^/]+\/[^/]+$/.test(ingress)) {
    return { name: 'ingress', text: ingress, allowed: 'NAMESPACE/NAME' };
  }
  return {
    ...(host === '' ? {} : { host: hostName(host) }),
    ...(ingress === '' ? {} : { ingress }),
    ...(range === undefined ? {} : { status: range }),
    ...(reason === '' ? {} : { reason }),
    ...(method === '' ? {} : { method: method.toUpperCase() }),
  };
}

/** `404`, `5xx` or `500-599`; undefined for anything else. */
export function parseStatusRange(text: string): StatusRange | undefined {
  const [, whole, hundreds, least, most] =
    /^(?:([1-5]\d\d)|([1-5])xx|([1-5]\d\d)-([1-5]\d\d))$/i.exec(text) ?? [];
  if (whole !== undefined) return [Number(whole), Number(whole)];
  if (hundreds !== undefined) return [Number(hundreds) * 100, Number(hundreds) * 100 + 99];
  return least === undefined || Number(least) > Number(most) ? undefined : [Number(least), Number(most)];
}

/** A filter without conditions lets everything through. */
export function isOpen(filter: LogFilter): boolean {
  return Object.keys(filter).length === 0;
}

export function passes({ host, ingress, status, reason, method }: LogFilter, row: LogRow): boolean {
  return (
    (host === undefined || host === hostName(row.host ?? '')) &&
    (ingress === undefined || ingress === row.ingress) &&
    (status === undefined || (row.status >= status[0] && row.status <= status[1])) &&
    (reason === undefined || reason === row.reason) &&
    (method === undefined || method === row.method)
  );
}

function hostName(authority: string): string {
  return authority.toLowerCase().replace(/\.?(?::\d*)?$/, '');
}
