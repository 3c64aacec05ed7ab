import { z } from 'zod';
import type { ConfigMap, ObjectMeta, Secret } from '../types/index.ts';
import { dataKey } from './names.ts';
import type { RawObject } from './plain-json.ts';
import { type Fail, failShape, quote } from './problem.ts';

const maxDataBytes = 1024 * 1024;
const stringMap = z.record(z.string(), z.string()).exactOptional();

const secretSchema = z.object({ type: z.string().exactOptional(), data: stringMap, stringData: stringMap });
const configMapSchema = z.object({ data: stringMap });

/** Reads a core/v1 Secret by the rules of the API server and decodes it. Messages never hold a value. */
export function readSecret(document: RawObject, metadata: ObjectMeta, fail: Fail): Secret | undefined {
  const shape = secretSchema.safeParse(document);
  if (!shape.success) {
    failShape(shape.error, fail);
    return undefined;
  }
  const { type = '', data: encoded = {}, stringData = {} } = shape.data;
  const data: Record<string, string> = {};
  for (const [key, text] of Object.entries(encoded)) {
    const bytes = decodeBase64(text);
    if (bytes === undefined) fail(['data', key], 'must be base64; write plain text under stringData');
    else data[key] = bytes.toString('latin1');
  }
  for (const [key, text] of Object.entries(stringData)) data[key] = Buffer.from(text).toString('latin1');
  checkData(data, fail);
  if (type === 'kubernetes.io/tls') {
    for (const key of ['tls.crt', 'tls.key']) {
      if (!(key in data) && !(key in encoded)) fail(['data', key], 'required when type is kubernetes.io/tls');
    }
  }
  return type === '' ? { kind: 'Secret', metadata, data } : { kind: 'Secret', metadata, type, data };
}

/** Reads a core/v1 ConfigMap by the rules of the API server. */
export function readConfigMap(document: RawObject, metadata: ObjectMeta, fail: Fail): ConfigMap | undefined {
  const shape = configMapSchema.safeParse(document);
  if (!shape.success) {
    failShape(shape.error, fail);
    return undefined;
  }
  const { data = {} } = shape.data;
  checkData(data, fail);
  return { kind: 'ConfigMap', metadata, data };
}

function checkData(data: Readonly<Record<string, string>>, fail: Fail): void {
  let length = 0;
  for (const [key, value] of Object.entries(data)) {
    const bad = dataKey(key);
    if (bad !== undefined) fail(['data'], `key ${quote(key)} ${bad}`);
    length += value.length;
  }
  if (length > maxDataBytes) fail(['data'], 'must be at most 1 MiB together');
}

function decodeBase64(text: string): Buffer | undefined {
  const packed = text.replace(/[\r\n]/g, '');
  if (packed.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(packed)) return undefined;
  return Buffer.from(packed, 'base64');
}
