import { isManagedField } from '../../model/index.ts';
import type { Client } from './downstream.ts';
import type { RequestHead } from './request.ts';

/**
 * The fields of the request to the backend: the client's without the managed ones, then our own, with what a trusted
 * client told. Fields that the client named in `Connection` are gone before, so that it cannot have ours removed.
 */
export function forwardedHeaders(request: RequestHead, client: Client, requestId: string): string[] {
  const headers: string[] = [];
  const given = request.headers;
  for (let i = 0; i + 1 < given.length; i += 2) {
    const name = given[i] ?? '';
    if (!isManagedField(name)) headers.push(name, given[i + 1] ?? '');
  }
  const { address, told } = client;
  headers.push(
    'X-Forwarded-For',
    told === undefined ? address : told.forwardedFor,
    'X-Forwarded-Proto',
    client.secure ? 'https' : 'http',
    'X-Forwarded-Host',
    told?.host ?? request.authority,
    'X-Forwarded-Port',
    String(client.publishedPort),
    'X-Real-IP',
    address,
    'X-Request-ID',
    requestId,
  );
  return headers;
}
