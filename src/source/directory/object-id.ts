import {
  apiKind,
  type DocumentRef,
  type Kind,
  type KubernetesObject,
  type ObjectKey,
  objectKey,
} from '../../kubernetes/types/index.ts';
import type { ObjectRef } from '../../model/index.ts';

/** What names an object everywhere in the source: kind and key. */
export interface ObjectName {
  readonly kind: Kind;
  readonly key: ObjectKey;
}

/** `Ingress default/cafe`. */
export function objectId(object: KubernetesObject): string {
  return `${object.kind} ${objectKey(object.metadata)}`;
}

/** The id of what a document calls itself, when it names one of our kinds and has a name. */
export function documentId(ref: DocumentRef): string | undefined {
  const { kind, namespace, name } = ref;
  if (name === undefined || apiKind(kind) === undefined) return undefined;
  return `${kind} ${objectKey(namespace === undefined ? { name } : { namespace, name })}`;
}

/** Kind and key of an id; undefined for what is none. */
export function parseId(id: string): ObjectName | undefined {
  const space = id.indexOf(' ');
  const kind = apiKind(id.slice(0, space))?.kind;
  return kind === undefined ? undefined : { kind, key: id.slice(space + 1) };
}

/** The reference reports use. */
export function idRef(id: string): ObjectRef {
  const [kind = '', key = ''] = id.split(' ');
  const slash = key.indexOf('/');
  return slash < 0
    ? { kind, name: key }
    : { kind, namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

/** What a report about a document names: the object where it has a name, else the file. */
export function documentRef(ref: DocumentRef, file: string): ObjectRef {
  const { kind, namespace, name } = ref;
  if (name === undefined || kind === '') return { kind: 'File', name: file };
  return namespace === undefined ? { kind, name } : { kind, namespace, name };
}
