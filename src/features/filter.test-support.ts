import type { FilteredRequest } from './filter.ts';

/** A request for `/` of a.example, unencrypted, but for what is given. */
export function requestWith(given: Partial<FilteredRequest> = {}): FilteredRequest {
  return {
    method: 'GET',
    authority: 'a.example',
    secure: false,
    httpsPort: 443,
    originalPath: given.path ?? '/',
    query: '',
    path: '/',
    headers: [],
    ...given,
  };
}
