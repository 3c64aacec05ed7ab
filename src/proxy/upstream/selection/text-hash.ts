/** Where a hash of text begins. */
export const hashStart: number = 0x811c9dc5 | 0;

/** FNV-1a of the characters of a text, 32 bits, signed; it goes on from `hash`. Equal in every process. */
export function hashText(text: string, hash: number): number {
  let value = hash;
  for (let i = 0; i < text.length; i += 1) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value;
}

/** Spreads the bits of a hash, so that texts that differ little lie far apart: the finaliser of MurmurHash3. Signed. */
export function mixHash(hash: number): number {
  let value = hash;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return value ^ (value >>> 16);
}
