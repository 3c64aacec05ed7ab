import { type ZodType, z } from 'zod';
import { type ListPage, listPage } from './wire-page.ts';
import { type ProblemRow, problemRow } from './wire-problem.ts';

export * from './wire-certificate.ts';
export * from './wire-page.ts';
export * from './wire-problem.ts';
export * from './wire-status.ts';

/** An Ingress as `sluice get ingress` shows it. */
export interface IngressRow {
  readonly namespace: string;
  readonly name: string;
  readonly class?: string | undefined;
  /** By whose rules it is read; absent where it is left to others. */
  readonly profile?: 'ingress-nginx' | 'slb' | undefined;
  readonly hosts: readonly string[];
  readonly instanceId?: string | undefined;
  readonly address?: string | undefined;
  /** Ports clients use, by listener port. */
  readonly ports?: Readonly<Record<string, number>> | undefined;
  readonly programmed: boolean;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly problems: readonly ProblemRow[];
}

/** An instance as `sluice slb` shows it. */
export interface InstanceRow {
  readonly id: string;
  readonly name: string;
  readonly addressType: 'internet' | 'intranet';
  readonly specification: string;
  readonly state: string;
  readonly address?: string | undefined;
  readonly ports?: Readonly<Record<string, number>> | undefined;
  readonly listeners: readonly {
    readonly port: number;
    readonly protocol: string;
    readonly owner: string;
  }[];
  /** True for the one made automatically. */
  readonly managed: boolean;
  readonly tags: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch, where known. */
  readonly createdAt?: number | undefined;
  /** `state directory`, the manifest it is a document of, or the cloud it is in. */
  readonly home: string;
  /** The Ingresses on it, `namespace/name`, as far as a running server knows them. */
  readonly ingresses: readonly string[];
  /** Why it does not serve, or would not serve an Ingress that named it. */
  readonly problems: readonly ProblemRow[];
}

/** What `POST /v1/instances` takes; the instance store judges the values. */
export interface InstanceOrder {
  readonly name?: string | undefined;
  readonly addressType: 'internet' | 'intranet';
  readonly specification: string;
  readonly address?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

const text = z.string();
const ports = z.record(text, z.number());
const addressType = z.enum(['internet', 'intranet']);

const ingressRow: ZodType<IngressRow> = z.object({
  namespace: text,
  name: text,
  class: text.optional(),
  profile: z.enum(['ingress-nginx', 'slb']).optional(),
  hosts: z.array(text),
  instanceId: text.optional(),
  address: text.optional(),
  ports: ports.optional(),
  programmed: z.boolean(),
  createdAt: z.number(),
  problems: z.array(problemRow),
});

export const ingressRows: ZodType<readonly IngressRow[]> = z.array(ingressRow);

/** What `/api/ingresses` answers. */
export const ingressPage: ZodType<ListPage<IngressRow>> = listPage(ingressRow);

export const instanceRow: ZodType<InstanceRow> = z.object({
  id: text,
  name: text,
  addressType,
  specification: text,
  state: text,
  address: text.optional(),
  ports: ports.optional(),
  listeners: z.array(z.object({ port: z.number(), protocol: text, owner: text })),
  managed: z.boolean(),
  tags: z.record(text, text),
  createdAt: z.number().optional(),
  home: text,
  ingresses: z.array(text),
  problems: z.array(problemRow),
});

export const deletedInstance: ZodType<{ readonly deleted: string }> = z.object({ deleted: text });

export const instanceRows: ZodType<readonly InstanceRow[]> = z.array(instanceRow);

export const instanceOrder: ZodType<InstanceOrder> = z.strictObject({
  name: text.optional(),
  addressType,
  specification: text,
  address: text.optional(),
  tags: z.record(text, text).optional(),
});
