import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ExchangeRecord } from '../forward/forwarding.ts';
import { messageError } from '../http1/message-error.ts';
import { accessLogLine, refusedRecord } from './access-log-line.ts';
import { client, exchangeRecord } from './exchange-record.test-support.ts';

const time = '2026-11-24T10:00:00.123Z';

function line(record: ExchangeRecord): object {
  return JSON.parse(accessLogLine(record, time));
}

describe('a line of the access log', () => {
  test('tells who asked what, and what became of it', () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const record = exchangeRecord({ status: 502, reason: 'UpstreamReset', attempts: 2, traceId });
    expect(line(record)).toEqual({
      time,
      client: '192.0.2.1',
      tls: true,
      method: 'GET',
      host: 'a.example',
      target: '/x?y',
      protocol: 'HTTP/1.1',
      status: 502,
      reason: 'UpstreamReset',
      durationMs: 1.235,
      connectMs: 0.5,
      headerMs: 1,
      requestBytes: 1,
      responseBytes: 2,
      ingress: 'shop/web',
      service: 'shop/api:80',
      endpoint: '10.0.0.1:8080',
      attempts: 2,
      requestId: 'id',
      traceId,
    });
  });

  test('holds no value of a header', () => {
    expect(accessLogLine(exchangeRecord(), time)).not.toContain('secret');
  });

  test('is one line, whatever the client sent', () => {
    const text = accessLogLine(exchangeRecord({}, { path: `/${'a'.repeat(5000)}` }), time);
    expect(text).not.toContain('\n');
    expect(text.length).toBeLessThan(3000);
  });

  test('leaves out what is not there', () => {
    const record = exchangeRecord({ route: undefined, endpoint: undefined, connectMs: -1, headerMs: -1 });
    const names = Object.keys(line(record));
    const optional = /^(reason|ingress|service|endpoint|attempts|connectMs|headerMs|traceId)$/;
    expect(names.filter((name) => optional.test(name))).toEqual([]);
  });

  test('gives back what the client sent, when parsed', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (authority, path) => {
        const record = exchangeRecord({}, { authority, path, query: '' });
        expect(line(record)).toMatchObject({ host: authority, target: path });
      }),
    );
  });

  test('is written for what never became a request, too', () => {
    const refused = refusedRecord(client, messageError('no Host'), performance.now());
    expect(line(refused)).toMatchObject({ status: 400, reason: 'BadRequest', client: '192.0.2.1' });
  });
});
