import { once } from 'node:events';
import { connect as connectSecurely } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { binaryHeader } from '../../src/proxy/listener/proxy-header.test-support.ts';
import { getText } from '../support/data-plane.ts';
import { EdgeBench, here, toldOf } from '../support/edge-bench.ts';

let bench: EdgeBench;

beforeEach(async () => {
  bench = await EdgeBench.open();
});

afterEach(() => bench.close());

describe('rule 120: the PROXY protocol', () => {
  const header = 'PROXY TCP4 192.0.2.7 10.0.0.1 56324 8080\r\n';
  const six = [0x20, 0x01, 0x0d, 0xb8, ...Array<number>(11).fill(0), 7];
  const binary = binaryHeader({
    command: 0x21,
    family: 0x21,
    addresses: [...six, ...six, 0xdc, 0x04, 0x1f, 0x90],
  }).toString('latin1');

  beforeEach(() => bench.settle({ proxyProtocol: true, trustedProxies: here }));

  test.each([
    ['version 1', header, '192.0.2.7'],
    ['version 2', binary, '2001:db8::7'],
  ])('%s tells address and port of a client, before HTTP', async (_version, text, address) => {
    const client = await bench.connect('t/80');
    client.send(text + getText('/', 'a.example', 'X-Forwarded-For: 1.1.1.1'));
    expect(await toldOf(client)).toMatchObject({
      'x-forwarded-for': address,
      'x-real-ip': address,
      'x-forwarded-port': '8080',
      'x-forwarded-proto': 'http',
    });
  });

  test('it says nothing of the next request on another connection', async () => {
    const first = await bench.connect('t/80');
    first.send(header + getText('/'));
    await toldOf(first);
    const second = await bench.connect('t/80');
    second.send(`PROXY UNKNOWN\r\n${getText('/')}`);
    expect(await toldOf(second)).toMatchObject({ 'x-real-ip': '127.0.0.1', 'x-forwarded-port': '80' });
  });

  test.each([
    ['with the first bytes of the handshake', false],
    ['in a packet of its own', true],
  ])('it comes before TLS, %s', async (_how, apart) => {
    const raw = await bench.connectPlain('t/443');
    raw.write(header);
    if (apart) await new Promise((resolve) => setImmediate(resolve));
    const secure = connectSecurely({ socket: raw, servername: 'a.example', rejectUnauthorized: false });
    await once(secure, 'secureConnect');
    secure.write(getText('/'));
    let received = '';
    while (!received.includes('X-Request-ID')) received += String((await once(secure, 'data'))[0]);
    expect(received).toContain('X-Real-IP: 192.0.2.7\r\n');
    expect(received).toContain('X-Forwarded-Proto: https\r\n');
    secure.destroy();
  });

  test('a proxy that ends TLS itself, and names port 443, makes a request secure', async () => {
    const client = await bench.connect('t/80');
    client.send(`PROXY TCP4 192.0.2.7 10.0.0.1 56324 443\r\n${getText('/')}`);
    expect(await toldOf(client)).toMatchObject({ 'x-forwarded-proto': 'https', 'x-forwarded-port': '443' });
  });

  test('forwarded fields are believed of the client it names, not of the one who sent it', async () => {
    await bench.settle({ proxyProtocol: true, trustedProxies: [...here, '192.0.2.7'] });
    const client = await bench.connect('t/80');
    client.send(header + getText('/', 'a.example', 'X-Forwarded-For: 198.51.100.1'));
    expect(await toldOf(client)).toMatchObject({
      'x-forwarded-for': '198.51.100.1, 192.0.2.7',
      'x-real-ip': '198.51.100.1',
    });
  });

  test.each([
    ['an HTTP request', getText('/')],
    ['a malformed header', `PROXY TCP4 nowhere 10.0.0.1 1 2\r\n${getText('/')}`],
    ['bytes before the header', `\r\n${header}${getText('/')}`],
  ])('%s in its place ends the connection without an answer', async (_what, text) => {
    const client = await bench.connect('t/80');
    client.send(text);
    expect(await client.untilEnd()).toBe('');
    expect(bench.refusals()).toEqual({ 'proxy-header': 1 });
  });

  test('who is not trusted is refused, with a header or without', async () => {
    await bench.settle({ proxyProtocol: true, trustedProxies: ['10.0.0.0/8'] });
    expect(await bench.isRefused(header + getText('/'))).toBe(true);
    expect(bench.refusals()).toEqual({ 'untrusted-peer': 1 });
  });

  test('switched on, it leaves open connections alone; switched off, a header is no request', async () => {
    await bench.settle({});
    const early = await bench.connect('t/80');
    early.send(getText('/'));
    await toldOf(early);
    await bench.settle({ proxyProtocol: true, trustedProxies: here });
    early.send(getText('/again'));
    await early.until('GET /again');
    await bench.settle({});
    const late = await bench.connect('t/80');
    late.send(header + getText('/'));
    expect(await late.untilEnd()).toMatch(/^HTTP\/1\.1 400 /);
  });

  test('a connection without its header does not hold a drain up', async () => {
    const waiting = await bench.connect('t/80');
    const served = await bench.connect('t/80');
    served.send(header + getText('/', 'a.example', 'Connection: close'));
    await served.untilEnd();
    served.close();
    await bench.dataPlane.drain(10_000);
    expect(await waiting.untilEnd()).toBe('');
  });
});
