import { httpDate } from './http-date.ts';

/** The fields of a response as the client gets them: the backend's, with `Server` and `Date` where it sent none (RFC 9110 6.6.1). */
export function responseHeaders(headers: readonly string[]): readonly string[] {
  let server = false;
  let date = false;
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] ?? '';
    if (name.length === 4) date ||= name === 'Date' || name.toLowerCase() === 'date';
    else if (name.length === 6) server ||= name === 'Server' || name.toLowerCase() === 'server';
  }
  if (server && date) return headers;
  const all = [...headers];
  if (!server) all.push('Server', 'sluice');
  if (!date) all.push('Date', httpDate());
  return all;
}
