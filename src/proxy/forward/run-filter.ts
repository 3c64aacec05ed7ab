import type { Filter, FilteredRequest } from '../../features/filters.ts';
import type { Downstream } from './downstream.ts';

/** A request as the filter of its route sees it. */
export function filteredRequest(
  { request, client }: Downstream,
  path: string,
  headers: string[],
): FilteredRequest {
  return {
    method: request.method,
    authority: request.authority,
    secure: client.secure,
    httpsPort: client.httpsPort,
    originalPath: request.path,
    query: request.query,
    path,
    headers,
  };
}

/** The fields of a response as its route wants them. */
export function filterResponse(
  filter: Filter | undefined,
  status: number,
  headers: readonly string[],
): readonly string[] {
  if (filter?.onResponse === undefined) return headers;
  const filtered = { status, headers: [...headers] };
  filter.onResponse(filtered);
  return filtered.headers;
}
