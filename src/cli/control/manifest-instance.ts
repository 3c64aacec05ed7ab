import type { SLBInstance } from '../../kubernetes/types/index.ts';
import type { ManifestInstance } from '../../provider/index.ts';

/** An SLBInstance document, and the file it is in, as the instance store takes it. */
export function manifestInstance(
  { metadata, spec }: SLBInstance,
  file: string | undefined,
): ManifestInstance {
  const { name, creationTimestamp: createdAt } = metadata;
  return { name, createdAt, spec, ...(file === undefined ? {} : { file }) };
}
