import { cloudPrefixes } from './cloud-annotation.ts';

/** An annotation for a load balancer as an Ingress has it. */
export interface FoundAnnotation {
  /** Without prefix and `loadbalancer-`; whole where it has another beginning. */
  readonly name: string;
  readonly key: string;
  /** Without blanks around it, never empty. */
  readonly text: string;
}

/** These choose the instance and are read before all others. */
const choosing = new Set(['id', 'force-override-listeners']);
const kind = 'loadbalancer-';

/** The annotations for load balancers, by name, those that choose the instance aside. An empty value counts as absent. */
export function findAnnotations(
  annotations: Readonly<Record<string, string>>,
): ReadonlyMap<string, FoundAnnotation> {
  let found: Map<string, FoundAnnotation> | undefined;
  for (const prefix of cloudPrefixes) {
    for (const key in annotations) {
      if (!key.startsWith(prefix)) continue;
      const rest = key.slice(prefix.length);
      const name = rest.startsWith(kind) ? rest.slice(kind.length) : rest;
      const text = annotations[key]?.trim() ?? '';
      if (text === '' || choosing.has(name)) continue;
      found ??= new Map();
      if (!found.has(name)) found.set(name, { name, key, text });
    }
  }
  return found ?? none;
}

const none: ReadonlyMap<string, FoundAnnotation> = new Map();

/** The API field of an annotation. Keys from a directory are checked, yet what follows a prefix may be long. */
export function fieldOf({ key }: FoundAnnotation): string {
  return `metadata.annotations[${key.slice(0, 150)}]`;
}
