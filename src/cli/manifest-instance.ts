import type { SLBInstance } from '../kubernetes/types/index.ts';
import type { ManifestInstance } from '../provider/index.ts';

/** An SLBInstance document as the instance store takes it. */
export function manifestInstance({ metadata, spec }: SLBInstance): ManifestInstance {
  return { name: metadata.name, createdAt: metadata.creationTimestamp, spec };
}
