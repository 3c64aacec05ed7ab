import type { Client } from '../forward/downstream.ts';
import type { ExchangeRecord } from '../forward/forwarding.ts';
import type { MessageError } from '../http1/message-error.ts';

/** Characters of a target that the log keeps. */
const targetLimit = 2048;

/**
 * One line of JSON for one request. It holds no header values. Bodies are counted without their framing;
 * `reason` is there where Sluice itself answered or closed.
 */
export function accessLogLine(record: ExchangeRecord): string {
  const { request, endpoint, route, client } = record;
  const target = request === undefined ? undefined : request.path + request.query;
  return JSON.stringify({
    time: new Date().toISOString(),
    client: client.address,
    tls: client.secure,
    method: request?.method,
    host: request?.authority,
    target: target?.slice(0, targetLimit),
    protocol: request?.protocol,
    status: record.status,
    reason: record.reason,
    durationMs: Math.round(record.durationMs * 1000) / 1000,
    requestBytes: record.requestBytes,
    responseBytes: record.responseBytes,
    ingress: route === undefined ? undefined : `${route.origin.namespace ?? ''}/${route.origin.name}`,
    endpoint: endpoint === undefined ? undefined : `${endpoint.address}:${endpoint.port}`,
    attempts: record.attempts > 1 ? record.attempts : undefined,
    requestId: record.requestId === '' ? undefined : record.requestId,
  });
}

/** The record of a message that never became a request. */
export function refusedRecord(client: Client, error: MessageError, startedAt: number): ExchangeRecord {
  return {
    client,
    request: undefined,
    status: error.status,
    reason: error.reason,
    route: undefined,
    endpoint: undefined,
    attempts: 0,
    requestBytes: 0,
    responseBytes: 0,
    durationMs: performance.now() - startedAt,
    requestId: '',
  };
}
