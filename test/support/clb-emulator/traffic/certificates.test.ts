import { KeyObject, webcrypto } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { provideReflectMetadata } from '../../../../src/provider/reflect-metadata.ts';
import { type KeyPair, selfSigned } from '../../certificates.ts';
import { type Answer, type ClientRequest, send } from '../../http-client.ts';
import type { Certificate, Listener } from '../state.ts';
import {
  makeBackend,
  makeListener,
  makeRule,
  type ServedWorld,
  serveWorld,
  setGroup,
  startBackend,
} from './traffic.test-support.ts';

/** A listener on 443 that shows the certificate of `default.example`; there are some others, each named as its host. */
async function secureWorld(partial: Partial<Listener> = {}): Promise<ServedWorld> {
  const world = serveWorld([]);
  const backend = await startBackend((request, response) =>
    response.end(String(request.headers['x-forwarded-proto'])),
  );
  setGroup(world.instance, 'rsp-a', [makeBackend(backend.port)]);
  for (const name of ['default.example', 'shop.example', '*.shop.example', 'new.example']) {
    world.state.certificates.set(name, await makeCertificate(name));
  }
  const settings = { XForwardedFor_proto: 'on' };
  const base = {
    port: 443,
    protocol: 'https',
    certificateId: 'default.example',
    serverGroupId: 'rsp-a',
  } as const;
  world.change(() => world.instance.listeners.push(makeListener({ ...base, settings, ...partial })));
  return world;
}

async function makeCertificate(name: string): Promise<Certificate> {
  return certificateOf(name, await selfSigned(name));
}

/** With an RSA key of 1,024 bits. */
async function makeWeakCertificate(name: string): Promise<Certificate> {
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 1024 };
  const publicExponent = new Uint8Array([1, 0, 1]);
  const keys = await webcrypto.subtle.generateKey({ ...algorithm, publicExponent }, true, ['sign', 'verify']);
  provideReflectMetadata();
  const { cryptoProvider, X509CertificateGenerator } = await import('@peculiar/x509');
  cryptoProvider.set(webcrypto);
  const made = await X509CertificateGenerator.createSelfSigned({ name: `CN=${name}`, keys });
  const key = KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' });
  return certificateOf(name, { certificate: made.toString('pem'), key: String(key) });
}

const certificateOf = (name: string, { certificate, key }: KeyPair): Certificate => ({
  ...{ id: name, name, certificate, key, region: 'cn-hangzhou', createdAt: 0 },
  ...{ resourceGroupId: '', tags: new Map() },
});

async function ask(world: ServedWorld, host: string, more: Partial<ClientRequest> = {}): Promise<Answer> {
  const place = await world.traffic.addressOf('lb-1', 443);
  return send({ ...place, host, path: '/', tls: true, ...more });
}

const shownTo = async (
  world: ServedWorld,
  host: string,
  more: Partial<ClientRequest> = {},
): Promise<unknown> => (await ask(world, host, more)).certificate?.subject.CN;

const extension = (domain: string, certificateId = domain) => ({ id: `de-${domain}`, domain, certificateId });

describe('an HTTPS listener', () => {
  test('shows its certificate, to clients without a server name too, and says https to backends', async () => {
    const world = await secureWorld();
    expect(await ask(world, 'shop.example')).toMatchObject({ status: 200, body: 'https' });
    expect(await shownTo(world, 'shop.example')).toBe('default.example');
    expect(await shownTo(world, 'shop.example', { serverName: '' })).toBe('default.example');
  });

  test('shows a changed certificate to the next connection', async () => {
    const world = await secureWorld();
    await shownTo(world, 'shop.example', { serverName: '' });
    world.change(() => Object.assign(world.instance.listeners[0] ?? {}, { certificateId: 'new.example' }));
    expect(await shownTo(world, 'shop.example', { serverName: '' })).toBe('new.example');
    expect(await shownTo(world, 'shop.example')).toBe('new.example');
  });

  test('shows a certificate with the weakest key the service takes', async () => {
    const world = await secureWorld();
    world.state.certificates.set('weak.example', await makeWeakCertificate('weak.example'));
    world.change(() => Object.assign(world.instance.listeners[0] ?? {}, { certificateId: 'weak.example' }));
    expect(await shownTo(world, 'shop.example')).toBe('weak.example');
    expect(await shownTo(world, 'shop.example', { serverName: '' })).toBe('weak.example');
  });

  test('shows the certificate of a domain extension where a rule has the same domain', async () => {
    const world = await secureWorld({
      extensions: [extension('shop.example'), extension('*.shop.example')],
      rules: [makeRule('shop.example', undefined, 'rsp-a'), makeRule('*.shop.example', '/', 'rsp-a')],
    });
    expect(await shownTo(world, 'shop.example')).toBe('shop.example');
    expect(await shownTo(world, 'www.shop.example')).toBe('*.shop.example');
    expect(await shownTo(world, 'other.example')).toBe('default.example');
  });

  test('shows its own where no rule has the domain of the extension', async () => {
    const world = await secureWorld({
      extensions: [extension('shop.example')],
      rules: [makeRule('*.example', undefined, 'rsp-a')],
    });
    expect(await shownTo(world, 'shop.example')).toBe('default.example');
  });

  test('takes the place of an HTTP listener on the same port', async () => {
    const world = await secureWorld();
    const { port } = await world.traffic.addressOf('lb-1', 443);
    const [listener] = world.instance.listeners;
    if (listener === undefined) throw new Error('no listener');
    world.change(() => {
      world.instance.listeners = [{ ...listener, protocol: 'http' }];
    });
    expect(await ask(world, 'shop.example', { tls: false })).toMatchObject({ body: 'http' });
    world.change(() => {
      world.instance.listeners = [listener];
    });
    expect(await ask(world, 'shop.example')).toMatchObject({ body: 'https' });
    expect((await world.traffic.addressOf('lb-1', 443)).port).toBe(port);
  });

  test('takes no connection while it has no certificate', async () => {
    const world = await secureWorld({ certificateId: 'gone' });
    await expect(ask(world, 'shop.example')).rejects.toThrow();
  });
});
