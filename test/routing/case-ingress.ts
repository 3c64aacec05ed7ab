import { type ZodType, z } from 'zod';

/** An Ingress of a case, as far as the suite reads it. What else it has stays in it. */
export interface CaseIngress extends Readonly<Record<string, unknown>> {
  readonly metadata: {
    readonly name: string;
    readonly annotations?: Readonly<Record<string, string>> | undefined;
    readonly creationTimestamp?: string | undefined;
  };
  readonly spec: {
    readonly defaultBackend?: CaseBackend | undefined;
    readonly rules?: readonly CaseRule[] | undefined;
    readonly tls?: readonly CaseTls[] | undefined;
  };
}

export interface CaseRule {
  readonly host?: string | undefined;
  readonly http: {
    readonly paths: readonly {
      readonly path: string;
      readonly pathType: string;
      readonly backend: CaseBackend;
    }[];
  };
}

export interface CaseBackend {
  readonly service: {
    readonly name: string;
    readonly port: { readonly name?: string | undefined; readonly number?: number | undefined };
  };
}

export interface CaseTls {
  readonly hosts?: readonly string[] | undefined;
  readonly secretName?: string | undefined;
}

const backend = z.object({
  service: z.object({
    name: z.string(),
    port: z.object({ name: z.string().optional(), number: z.number().optional() }),
  }),
});

const rule = z.object({
  host: z.string().optional(),
  http: z.object({
    paths: z.array(z.object({ path: z.string(), pathType: z.string(), backend })),
  }),
});

const tls = z.object({ hosts: z.array(z.string()).optional(), secretName: z.string().optional() });

/** Reads what `ingress` of the manifests makes. */
export const caseIngress: ZodType<CaseIngress> = z.looseObject({
  metadata: z.looseObject({
    name: z.string(),
    annotations: z.record(z.string(), z.string()).optional(),
    creationTimestamp: z.string().optional(),
  }),
  spec: z.looseObject({
    defaultBackend: backend.optional(),
    rules: z.array(rule).optional(),
    tls: z.array(tls).optional(),
  }),
});
