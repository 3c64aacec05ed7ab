import { once } from 'node:events';
import { connect as connectSecurely } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { defaultDataPlaneSettings } from '../../src/proxy/runtime/data-plane-settings.ts';
import { makeSelfSigned } from '../../src/proxy/tls/self-signed.test-support.ts';
import { DataPlaneBench, endpointsPart, getText, hostPart, httpsListener } from '../support/data-plane.ts';

let bench: DataPlaneBench;
const seen: string[] = [];
beforeEach(async () => {
  bench = new DataPlaneBench();
  seen.length = 0;
  const endpoint = await bench.scripted((socket, received, index) => {
    seen[index] = received;
    if (received.endsWith('\r\n\r\n')) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine');
  });
  const certificate = { kind: 'certificate', id: 'c', ...makeSelfSigned('a.example') } as const;
  const set = [
    certificate,
    httpsListener('https', 'c'),
    hostPart('a.example', ['/', 'b']),
    endpointsPart('b', endpoint),
  ];
  await bench.dataPlane.apply({ full: true, delete: [], set });
});
afterEach(() => bench.close());

describe('a client of https', () => {
  test('rule 98: a handshake has a time of its own, which a change sets for those to come', async () => {
    const settings = { ...defaultDataPlaneSettings, handshakeTimeout: 20 };
    await bench.dataPlane.apply({ full: false, delete: [], set: [{ kind: 'settings', settings }] });
    const client = await bench.connect('https');
    expect(await client.untilEnd()).toBe('');
  });

  test('rule 85: one that is cut off within its body never looks complete to the backend', async () => {
    const plain = (await bench.connect('https')).socket;
    const socket = connectSecurely({ socket: plain, servername: 'a.example', rejectUnauthorized: false });
    socket.on('error', () => {});
    await once(socket, 'secureConnect');
    const head = 'POST / HTTP/1.1\r\nHost: a.example\r\nTransfer-Encoding: chunked\r\n\r\n';
    socket.write(`${head}5\r\nhello\r\n`);
    await expect.poll(() => seen.join('')).toContain('hello');
    // The end of the connection without the end of TLS.
    plain.end();
    await expect.poll(() => bench.dataPlane.gauges()['upstream active']).toBe(0);
    expect(seen.join('')).not.toMatch(/\r\n0\r\n\r\n$/);
  });

  test('rule 94: one that ends its side of TLS after the request gets its answer', async () => {
    const socket = await bench.connectTls('https', 'a.example');
    socket.end(getText('/'));
    let received = '';
    for await (const chunk of socket) received += String(chunk);
    expect(received).toMatch(/fine$/);
  });
});
