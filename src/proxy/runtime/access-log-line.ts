import type { Client } from '../forward/downstream.ts';
import type { ExchangeRecord } from '../forward/forwarding.ts';
import type { MessageError } from '../http1/message-error.ts';

/** Characters of a target that the log keeps. */
const targetLimit = 2048;

/**
 * One line of JSON for one request, at its end: `time` is ISO 8601. It holds no header values. Bodies are counted without
 * their framing; `reason` is there where Sluice itself answered or closed; `connectMs` and `headerMs` are of the last attempt.
 */
export function accessLogLine(record: ExchangeRecord, time: string): string {
  const { request, endpoint, route, client } = record;
  const target = request === undefined ? undefined : request.path + request.query;
  return JSON.stringify({
    time,
    client: client.address,
    peer: client.peer,
    tls: client.secure,
    method: request?.method,
    host: request?.authority,
    target: target?.slice(0, targetLimit),
    protocol: request?.protocol,
    status: record.status,
    reason: record.reason,
    durationMs: thousandths(record.durationMs),
    connectMs: record.connectMs < 0 ? undefined : thousandths(record.connectMs),
    headerMs: record.headerMs < 0 ? undefined : thousandths(record.headerMs),
    requestBytes: record.requestBytes,
    responseBytes: record.responseBytes,
    ingress: route === undefined ? undefined : `${route.origin.namespace ?? ''}/${route.origin.name}`,
    service: route?.service,
    endpoint: endpoint === undefined ? undefined : `${endpoint.address}:${endpoint.port}`,
    attempts: record.attempts > 1 ? record.attempts : undefined,
    requestId: record.requestId === '' ? undefined : record.requestId,
    traceId: record.traceId,
  });
}

function thousandths(ms: number): number {
  return Math.round(ms * 1000) / 1000;
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
    failures: [],
    connectMs: -1,
    headerMs: -1,
    responseMs: -1,
    requestBytes: 0,
    responseBytes: 0,
    durationMs: performance.now() - startedAt,
    requestId: '',
    traceId: undefined,
  };
}
