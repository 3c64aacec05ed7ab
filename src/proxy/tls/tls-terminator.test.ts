import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { connect as connectTcp, createServer } from 'node:net';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import { connect as connectTls } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import { HostTable } from '../router/index.ts';
import type { StoredCertificate } from './certificate-store.ts';
import { CertificateStore } from './certificate-store.ts';
import { makeSelfSigned } from './self-signed.test-support.ts';
import type { TlsTerminatorOptions } from './tls-terminator.ts';
import { TlsTerminator } from './tls-terminator.ts';

const store = new CertificateStore();
const certificates = {
  default: store.set('default', makeSelfSigned('default.test')),
  renewed: store.set('renewed', makeSelfSigned('renewed.test')),
  exact: store.set('exact', makeSelfSigned('exact.test')),
  wildcard: store.set('wildcard', makeSelfSigned('wildcard.test')),
};
const ticketKeys = Buffer.alloc(48, 7);

interface Harness {
  readonly terminator: TlsTerminator;
  readonly names: HostTable<StoredCertificate>;
  readonly failures: string[];
  readonly server: Server;
  readonly port: number;
}

const open: Harness[] = [];
afterEach(async () => {
  for (const { server, terminator } of open.splice(0)) {
    terminator.close();
    server.close();
    await once(server, 'close');
  }
});

/** A terminator behind a real listener; it echoes what it receives. */
async function start(changes: Partial<TlsTerminatorOptions> = {}): Promise<Harness> {
  const names = new HostTable<StoredCertificate>();
  names.set('exact.test', certificates.exact);
  names.set('*.exact.test', certificates.wildcard);
  const failures: string[] = [];
  const terminator = new TlsTerminator({
    table: 'lb-1',
    defaultCertificate: certificates.default,
    ticketKeys,
    handshakeTimeout: 10_000,
    select: (name) => names.find(name)?.context,
    onSecure: (socket) => {
      socket.on('error', () => {});
      socket.pipe(socket);
    },
    onFailure: (code) => failures.push(code),
    ...changes,
  });
  const server = createServer({ allowHalfOpen: true }, (socket) => terminator.accept(socket)).listen(
    0,
    '127.0.0.1',
  );
  await once(server, 'listening');
  const harness = { terminator, names, failures, server, port: (server.address() as AddressInfo).port };
  open.push(harness);
  return harness;
}

async function startForFailure(): Promise<{ port: number; onFailure: Promise<string> }> {
  let report: (code: string) => void = () => {};
  const onFailure = new Promise<string>((resolve) => {
    report = resolve;
  });
  const { port } = await start({ onFailure: (code) => report(code) });
  return { port, onFailure };
}

function dial(port: number, options: ConnectionOptions = {}): TLSSocket {
  return connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options });
}

async function connect(port: number, options: ConnectionOptions = {}): Promise<TLSSocket> {
  const socket = dial(port, options);
  await once(socket, 'secureConnect');
  return socket;
}

async function commonName(port: number, options: ConnectionOptions = {}): Promise<unknown> {
  const socket = await connect(port, options);
  const name = socket.getPeerCertificate().subject.CN;
  socket.destroy();
  return name;
}

async function echo(socket: TLSSocket, text: string): Promise<string> {
  socket.write(text);
  const [data] = await once(socket, 'data');
  return String(data);
}

/** Connects, waits until a ticket came, and ends. */
async function takeSession(port: number, options: ConnectionOptions): Promise<Buffer> {
  const socket = dial(port, options);
  const ticket = once(socket, 'session');
  await once(socket, 'secureConnect');
  await echo(socket, 'x');
  const [session] = await ticket;
  socket.destroy();
  return session;
}

async function isResumed(port: number, options: ConnectionOptions): Promise<boolean> {
  const socket = await connect(port, options);
  const reused = socket.isSessionReused();
  socket.destroy();
  return reused;
}

describe('the certificate is chosen by server name', () => {
  test.each([
    ['an exact name', 'exact.test', 'exact.test'],
    ['a name in upper case', 'EXACT.Test', 'exact.test'],
    ['a name with a trailing dot', 'exact.test.', 'exact.test'],
    ['one label under a wildcard', 'a.exact.test', 'wildcard.test'],
    ['two labels under a wildcard', 'b.a.exact.test', 'default.test'],
    ['an unknown name', 'other.test', 'default.test'],
    ['a name of only a dot', '.', 'default.test'],
  ])('%s', async (_, servername, shown) => {
    const { port } = await start();
    expect(await commonName(port, { servername })).toBe(shown);
  });

  test('no name gives the default certificate', async () => {
    const { port } = await start();
    expect(await commonName(port)).toBe('default.test');
  });

  test('a selection that throws gives the default certificate', async () => {
    const { port } = await start({
      select: () => {
        throw new Error('broken');
      },
    });
    expect(await commonName(port, { servername: 'exact.test' })).toBe('default.test');
  });
});

