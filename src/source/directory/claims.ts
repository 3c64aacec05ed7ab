import type { ManifestDocument } from './file-reading.ts';

/** A document's, or a broken file's, say in what an object is. */
export interface Claim {
  readonly file: string;
  /** Place in the file, from 0. */
  readonly position: number;
  readonly line: number;
  /** `held`: the file is broken and held the object before; `message` says what is wrong with it. */
  readonly document:
    | Extract<ManifestDocument, { kind: 'object' | 'invalid' }>
    | { readonly kind: 'held'; readonly message: string }
    | { readonly kind: 'unseen' };
}

/** All claims, by id of the object (`Ingress default/cafe`) and by file. */
export interface Claims {
  /** Replaces the claims of a file; the ids it held or holds now. */
  replace(file: string, claims: ReadonlyMap<string, readonly Claim[]>): Set<string>;
  /** The ids a file claims. */
  idsOf(file: string): readonly string[];
  /** The claims for an object, the first in force: by path, then position; those of fading files last. */
  of(id: string): readonly Claim[];
  /** A fading file has vanished or is half written; it gives way to others. Returns its ids when that is news. */
  setFading(file: string, fading: boolean): readonly string[];
  isFading(file: string): boolean;
}

/** Makes empty {@link Claims}. */
export function makeClaims(): Claims {
  const byFile = new Map<string, readonly string[]>();
  const byId = new Map<string, Claim[]>();
  const fading = new Set<string>();
  const compare = (a: Claim, b: Claim): number => {
    const late = Number(fading.has(a.file)) - Number(fading.has(b.file));
    if (late !== 0) return late;
    if (a.file !== b.file) return a.file < b.file ? -1 : 1;
    return a.position - b.position;
  };
  const idsOf = (file: string): readonly string[] => byFile.get(file) ?? [];
  return {
    replace(file, claims) {
      const touched = new Set(idsOf(file));
      for (const id of touched) {
        const rest = (byId.get(id) ?? []).filter((claim) => claim.file !== file);
        if (rest.length === 0) byId.delete(id);
        else byId.set(id, rest);
      }
      for (const [id, added] of claims) {
        touched.add(id);
        byId.set(id, [...(byId.get(id) ?? []), ...added].sort(compare));
      }
      if (claims.size === 0) byFile.delete(file);
      else byFile.set(file, [...claims.keys()]);
      return touched;
    },
    idsOf,
    of: (id) => byId.get(id) ?? [],
    setFading(file, on) {
      if (fading.has(file) === on) return [];
      if (on) fading.add(file);
      else fading.delete(file);
      for (const id of idsOf(file)) byId.get(id)?.sort(compare);
      return idsOf(file);
    },
    isFading: (file) => fading.has(file),
  };
}
