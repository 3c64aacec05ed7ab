import type { Client } from '../forward/downstream.ts';
import type { ExchangeRecord } from '../forward/forwarding.ts';
import type { MessageError } from '../http1/message-error.ts';

/** Characters of a target that the log keeps. */
const targetLimit = 2048;

/**
 * One line of JSON for one request, at its end: `time` is ISO 8601. It holds no header values. Bodies are counted without
 * their framing; `reason` is there where Sluice itself answered or closed; `connectMs` and `headerMs` are of the last attempt.
 * Put together by hand: `JSON.stringify` takes four times as long for it.
 */
export function accessLogLine(record: ExchangeRecord, time: string): string {
  const { client, request, route, endpoint } = record;
  let line = `{"time":"${time}","client":${quoted(client.address)}`;
  if (client.peer !== undefined) line += `,"peer":${quoted(client.peer)}`;
  line += client.secure ? ',"tls":true' : ',"tls":false';
  if (request !== undefined) {
    const target = request.path + request.query;
    const kept = target.length > targetLimit ? target.slice(0, targetLimit) : target;
    line += `,"method":${quoted(request.method)},"host":${quoted(request.authority)}`;
    line += `,"target":${quoted(kept)},"protocol":${quoted(request.protocol)}`;
  }
  line += `,"status":${record.status}`;
  if (record.reason !== undefined) line += `,"reason":"${record.reason}"`;
  line += `,"durationMs":${milliseconds(record.durationMs)}`;
  if (record.connectMs >= 0) line += `,"connectMs":${milliseconds(record.connectMs)}`;
  if (record.headerMs >= 0) line += `,"headerMs":${milliseconds(record.headerMs)}`;
  line += `,"requestBytes":${record.requestBytes},"responseBytes":${record.responseBytes}`;
  if (route !== undefined) {
    line += `,"ingress":${quoted(`${route.origin.namespace ?? ''}/${route.origin.name}`)}`;
    if (route.service !== undefined) line += `,"service":${quoted(route.service)}`;
  }
  if (endpoint !== undefined) line += `,"endpoint":${quoted(`${endpoint.address}:${endpoint.port}`)}`;
  if (record.attempts > 1) line += `,"attempts":${record.attempts}`;
  if (record.requestId !== '') line += `,"requestId":${quoted(record.requestId)}`;
  if (record.traceId !== undefined) line += `,"traceId":${quoted(record.traceId)}`;
  return `${line}}`;
}

/** Text that JSON takes as it is: visible ASCII without quotes and backslashes. */
const plain = /^[ !#-[\]-~]*$/;

function quoted(text: string): string {
  return plain.test(text) ? `"${text}"` : JSON.stringify(text);
}

/** `.000` to `.999`. */
const thousandths: readonly string[] = Array.from(
  { length: 1000 },
  (_, at) => `.${String(at).padStart(3, '0')}`,
);

/** With three digits behind the point: whole numbers become text faster than fractions. */
function milliseconds(ms: number): string {
  const all = Math.round(ms * 1000);
  const whole = Math.floor(all / 1000);
  return `${whole}${thousandths[all - whole * 1000]}`;
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
