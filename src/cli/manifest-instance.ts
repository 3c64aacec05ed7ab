import type { SLBInstance } from '../kubernetes/types/index.ts';
import type { ManifestInstance } from '../provider/index.ts';

/** An SLBInstance document as the instance store takes it; `file` is where it stands, as far as that is known. */
export function manifestInstance(
  { metadata, spec }: SLBInstance,
  file: string | undefined,
): ManifestInstance {
  return {
    name: metadata.name,
    createdAt: metadata.creationTimestamp,
    spec,
    ...(file === undefined ? {} : { file }),
  };
}
