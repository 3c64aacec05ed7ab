import { contentHash } from '../../base/index.ts';
import type { KubernetesObject } from '../../kubernetes/types/index.ts';

/** A hash of the content of an object, as it was read from its document. */
export function documentVersion(object: KubernetesObject): string {
  return contentHash(JSON.stringify(object));
}
