import { contentHash } from '../../base/index.ts';
import type { ConfigMap, ObjectMeta, Secret } from '../../kubernetes/types/index.ts';
import type { Snapshot } from '../../snapshot/index.ts';

/**
 * The objects in force, for people to look at. Never what is in a Secret, nor what may hold a credential by its nature:
 * the values of ConfigMaps and of header fields. Those are told by their size. Lists are walked as they are written.
 */
export function debugSnapshot(snapshot: Snapshot): object {
  const { revision, ingresses, ingressClasses, services, endpointSlices, secrets, configMaps, instances } =
    snapshot;
  return {
    revision,
    ingresses: each(ingresses, withoutValues),
    ingressClasses: each(ingressClasses, withoutValues),
    services: each(services, withoutValues),
    endpointSlices: allSlices(endpointSlices),
    secrets: each(secrets, describeSecret),
    configMaps: each(configMaps, describeConfigMap),
    instances: each(instances, withoutValues),
  };
}

function* each<T, Shown>(objects: ReadonlyMap<string, T>, show: (object: T) => Shown): Generator<Shown> {
  for (const object of objects.values()) yield show(object);
}

function* allSlices(byService: Snapshot['endpointSlices']): Generator<object> {
  for (const slices of byService.values()) for (const slice of slices) yield withoutValues(slice);
}

function withoutValues<T extends { readonly metadata: ObjectMeta }>(object: T): T {
  const { annotations } = object.metadata;
  if (annotations === undefined) return object;
  const shown = Object.entries(annotations).map(([key, value]) => [key, annotationValue(key, value)]);
  return { ...object, metadata: { ...object.metadata, annotations: Object.fromEntries(shown) } };
}

/** Annotations that hold header fields, or a copy of the whole object (of a Secret, too). */
const heldBack = /headers?$|snippet$|\/last-applied-configuration$/;

function annotationValue(key: string, value: string): string {
  return heldBack.test(key) ? sizeText(value) : value;
}

/** A copy of the data may stand in the annotations of a Secret, so none of them is shown. */
function describeSecret({ kind, metadata, type, data }: Secret): object {
  const { namespace, name, creationTimestamp } = metadata;
  return {
    kind,
    metadata: { namespace, name, creationTimestamp },
    type,
    keys: sizes(data),
    fingerprint: contentHash(JSON.stringify(data)),
  };
}

function describeConfigMap({ kind, metadata, data }: ConfigMap): object {
  const { namespace, name, creationTimestamp } = metadata;
  return { kind, metadata: { namespace, name, creationTimestamp }, keys: sizes(data) };
}

function sizes(data: Readonly<Record<string, string>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, value.length]));
}

function sizeText(value: string): string {
  return `(${value.length} characters)`;
}
