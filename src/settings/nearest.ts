import { nearestName } from '../base/index.ts';

/** The known name with the same letters in another spelling, else the one that a misspelling is least far from. */
export function nearest(text: string, names: readonly string[]): string | undefined {
  const wanted = letters(text);
  return names.find((name) => wanted !== '' && letters(name) === wanted) ?? nearestName(text, names);
}

function letters(text: string): string {
  return text.replace(/[^a-zA-Z0-9]/g, '').toLowerCase();
}
