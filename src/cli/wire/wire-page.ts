import { type ZodType, z } from 'zod';
import { type CertificateRow, certificateRow } from './wire-certificate.ts';
import { type LogRow, logRow } from './wire-log.ts';
import { type ProblemRow, problemRow } from './wire-problem.ts';
import { type StatusRow, statusRow } from './wire-status.ts';

/**
 * What `/api/...` answers, on the admin endpoint and on the control socket. Every list takes `search` (words that a row
 * must all hold, in any case), `page` (from 1; one beyond the end is empty) and `size` (1 to 200, 50 by default);
 * a wrong value is a 400.
 *
 * - `/api/status` → {@link Overview}
 * - `/api/problems?severity=error|warning` → page of {@link ProblemRow}, errors first
 * - `/api/ingresses?problems=true` → page of `IngressRow`
 * - `/api/routes?instance=ID` → page of {@link RouteRow}
 * - `/api/instances` → page of {@link InstanceOverview}
 * - `/api/certificates` → page of `CertificateRow`, the first to expire first
 * - `/api/errors?host=&ingress=&status=&reason=&method=` → page of `LogRow`, newest first
 * - `/api/settings` → the settings in force, as `/v1/settings` gives them
 * - `/api/explain?method=&url=&header=Name:value&instance=` → as `/v1/explain` gives it; `header` may be repeated
 */
export interface ListPage<Row> {
  /** Rows that fit the search, on all pages. */
  readonly total: number;
  readonly page: number;
  readonly size: number;
  readonly rows: readonly Row[];
}

/** The page of a kind of row. */
export function listPage<Row>(row: ZodType<Row>): ZodType<ListPage<Row>> {
  return z.object({ total: z.number(), page: z.number(), size: z.number(), rows: z.array(row) });
}

/** Requests over some time. Quantiles are there where at least one request was. */
export interface TrafficFigures {
  readonly requests: number;
  /** Answers with a status of 500 or more. */
  readonly errors: number;
  readonly p50Ms?: number | undefined;
  readonly p99Ms?: number | undefined;
}

export interface Traffic {
  /** Since the server started. */
  readonly total: TrafficFigures;
  /** Over the last minute, as far as it was watched. */
  readonly lastMinute: TrafficFigures;
}

/** The server in figures: one small answer, however much it serves. */
export interface Overview {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly ready: boolean;
  /** Why not, a line each. */
  readonly notReady: readonly string[];
  /** As `/v1/status` gives it. */
  readonly status: StatusRow;
  /** Ingresses with an address. */
  readonly served: number;
  readonly hosts: number;
  readonly routes: number;
  readonly certificates: number;
  /** Of all routes; absent before the first figures, and where no worker of ours serves. */
  readonly traffic?: Traffic | undefined;
}

/** An instance, with counts where `InstanceRow` has lists. */
export interface InstanceOverview {
  readonly id: string;
  readonly name: string;
  readonly addressType: 'internet' | 'intranet';
  readonly specification: string;
  readonly state: string;
  readonly address?: string | undefined;
  /** Ports clients use, by listener port. */
  readonly ports?: Readonly<Record<string, number>> | undefined;
  /** True for the one made automatically. */
  readonly managed: boolean;
  readonly createdAt?: number | undefined;
  readonly home: string;
  readonly ingresses: number;
  readonly hosts: number;
  readonly routes: number;
  readonly problems: readonly ProblemRow[];
}

/** One route, as it stands in the routing table of an instance. */
export interface RouteRow {
  /** `managed`, or the id of an existing instance. */
  readonly loadBalancer: string;
  readonly instanceId?: string | undefined;
  /** `*` takes the hosts that no other entry names. */
  readonly host: string;
  /** As it is matched; empty for the fallback, which takes what nothing else takes. */
  readonly path: string;
  readonly match: 'exact' | 'fallback' | 'prefix' | 'regex';
  /** The object it came from: `Ingress shop/web`. */
  readonly origin: string;
  /** `refused`: it answers an error by itself, see `answer`; `no-endpoint`: it answers 503 until an endpoint is ready. */
  readonly state: 'no-endpoint' | 'not-programmed' | 'refused' | 'served';
  /** Where it forwards to: `namespace/service:port`, its share, and the number of endpoints in use. */
  readonly backends: readonly {
    readonly backend: string;
    readonly weight: number;
    readonly endpoints: number;
  }[];
  readonly answer?: { readonly status: number; readonly reason: string } | undefined;
  /** Names of the features that act on it, for example `rewrite`. */
  readonly policies: readonly string[];
  readonly traffic?: Traffic | undefined;
}

const text = z.string();
const number = z.number();
const ports = z.record(text, number);
const figures = z.object({
  requests: number,
  errors: number,
  p50Ms: number.optional(),
  p99Ms: number.optional(),
});
const traffic = z.object({ total: figures, lastMinute: figures });

export const overview: ZodType<Overview> = z.object({
  time: number,
  ready: z.boolean(),
  notReady: z.array(text),
  status: statusRow,
  served: number,
  hosts: number,
  routes: number,
  certificates: number,
  traffic: traffic.optional(),
});

export const problemPage: ZodType<ListPage<ProblemRow>> = listPage(problemRow);

export const instancePage: ZodType<ListPage<InstanceOverview>> = listPage(
  z.object({
    id: text,
    name: text,
    addressType: z.enum(['internet', 'intranet']),
    specification: text,
    state: text,
    address: text.optional(),
    ports: ports.optional(),
    managed: z.boolean(),
    createdAt: number.optional(),
    home: text,
    ingresses: number,
    hosts: number,
    routes: number,
    problems: z.array(problemRow),
  }),
);

export const routePage: ZodType<ListPage<RouteRow>> = listPage(
  z.object({
    loadBalancer: text,
    instanceId: text.optional(),
    host: text,
    path: text,
    match: z.enum(['exact', 'fallback', 'prefix', 'regex']),
    origin: text,
    state: z.enum(['no-endpoint', 'not-programmed', 'refused', 'served']),
    backends: z.array(z.object({ backend: text, weight: number, endpoints: number })),
    answer: z.object({ status: number, reason: text }).optional(),
    policies: z.array(text),
    traffic: traffic.optional(),
  }),
);

export const certificatePage: ZodType<ListPage<CertificateRow>> = listPage(certificateRow);

export const errorPage: ZodType<ListPage<LogRow>> = listPage(logRow);
