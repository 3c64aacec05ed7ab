import { type ZodType, z } from 'zod';
import { type CertificateRow, certificateRow } from './wire-certificate.ts';
import { type ProblemRow, problemRow } from './wire-problem.ts';

/** The problems of one reason: how many there are, and the first of them. */
export interface ProblemGroup {
  readonly reason: string;
  readonly severity: 'error' | 'warning';
  readonly count: number;
  /** Sorted by object; as many as were asked for. */
  readonly problems: readonly ProblemRow[];
}

/** One process of a server. */
export interface ProcessRow {
  readonly role: 'control' | 'supervisor' | 'worker';
  readonly pid: number;
  readonly state: 'draining' | 'ready' | 'running' | 'starting';
  /** Milliseconds since the epoch, where known. */
  readonly startedAt?: number | undefined;
  /** Resident memory in bytes, where known. */
  readonly memory?: number | undefined;
  /** Of a worker: the last version of the configuration it said it holds. */
  readonly acknowledged?: number | undefined;
}

/** An instance in the overview: counts, where `sluice slb show` has names. */
export interface InstanceSummary {
  /** The id; of a load balancer without an instance yet, the id that its Ingresses name. */
  readonly id: string;
  readonly name?: string | undefined;
  readonly addressType?: 'internet' | 'intranet' | undefined;
  readonly address?: string | undefined;
  /** Ports clients use, by listener port. */
  readonly ports?: Readonly<Record<string, number>> | undefined;
  /** The state of the instance; `missing` while there is none, `unknown` where no server was asked. */
  readonly state: string;
  /** True when all workers serve what its Ingresses ask for. */
  readonly programmed: boolean;
  readonly ingresses: number;
  readonly hosts: number;
}

/** What `sluice status` shows. */
export interface StatusRow {
  readonly version: string;
  /** What serves: `builtin` with workers, or `alibaba-clb` without. Absent where no server was asked. */
  readonly provider?: string | undefined;
  readonly errors: number;
  readonly warnings: number;
  /** Errors first, then by count. */
  readonly problems: readonly ProblemGroup[];
  readonly instances: readonly InstanceSummary[];
  readonly ingresses: number;
  /** None where no server runs. */
  readonly processes: readonly ProcessRow[];
  readonly source: {
    /** Counts the changes of the source. */
    readonly revision: number;
    /** False while it cannot see all of its objects. */
    readonly complete: boolean;
  };
  readonly configuration: {
    /** True once the first translation was applied. */
    readonly settled: boolean;
    /** True when every load balancer is in force in all workers. */
    readonly programmed: boolean;
    /** The version that workers are to hold, where a server runs. */
    readonly version?: number | undefined;
    /** When that version was made, milliseconds since the epoch. */
    readonly changedAt?: number | undefined;
  };
  /** Those that have expired, or expire within ten days. */
  readonly certificates: readonly CertificateRow[];
  /** Lines of the access log that were lost since the start. */
  readonly accessLogDropped?: number | undefined;
  /** `HOST:PORT` of the admin endpoint while it listens. */
  readonly admin?: string | undefined;
}

const text = z.string();

const problemGroup: ZodType<ProblemGroup> = z.object({
  reason: text,
  severity: z.enum(['error', 'warning']),
  count: z.number(),
  problems: z.array(problemRow),
});

const processRow: ZodType<ProcessRow> = z.object({
  role: z.enum(['control', 'supervisor', 'worker']),
  pid: z.number(),
  state: z.enum(['draining', 'ready', 'running', 'starting']),
  startedAt: z.number().optional(),
  memory: z.number().optional(),
  acknowledged: z.number().optional(),
});

const instanceSummary: ZodType<InstanceSummary> = z.object({
  id: text,
  name: text.optional(),
  addressType: z.enum(['internet', 'intranet']).optional(),
  address: text.optional(),
  ports: z.record(text, z.number()).optional(),
  state: text,
  programmed: z.boolean(),
  ingresses: z.number(),
  hosts: z.number(),
});

export const statusRow: ZodType<StatusRow> = z.object({
  version: text,
  provider: text.optional(),
  errors: z.number(),
  warnings: z.number(),
  problems: z.array(problemGroup),
  instances: z.array(instanceSummary),
  ingresses: z.number(),
  processes: z.array(processRow),
  source: z.object({ revision: z.number(), complete: z.boolean() }),
  configuration: z.object({
    settled: z.boolean(),
    programmed: z.boolean(),
    version: z.number().optional(),
    changedAt: z.number().optional(),
  }),
  certificates: z.array(certificateRow),
  accessLogDropped: z.number().optional(),
  admin: text.optional(),
});
