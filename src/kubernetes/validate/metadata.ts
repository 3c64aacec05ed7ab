import { z } from 'zod';
import type { ObjectMeta } from '../types/index.ts';
import { dnsLabel, labelValue, type NameRule, qualifiedName } from './names.ts';
import { type Fail, failShape, quote, shapeOptions } from './problem.ts';

const maxAnnotationBytes = 256 * 1024;

const schema = z.object({
  name: z.string(),
  namespace: z.string().exactOptional(),
  labels: z.record(z.string(), z.string()).exactOptional(),
  annotations: z.record(z.string(), z.string()).exactOptional(),
  creationTimestamp: z.string().exactOptional(),
  uid: z.string().max(128).exactOptional(),
});

// RFC 3339 5.6; Date.parse alone takes much more.
const timestampForm = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d)$/;

/** Reads `metadata`; undefined when a rule is broken. `namespace` is the default one, or undefined for cluster-scoped kinds. */
export function readMetadata(
  raw: unknown,
  rules: { readonly name: NameRule; readonly namespace: string | undefined },
  fail: Fail,
): ObjectMeta | undefined {
  const shape = schema.safeParse(raw ?? {}, shapeOptions);
  if (!shape.success) {
    failShape(shape.error, fail, ['metadata']);
    return undefined;
  }
  const { name, namespace, creationTimestamp, ...rest } = shape.data;
  const bad = name === '' ? 'required' : rules.name(name);
  if (bad !== undefined) fail(['metadata', 'name'], bad);
  checkMaps(rest, fail);
  return {
    name,
    // A namespace on a cluster-scoped object is ignored, as kubectl does.
    ...(rules.namespace === undefined ? {} : { namespace: readNamespace(namespace, rules.namespace, fail) }),
    ...rest,
    creationTimestamp: readTimestamp(creationTimestamp, fail),
  };
}

function readNamespace(namespace: string | undefined, fallback: string, fail: Fail): string {
  if (namespace === undefined || namespace === '') return fallback;
  const bad = dnsLabel(namespace);
  if (bad !== undefined) fail(['metadata', 'namespace'], bad);
  return namespace;
}

function readTimestamp(text: string | undefined, fail: Fail): number {
  if (text === undefined) return 0;
  const time = timestampForm.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time))
    fail(['metadata', 'creationTimestamp'], 'must be a time such as 2026-01-31T12:00:00Z');
  return time;
}

type Maps = Pick<ObjectMeta, 'labels' | 'annotations'>;

function checkMaps({ labels = {}, annotations = {} }: Maps, fail: Fail): void {
  for (const [key, value] of Object.entries(labels)) {
    const bad = qualifiedName(key);
    if (bad !== undefined) fail(['metadata', 'labels'], `key ${quote(key)} ${bad}`);
    const badValue = labelValue(value);
    if (badValue !== undefined) fail(['metadata', 'labels', key], badValue);
  }
  let bytes = 0;
  for (const [key, value] of Object.entries(annotations)) {
    const bad = qualifiedName(key.toLowerCase());
    if (bad !== undefined) fail(['metadata', 'annotations'], `key ${quote(key)} ${bad}`);
    bytes += Buffer.byteLength(key) + Buffer.byteLength(value);
  }
  if (bytes > maxAnnotationBytes) fail(['metadata', 'annotations'], 'must be at most 256 KiB together');
}
