/** No name is so long, and comparing longer text would cost for nothing. */
const longest = 64;

/**
 * The name most like `text`: the same letters in another spelling, else the nearest by edit distance, as long as
 * at most a third of the letters differ. Undefined where none is near.
 */
export function nearest(text: string, names: readonly string[]): string | undefined {
  if (text.length > longest) return undefined;
  const same = names.find((name) => letters(name) === letters(text));
  if (same !== undefined) return same;
  const ranked = names
    .map((name) => ({ name, distance: editDistance(text.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const [best] = ranked;
  return best !== undefined && best.distance <= Math.max(2, Math.floor(best.name.length / 3))
    ? best.name
    : undefined;
}

function letters(text: string): string {
  return text.replace(/[^a-zA-Z0-9]/g, '').toLowerCase();
}

/** How many letters have to be put in, taken out or changed (Levenshtein). */
export function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const changed = (above[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(changed, (above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    above = current;
  }
  return above[b.length] ?? 0;
}
