import { setTimeout } from 'node:timers/promises';
import { connect } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeSelfSigned } from '../../src/proxy/tls/self-signed.test-support.ts';
import { DataPlaneBench, endpointsPart, getText, hostPart, httpsListener } from '../support/data-plane.ts';

let bench: DataPlaneBench;

beforeEach(() => {
  bench = new DataPlaneBench();
});

afterEach(() => bench.close());

describe('https', () => {
  async function startSecure(): Promise<void> {
    const pairs = { c1: makeSelfSigned('default'), c2: makeSelfSigned('a.example') };
    const { port, address } = await bench.scripted((socket, received) => {
      const switches = received.includes('Upgrade: websocket');
      const proto = /X-Forwarded-Proto: (\w+)\r\nX-Forwarded-Host: .*\r\nX-Forwarded-Port: (\d+)/.exec(
        received,
      );
      const body = `${proto?.[1]} ${proto?.[2]}`;
      if (!switches) socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
      else if (received.endsWith('\r\n\r\n')) {
        socket.write('HTTP/1.1 101 Go\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhello ');
      } else socket.end('bye');
    });
    await bench.dataPlane.apply({
      full: true,
      delete: [],
      set: [
        { kind: 'certificate', id: 'c1', ...pairs.c1 },
        { kind: 'certificate', id: 'c2', ...pairs.c2 },
        httpsListener('lb/443', 'c1'),
        { kind: 'server-name', table: 't', host: 'a.example', certificate: 'c2' },
        hostPart('a.example', ['/', 'b1']),
        endpointsPart('b1', { address, port }),
      ],
    });
  }

  test('shows the certificate of the name asked for, and tells the backend', async () => {
    await startSecure();
    const socket = await bench.connectTls('lb/443', 'a.example');
    expect(socket.getPeerCertificate().subject.CN).toBe('a.example');
    socket.write(getText('/', 'a.example', 'Connection: close'));
    let received = '';
    for await (const chunk of socket) received += String(chunk);
    expect(received).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(received.endsWith('\r\n\r\nhttps 443')).toBe(true);
  });

  test('shows the default certificate for other names', async () => {
    await startSecure();
    const socket = await bench.connectTls('lb/443', 'other.example');
    expect(socket.getPeerCertificate().subject.CN).toBe('default');
  });

  test('answers a client that has ended its side', async () => {
    await startSecure();
    const socket = await bench.connectTls('lb/443', 'a.example');
    socket.end(getText('/'));
    let received = '';
    for await (const chunk of socket) received += String(chunk);
    expect(received.endsWith('\r\n\r\nhttps 443')).toBe(true);
  });

  test('lets a handshake that has begun become a request, also while draining', async () => {
    await startSecure();
    const { socket: plain } = await bench.connect('lb/443');
    // A client on a slow line: accepted, then within the grace of a second.
    await setTimeout(100);
    let over = false;
    const drained = bench.dataPlane.drain(10_000).then(() => {
      over = true;
    });
    await setTimeout(100);
    expect(over).toBe(false);
    plain.removeAllListeners('data');
    const socket = connect({ socket: plain, servername: 'a.example', rejectUnauthorized: false });
    socket.write(getText('/'));
    let received = '';
    for await (const chunk of socket) received += String(chunk);
    expect(received).toMatch(/\r\nConnection: close\r\n/);
    expect(received.endsWith('\r\n\r\nhttps 443')).toBe(true);
    await drained;
  });

  test('carries tunnels', async () => {
    await startSecure();
    const socket = await bench.connectTls('lb/443', 'a.example');
    const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==';
    const lines = ['Connection: Upgrade', 'Upgrade: websocket', key, 'Sec-WebSocket-Version: 13'];
    socket.write(getText('/', 'a.example', ...lines));
    let received = '';
    for await (const chunk of socket) {
      received += String(chunk);
      if (received.endsWith('hello ')) socket.write('frame');
    }
    expect(received.endsWith('\r\n\r\nhello bye')).toBe(true);
  });

  test('a certificate that is not known is refused', async () => {
    await startSecure();
    const update = { full: false, delete: [], set: [httpsListener('lb/444', 'c9')] };
    await expect(bench.dataPlane.apply(update)).rejects.toThrow('certificate c9 is not known');
    expect(bench.dataPlane.ports().has('lb/444')).toBe(false);
  });
});
