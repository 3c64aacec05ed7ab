import type { Ingress } from '../../kubernetes/types/index.ts';
import {
  type InstanceWish,
  isInstanceId,
  maxInstanceIdLength,
  type ObjectRef,
  type ObjectReport,
} from '../../model/index.ts';
import { cloudPrefixes } from '../cloud/cloud-annotation.ts';

/** The instance an Ingress wants, or why what it says cannot be an instance. */
export type InstanceChoice =
  | { readonly kind: 'wish'; readonly wish: InstanceWish }
  | { readonly kind: 'invalid'; readonly report: ObjectReport };

/** Reads the annotations that name an instance. An empty value counts as absent. */
export function readInstance(ingress: Ingress, object: ObjectRef): InstanceChoice {
  const id = readAnnotation(ingress, 'id');
  if (id === undefined) return { kind: 'wish', wish: { kind: 'managed' } };
  if (!isInstanceId(id.value)) {
    const shown = JSON.stringify(id.value.slice(0, maxInstanceIdLength));
    const message = `${shown} is not an instance id; the Ingress is not served`;
    const field = `metadata.annotations[${id.key}]`;
    return { kind: 'invalid', report: { object, reason: 'InvalidLoadBalancerId', message, field } };
  }
  const forceOverrideListeners = readAnnotation(ingress, 'force-override-listeners')?.value === 'true';
  return { kind: 'wish', wish: { kind: 'existing', id: id.value, forceOverrideListeners } };
}

function readAnnotation(ingress: Ingress, suffix: string): { key: string; value: string } | undefined {
  for (const prefix of cloudPrefixes) {
    const key = `${prefix}loadbalancer-${suffix}`;
    const value = ingress.metadata.annotations?.[key];
    if (value !== undefined && value !== '') return { key, value };
  }
  return undefined;
}
