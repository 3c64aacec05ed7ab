import type { KubernetesObject } from '../types/index.ts';
import { apiKinds } from './api-kinds.ts';
import type { RawObject } from './plain-json.ts';

/** The document an object came from, as far as it was read: {@link parseObject} gives the same object for it. */
export function toDocument(object: KubernetesObject): RawObject {
  const { creationTimestamp, ...metadata } = object.metadata;
  const time =
    creationTimestamp === 0 ? {} : { creationTimestamp: new Date(creationTimestamp).toISOString() };
  const document = {
    ...object,
    apiVersion: apiKinds[object.kind].apiVersion,
    metadata: { ...metadata, ...time },
  };
  return object.kind === 'Secret' ? { ...document, data: encodeData(object.data) } : document;
}

function encodeData(data: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(data).map(([key, value]) => [
    key,
    Buffer.from(value, 'latin1').toString('base64'),
  ]);
  return Object.fromEntries(entries);
}
