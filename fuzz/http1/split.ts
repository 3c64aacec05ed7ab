import type { Random } from './random.ts';

/** A message in pieces, cut at a few random places. */
export function randomPieces(random: Random, data: Buffer): Buffer[] {
  const cuts: number[] = [];
  for (let left = 1 + random.below(4); left > 0; left -= 1) cuts.push(random.below(data.length + 1));
  return pieces(
    data,
    cuts.sort((a, b) => a - b),
  );
}

/** Places to cut a message in two: every one up to `most`, beyond that a sample of them. */
export function cutPlaces(random: Random, length: number, most: number): number[] {
  if (length <= most) return Array.from({ length: Math.max(0, length - 1) }, (_, i) => i + 1);
  return Array.from({ length: most }, () => 1 + random.below(length - 1));
}

/** A message, a piece an octet. */
export function octets(data: Buffer): Buffer[] {
  return Array.from(data, (_, i) => data.subarray(i, i + 1));
}

/** The pieces between `cuts`, which ascend; empty ones are left out, as no socket delivers them. */
export function pieces(data: Buffer, cuts: readonly number[]): Buffer[] {
  const parts: Buffer[] = [];
  let from = 0;
  for (const cut of [...cuts, data.length]) {
    if (cut > from) parts.push(data.subarray(from, cut));
    from = cut;
  }
  return parts;
}
