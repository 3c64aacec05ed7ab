import { type Kind, type ObjectKey, objectKey } from '../../kubernetes/types/index.ts';
import type { ObjectRef } from '../../model/index.ts';

/** Where objects came from, as a source knows it. */
export interface ObjectPlaces {
  /** The file, where the object is from one. */
  place(kind: Kind, key: ObjectKey): string | undefined;
  /** The line of that file, from 1. */
  line(kind: Kind, key: ObjectKey): number | undefined;
}

/** The file of an object, and the line at which it begins; undefined where it is from none. */
export function placeOf(
  object: ObjectRef,
  places: ObjectPlaces,
): { readonly file: string; readonly line?: number } | undefined {
  // Reports are on Ingresses, or name a file by themselves.
  if (object.kind !== 'Ingress' && object.kind !== 'Service') return undefined;
  const key = objectKey(object);
  const file = places.place(object.kind, key);
  const line = places.line(object.kind, key);
  return file === undefined ? undefined : { file, ...(line === undefined ? {} : { line }) };
}
