import { isManagedField } from '../../model/index.ts';
import type { Client } from './downstream.ts';
import type { RequestHead } from './request.ts';

/**
 * The fields of the request to the backend: the client's without the managed ones, then our own. Fields that the
 * client named in `Connection` are gone before, so that it cannot have ours removed.
 */
export function forwardedHeaders(request: RequestHead, client: Client, requestId: string): string[] {
  const headers: string[] = [];
  const given = request.headers;
  for (let i = 0; i + 1 < given.length; i += 2) {
    const name = given[i] ?? '';
    if (!isManagedField(name)) headers.push(name, given[i + 1] ?? '');
  }
  headers.push(
    'X-Forwarded-For',
    client.address,
    'X-Forwarded-Proto',
    client.secure ? 'https' : 'http',
    'X-Forwarded-Host',
    request.authority,
    'X-Forwarded-Port',
    String(client.publishedPort),
    'X-Real-IP',
    client.address,
    'X-Request-ID',
    requestId,
  );
  return headers;
}
