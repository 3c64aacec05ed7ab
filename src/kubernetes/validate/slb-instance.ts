import { isIP } from 'node:net';
import { z } from 'zod';
import type { ObjectMeta, SLBInstance } from '../types/index.ts';
import type { RawObject } from './plain-json.ts';
import { type Fail, failShape, quote, shapeOptions } from './problem.ts';

const specifications: ReadonlySet<string> = new Set([
  '',
  'slb.s1.small',
  'slb.s2.small',
  'slb.s2.medium',
  'slb.s3.small',
  'slb.s3.medium',
  'slb.s3.large',
  'slb.lcu.elastic',
]);

// The limits of CLB for tags.
const maxTags = 20;
const maxTagKey = 64;
const maxTagValue = 128;
const reservedTag = /^(?:aliyun|acs:)|https?:\/\//;

const schema = z.object({
  name: z.string().max(80, 'must have at most 80 characters').exactOptional(),
  addressType: z.enum(['internet', 'intranet']),
  specification: z.string().exactOptional(),
  tags: z.record(z.string(), z.string()).exactOptional(),
  address: z.string().exactOptional(),
  vpcId: z.string().max(64, 'must have at most 64 characters').exactOptional(),
});

/** Reads a sluice.dev/v1alpha1 SLBInstance. */
export function readSlbInstance(
  document: RawObject,
  metadata: ObjectMeta,
  fail: Fail,
): SLBInstance | undefined {
  const shape = schema.safeParse(document['spec'] ?? {}, shapeOptions);
  if (!shape.success) {
    failShape(shape.error, fail, ['spec']);
    return undefined;
  }
  const { specification = '', ...rest } = shape.data;
  if (!specifications.has(specification)) {
    const known = [...specifications].filter((name) => name !== '').join(', ');
    fail(['spec', 'specification'], `must be one of ${known}, or empty for shared-performance`);
  }
  if (rest.address === '') delete rest.address;
  if (rest.address !== undefined && (isIP(rest.address) === 0 || rest.address.includes('%'))) {
    fail(['spec', 'address'], 'must be an IP address');
  }
  checkTags(rest.tags ?? {}, fail);
  return { kind: 'SLBInstance', metadata, spec: { ...rest, specification } };
}

function checkTags(tags: Readonly<Record<string, string>>, fail: Fail): void {
  const entries = Object.entries(tags);
  if (entries.length > maxTags) fail(['spec', 'tags'], `must be at most ${maxTags} tags`);
  for (const [key, value] of entries) {
    if (key === '' || key.length > maxTagKey || reservedTag.test(key)) {
      fail(
        ['spec', 'tags'],
        `key ${quote(key)} must have 1 to ${maxTagKey} characters, not start with aliyun or acs:, and hold no http:// or https://`,
      );
    }
    if (value.length > maxTagValue || reservedTag.test(value)) {
      fail(
        ['spec', 'tags', key],
        `must have at most ${maxTagValue} characters, not start with aliyun or acs:, and hold no http:// or https://`,
      );
    }
  }
}