describe('certificates change while connections are open', () => {
  test('a new default is shown to new connections, open ones go on', async () => {
    const { port, terminator } = await start();
    const before = await connect(port);
    terminator.setDefault(certificates.renewed);
    expect(await commonName(port)).toBe('renewed.test');
    expect(await echo(before, 'still here')).toBe('still here');
    before.destroy();
  });

  test('so does a new certificate of a server name', async () => {
    const { port, names } = await start();
    const before = await connect(port, { servername: 'exact.test' });
    names.set('exact.test', certificates.renewed);
    expect(await commonName(port, { servername: 'exact.test' })).toBe('renewed.test');
    expect(await echo(before, 'still here')).toBe('still here');
    before.destroy();
  });
});

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('session tickets of %s', (maxVersion) => {
  const options: ConnectionOptions = { servername: 'exact.test', maxVersion };

  test('resume at another terminator with the same keys and table', async () => {
    const [first, second] = [await start(), await start()];
    const session = await takeSession(first.port, options);
    expect(await isResumed(second.port, { ...options, session })).toBe(true);
  });

  test('do not resume at another table', async () => {
    const [first, second] = [await start(), await start({ table: 'lb-2' })];
    const session = await takeSession(first.port, options);
    expect(await isResumed(second.port, { ...options, session })).toBe(false);
  });

  test('do not resume after the keys have changed', async () => {
    const { port, terminator } = await start();
    const session = await takeSession(port, options);
    terminator.setTicketKeys(Buffer.alloc(48, 8));
    expect(await isResumed(port, { ...options, session })).toBe(false);
  });

  test('resume after the default certificate has changed', async () => {
    const { port, terminator } = await start();
    terminator.setTicketKeys(Buffer.alloc(48, 8));
    const session = await takeSession(port, options);
    terminator.setDefault(certificates.renewed);
    expect(await isResumed(port, { ...options, session })).toBe(true);
  });
});

test('ticket keys of a wrong length are refused', async () => {
  const { terminator } = await start();
  expect(() => terminator.setTicketKeys(Buffer.alloc(0))).toThrow(RangeError);
  expect(() => terminator.setTicketKeys(Buffer.alloc(49))).toThrow(RangeError);
});

describe('what is negotiated', () => {
  test('http/1.1 is chosen among the protocols a browser offers', async () => {
    const { port } = await start();
    const socket = await connect(port, { ALPNProtocols: ['h2', 'http/1.1'] });
    expect(socket.alpnProtocol).toBe('http/1.1');
    socket.destroy();
  });

  // OpenSSL of the client needs its security level lowered to offer these at all.
  test.each([
    ['TLS 1.1', { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }],
    ['a cipher without forward secrecy', { maxVersion: 'TLSv1.2', ciphers: 'AES128-GCM-SHA256' }],
    ['CBC', { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA256' }],
    ['a protocol we do not speak', { ALPNProtocols: ['h2'] }],
  ] satisfies [string, ConnectionOptions][])('%s is refused by the server', async (_, options) => {
    const { port, failures } = await start();
    const [error] = await once(dial(port, options), 'error').catch((reason: unknown) => [reason]);
    expect(String(error)).toMatch(/alert/);
    expect(failures).toHaveLength(1);
  });

  test('renegotiation is refused', async () => {
    const { port } = await start();
    const socket = await connect(port, { maxVersion: 'TLSv1.2' });
    const outcome = new Promise<string>((resolve) => {
      socket.on('error', (error) => resolve(error.message));
      socket.renegotiate({}, (error) => resolve(error === null ? 'renegotiated' : 'refused'));
    });
    // A refusal is a warning alert, which a client only reads along with data.
    socket.write('x');
    expect(await outcome).toMatch(/no renegotiation/);
    socket.destroy();
  });
});

describe('a client that does not shake hands', () => {
  test.each([
    ['plain HTTP', Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n\r\n')],
    ['zeros', Buffer.alloc(1000)],
    ['a record of the greatest length', Buffer.from([22, 3, 1, 255, 255, ...Buffer.alloc(300, 1)])],
    ['a broken hello', Buffer.from([22, 3, 1, 0, 5, 1, 255, 255, 255, 0])],
  ])('%s is turned away, and the next client served', async (_, bytes) => {
    const { port, failures } = await start();
    const socket = connectTcp(port, '127.0.0.1');
    socket.resume().end(bytes);
    await once(socket, 'close');
    expect(failures).toHaveLength(1);
    expect(await commonName(port)).toBe('default.test');
  });

  test('is cut off after the handshake time', async () => {
    const { port, failures } = await start({ handshakeTimeout: 50 });
    const socket = connectTcp(port, '127.0.0.1').resume();
    await once(socket, 'close');
    expect(failures).toEqual(['ERR_TLS_HANDSHAKE_TIMEOUT']);
  });

  test('and ends the connection before the handshake is done is gone at once', async () => {
    const { port, onFailure } = await startForFailure();
    const socket = connectTcp({ port, host: '127.0.0.1', allowHalfOpen: true }).resume();
    const closed = once(socket, 'close');
    socket.end(Buffer.from([22, 3, 1, 0, 5]));
    expect(await onFailure).toBe('ECONNRESET');
    await closed;
  });

  test('and resets the connection is counted', async () => {
    const { port, onFailure } = await startForFailure();
    const socket = connectTcp(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(Buffer.from([22, 3, 1, 0, 5]), () => socket.resetAndDestroy());
    expect(await onFailure).toBe('ECONNRESET');
  });
});

test('closing ends secure connections and those in handshake', async () => {
  const { port, terminator, server } = await start();
  const secure = await connect(port);
  secure.on('error', () => {}).resume();
  const pending = connectTcp(port, '127.0.0.1').resume();
  pending.on('error', () => {});
  await once(server, 'connection');
  const closed = [secure, pending].map((socket) => new Promise((resolve) => socket.on('close', resolve)));
  terminator.close();
  await Promise.all(closed);
});
