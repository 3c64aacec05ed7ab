import type { KnownFields } from './known-fields.ts';
import { isRawObject, type RawObject } from './plain-json.ts';
import { formatField, type Problem } from './problem.ts';

/** A name longer than this is no misspelt field. */
const maxName = 40;

/** More than this many of one object help nobody. */
const maxFound = 20;

/** Finds fields that the API does not have: they have no effect, and are often misspelt. */
export function findUnknownFields(document: RawObject, known: KnownFields): Problem[] {
  const search: Search = { found: [], path: [] };
  searchObject(document, known, search);
  return search.found;
}

interface Search {
  readonly found: Problem[];
  /** Where the search is. One list for all of it: every object is searched, and hardly any has something to find. */
  readonly path: (string | number)[];
}

function searchObject(object: RawObject, known: KnownFields, search: Search): void {
  for (const field of Object.keys(object)) {
    if (search.found.length >= maxFound) return;
    const below = Object.hasOwn(known, field) ? known[field] : undefined;
    if (below === null) continue;
    search.path.push(field);
    if (below === undefined) report(field, known, search);
    else searchValue(object[field], below, search);
    search.path.pop();
  }
}

function searchValue(value: unknown, known: KnownFields, search: Search): void {
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      search.path.push(index);
      searchValue(value[index], known, search);
      search.path.pop();
    }
  } else if (isRawObject(value)) searchObject(value, known, search);
}

function report(field: string, known: KnownFields, { found, path }: Search): void {
  const message = `is not a field of the API and has no effect${hint(field, known)}`;
  found.push({ field: formatField(path), path: [...path], message });
}

function hint(field: string, known: KnownFields): string {
  const nearest = nearestName(field, Object.keys(known));
  return nearest === undefined ? '' : `; did you mean ${nearest}?`;
}

/** The name that a misspelling is least far from; undefined when it is far from all. */
function nearestName(field: string, known: readonly string[]): string | undefined {
  if (field.length > maxName) return undefined;
  let nearest: string | undefined;
  let least = Math.max(1, Math.floor(field.length / 3)) + 1;
  for (const name of known) {
    const distance = editDistance(field.toLowerCase(), name.toLowerCase());
    if (distance < least) {
      nearest = name;
      least = distance;
    }
  }
  return nearest;
}

/** How many characters must be added, taken out or exchanged to make one text of the other. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 0; i < a.length; i += 1) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j += 1) {
      const exchange = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(exchange, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
