/** Items in groups of at most `size`, in order. */
export function batches<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const result: T[][] = [];
  for (let start = 0; start < items.length; start += size) result.push(items.slice(start, start + size));
  return result;
}

/** One call of an exchange. */
export type Turn<C, D> =
  | { readonly kind: 'create'; readonly items: readonly C[] }
  | {
      readonly kind: 'delete';
      readonly items: readonly D[];
      /** True where it had to come before what replaces it. */
      readonly forRoom: boolean;
    };

/**
 * Makes the new before the old goes, as far as there is room; else in turns. `room` is how many more may be made at once, `size` how
 * many a call takes. What has no room even when all that goes has gone is left out.
 */
export function exchange<C, D>(
  created: readonly C[],
  deleted: readonly D[],
  room: number,
  size: number,
): readonly Turn<C, D>[] {
  const turns: Turn<C, D>[] = [];
  let made = 0;
  let gone = 0;
  while (made < created.length) {
    const free = Math.min(size, room + gone - made);
    if (free > 0) {
      turns.push({ kind: 'create', items: created.slice(made, made + free) });
      made = Math.min(created.length, made + free);
    } else if (gone < deleted.length) {
      const items = deleted.slice(gone, gone + size);
      turns.push({ kind: 'delete', items, forRoom: true });
      gone += items.length;
    } else {
      break;
    }
  }
  for (const items of batches(deleted.slice(gone), size))
    turns.push({ kind: 'delete', items, forRoom: false });
  return turns;
}
