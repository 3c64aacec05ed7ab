import { isIP } from 'node:net';
import { z } from 'zod';
import { isInstanceId } from '../../model/index.ts';
import type { InstanceRecord, NewInstance } from './instance-record.ts';

const NAME = /^\p{L}[\p{L}\d._-]{0,79}$/u;

const spec = z.strictObject({
  name: z.string().regex(NAME, 'starts with a letter; letters, digits, . _ -; at most 80').exactOptional(),
  addressType: z.enum(['internet', 'intranet']),
  specification: z.string().max(64),
  tags: z
    .record(z.string().min(1).max(64), z.string().max(128))
    .refine((tags) => Object.keys(tags).length <= 20, 'at most 20 tags')
    .exactOptional(),
  address: z
    .string()
    .refine((text) => isIP(text) !== 0, 'must be an IPv4 or IPv6 address')
    .exactOptional(),
  vpcId: z.string().max(64).exactOptional(),
});

const port = z.int().min(1).max(65535);

const listeners = z
  .array(
    z.strictObject({
      port,
      protocol: z.enum(['http', 'https', 'tcp', 'udp']),
      owner: z.string().min(1).max(128),
    }),
  )
  .max(100);

const state = z.enum(['active', 'inactive', 'locked']);

const status = z.strictObject({
  state,
  address: z.string().max(64).exactOptional(),
  bind: z.string().max(64).exactOptional(),
  ports: z.record(z.string(), port).exactOptional(),
  listeners,
  idleSince: z.number().exactOptional(),
});

const home = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('state') }),
  z.strictObject({
    kind: z.literal('manifest'),
    document: z.string().min(1).max(253),
    file: z.string().max(4096).exactOptional(),
  }),
]);

/** Parses one record of the state directory. A manifest has passed the API's rules, so its spec may be laxer than ours. */
export const recordSchema: z.ZodType<InstanceRecord> = z.strictObject({
  id: z.string().refine(isInstanceId),
  name: z.string().min(1).max(253),
  spec: spec.extend({
    name: z.string().exactOptional(),
    specification: z.string(),
    tags: z.record(z.string(), z.string()).exactOptional(),
    address: z.string().exactOptional(),
    vpcId: z.string().exactOptional(),
  }),
  managed: z.boolean(),
  createdAt: z.number(),
  home,
  status,
});

/** Parses what a user asks of a new instance. */
export const newInstanceSchema: z.ZodType<NewInstance> = z.strictObject({
  spec,
  state: state.exactOptional(),
  listeners: listeners.exactOptional(),
});
