import type { FeatureFilter, FilterAnswer, FilteredRequest } from '../filter.ts';
import type { SslRedirectPolicy } from '../policies.ts';

/**
 * Sends what came unencrypted to the same URL by HTTPS, path and query as the client wrote them. A load balancer without an
 * https listener redirects nothing. An HTTP/1.0 request without a host cannot be sent anywhere, and must not pass
 * unencrypted either: it gets a 400.
 */
export const sslRedirectFilter: FeatureFilter<SslRedirectPolicy> = {
  accepts(value): value is SslRedirectPolicy {
    const status =
      typeof value === 'object' && value !== null && 'status' in value ? value.status : undefined;
    return status === 301 || status === 302 || status === 307 || status === 308;
  },

  compile: ({ status }) => ({ onRequest: (request) => redirect(status, request) }),

  describe(_policy, { request, answer }) {
    if (answer === undefined) return request.secure ? 'came encrypted' : 'there is no https listener';
    if (answer.status === 400) return 'answers 400: the request names no host to send it to';
    return `answers ${answer.status} to ${answer.headers[1] ?? ''}`;
  },
};

function redirect(status: number, request: FilteredRequest): FilterAnswer | undefined {
  const { httpsPort } = request;
  if (request.secure || httpsPort === undefined) return undefined;
  const host = withoutPort(request.authority);
  if (host === '') return { status: 400, reason: 'BadRequest', headers: [] };
  const port = httpsPort === 443 ? '' : `:${httpsPort}`;
  const location = `https://${host}${port}${request.originalPath}${request.query}`;
  return { status, reason: 'HttpsRedirect', headers: ['Location', location] };
}

function withoutPort(authority: string): string {
  // An IPv6 address has colons of its own, inside its brackets.
  const colon = authority.indexOf(':', authority.lastIndexOf(']') + 1);
  return colon < 0 ? authority : authority.slice(0, colon);
}
