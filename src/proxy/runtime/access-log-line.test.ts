import { describe, expect, test } from 'vitest';
import type { Client } from '../forward/downstream.ts';
import type { ExchangeRecord } from '../forward/forwarding.ts';
import { messageError } from '../http1/message-error.ts';
import { accessLogLine, refusedRecord } from './access-log-line.ts';
import { DataPlaneCounters } from './data-plane-counters.ts';

const client: Client = {
  address: '192.0.2.1',
  port: 4000,
  secure: true,
  publishedPort: 443,
  serverName: 'a',
};

const record: ExchangeRecord = {
  client,
  request: {
    method: 'GET',
    authority: 'a.example',
    path: '/x',
    query: '?y',
    headers: ['Authorization', 'secret', 'Cookie', 'secret'],
    bodyLength: 0,
    expectContinue: false,
    upgrade: undefined,
    protocol: 'HTTP/1.1',
  },
  status: 502,
  reason: 'UpstreamReset',
  route: { origin: { kind: 'Ingress', namespace: 'shop', name: 'web' }, count() {} },
  endpoint: { address: '10.0.0.1', port: 8080 },
  attempts: 2,
  requestBytes: 1,
  responseBytes: 2,
  durationMs: 1.23456,
  requestId: 'id',
};

function line(changes: Partial<ExchangeRecord>): unknown {
  return JSON.parse(accessLogLine({ ...record, ...changes }));
}

describe('a line of the access log', () => {
  test('tells who asked what, and what became of it', () => {
    expect(line({})).toEqual({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      client: '192.0.2.1',
      tls: true,
      method: 'GET',
      host: 'a.example',
      target: '/x?y',
      protocol: 'HTTP/1.1',
      status: 502,
      reason: 'UpstreamReset',
      durationMs: 1.235,
      requestBytes: 1,
      responseBytes: 2,
      ingress: 'shop/web',
      endpoint: '10.0.0.1:8080',
      attempts: 2,
      requestId: 'id',
    });
  });

  test('holds no value of a header', () => {
    expect(accessLogLine(record)).not.toContain('secret');
  });

  test('is one line, whatever the client sent', () => {
    const request = { ...record.request, path: `/${'a'.repeat(5000)}` } as typeof record.request;
    const text = accessLogLine({ ...record, request });
    expect(text).not.toContain('\n');
    expect(text.length).toBeLessThan(3000);
  });

  test('leaves out what is not there', () => {
    const text = accessLogLine({
      ...record,
      reason: undefined,
      route: undefined,
      endpoint: undefined,
      attempts: 1,
    });
    expect(Object.keys(JSON.parse(text))).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(reason|ingress|endpoint|attempts)$/)]),
    );
  });

  test('is written for what never became a request, too', () => {
    const refused = refusedRecord(client, messageError('no Host'), performance.now());
    expect(JSON.parse(accessLogLine(refused))).toMatchObject({
      status: 400,
      reason: 'BadRequest',
      client: '192.0.2.1',
    });
  });
});

describe('the counters of a worker', () => {
  test('count requests and reasons, and are the same object while nothing changes', () => {
    const counters = new DataPlaneCounters();
    counters.count(record);
    counters.count({ ...record, reason: undefined });
    counters.countHandshakeFailure();
    const first = counters.read(4);
    expect(first).toMatchObject({
      requests: 2,
      handshakeFailures: 1,
      accessLogLinesDropped: 4,
      byReason: { UpstreamReset: 1 },
    });
    expect(counters.read(4)).toBe(first);
    counters.count(record);
    expect(counters.read(4)).not.toBe(first);
  });

  test('notice lines that the log has dropped since', () => {
    const counters = new DataPlaneCounters();
    counters.read(0);
    expect(counters.read(7)).toMatchObject({ accessLogLinesDropped: 7 });
  });

  test('of a route stay when the route is built anew', () => {
    const counters = new DataPlaneCounters();
    const route = {
      match: { path: { kind: 'prefix' as const, value: '/' } },
      action: { kind: 'forward' as const, backends: [] },
      origin: { kind: 'Ingress', namespace: 'shop', name: 'web' },
    };
    const first = counters.ofRoute('t', 'a.example', route);
    expect(counters.ofRoute('t', 'a.example', structuredClone(route))).toBe(first);
    expect(counters.ofRoute('t', 'b.example', route)).not.toBe(first);
  });
});
