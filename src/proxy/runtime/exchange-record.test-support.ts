import type { Client } from '../forward/downstream.ts';
import type { ExchangeRecord } from '../forward/forwarding.ts';
import type { RequestHead } from '../forward/request.ts';

export const client: Client = {
  address: '192.0.2.1',
  port: 4000,
  secure: true,
  publishedPort: 443,
  httpsPort: 443,
  serverName: 'a',
};

const request: RequestHead = {
  method: 'GET',
  authority: 'a.example',
  path: '/x',
  query: '?y',
  headers: ['Authorization', 'secret', 'Cookie', 'secret'],
  bodyLength: 0,
  expectContinue: false,
  takesTrailers: false,
  upgrade: undefined,
  protocol: 'HTTP/1.1',
};

const answered: ExchangeRecord = {
  client,
  request,
  status: 200,
  reason: undefined,
  route: {
    origin: { kind: 'Ingress', namespace: 'shop', name: 'web' },
    service: 'shop/api:80',
    filter: undefined,
    tunnelIdle: undefined,
    retries: undefined,
    maxBodySize: undefined,
    upstreamTimeouts: (ofServer) => ofServer,
    count() {},
  },
  endpoint: { address: '10.0.0.1', port: 8080 },
  attempts: 1,
  failures: [],
  connectMs: 0.5,
  headerMs: 1,
  responseMs: 1.1,
  requestBytes: 1,
  responseBytes: 2,
  durationMs: 1.23456,
  requestId: 'id',
  traceId: undefined,
};

/** The record of a request that a backend answered by 200, with changes; those of `request` on top of its head. */
export function exchangeRecord(
  changes: Partial<ExchangeRecord> = {},
  head: Partial<RequestHead> = {},
): ExchangeRecord {
  return { ...answered, request: { ...request, ...head }, ...changes };
}
