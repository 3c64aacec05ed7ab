const maxListed = 3;
const maxLength = 253;

/** `a, b, c and 7 more`. */
export function listSome(names: readonly string[]): string {
  const listed = names
    .slice(0, maxListed)
    .map((name) => name.slice(0, maxLength))
    .join(', ');
  return names.length > maxListed ? `${listed} and ${names.length - maxListed} more` : listed;
}
