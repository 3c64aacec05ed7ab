import { nearestName } from '../../base/index.ts';
import type { KnownFields } from './known-fields.ts';
import { isRawObject, type RawObject } from './plain-json.ts';
import { formatField, type Problem } from './problem.ts';

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
