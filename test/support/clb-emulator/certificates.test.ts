import { describe, expect, test } from 'vitest';
import type { ClbEmulator } from './clb-emulator.ts';
import { done, refused, startEmulator } from './emulator-client.test-support.ts';
import {
  ecPem,
  exportKey,
  httpListener,
  httpsListener,
  makeGroup,
  makeInstance,
  rsaPem,
  uploadCertificate,
} from './site.test-support.ts';

const upload = 'UploadServerCertificate';

describe('a certificate', () => {
  test('is told by name, fingerprint and names, never with its PEM', async () => {
    const emulator = await startEmulator();
    const pem = await rsaPem('a.example', 2048);
    const made = await done(emulator, upload, {
      ...pem,
      ServerCertificateName: 'ours-1',
      'Tag.1.Key': 'k',
      'Tag.1.Value': 'v',
    });
    expect(made).toMatchObject({
      ServerCertificateName: 'ours-1',
      CommonName: 'a.example',
      Fingerprint: expect.stringMatching(/^[0-9a-f]{2}(:[0-9a-f]{2}){19}$/),
      ExpireTimeStamp: expect.any(Number),
    });
    const all = await done(emulator, 'DescribeServerCertificates', { 'Tag.1.Key': 'k', 'Tag.1.Value': 'v' });
    expect(all).toMatchObject({
      ServerCertificates: { ServerCertificate: [{ Tags: { Tag: [{ TagKey: 'k', TagValue: 'v' }] } }] },
    });
    expect(JSON.stringify([made, all, emulator.calls])).not.toMatch(/BEGIN|MII/);
    const none = await done(emulator, 'DescribeServerCertificates', { ServerCertificateId: 'nobody' });
    expect(none).toMatchObject({ ServerCertificates: { ServerCertificate: [] } });
  });

  test('is refused in another form than the pages ask for', async () => {
    const emulator = await startEmulator();
    const ec = await ecPem('a.example');
    const other = await ecPem('b.example');
    const small = await rsaPem('c.example', 3072);
    const pkcs8 = exportKey(ec.PrivateKey, 'pkcs8');
    const tried = (certificate: string, key: string): Promise<string> =>
      refused(emulator, upload, { ServerCertificate: certificate, PrivateKey: key });
    const oneLine = ec.ServerCertificate.replace(/(?<=[A-Za-z0-9+/])\n(?=[A-Za-z0-9+/])/g, '');
    expect(await tried(ec.ServerCertificate, other.PrivateKey)).toBe('400 CertificateNotMatchPrivateKey');
    expect(await tried(ec.ServerCertificate, pkcs8)).toBe('400 KeyFormatError');
    expect(await tried(ec.ServerCertificate, 'no key')).toBe('400 InvalidParameter');
    expect(await tried(ec.ServerCertificate, '-----BEGIN ENCRYPTED PRIVATE KEY-----')).toBe(
      '400 PrivateKeyEncryption',
    );
    expect(await tried('no certificate', ec.PrivateKey)).toBe('400 InvalidParameter');
    expect(await tried(`${ec.ServerCertificate}\n${other.ServerCertificate}`, ec.PrivateKey)).toBe(
      '400 InvalidParameter',
    );
    const short = ec.ServerCertificate.replace(/^([A-Za-z0-9+/]{32})([A-Za-z0-9+/]{32})$/gm, '$1\n$2');
    expect(await tried(short, ec.PrivateKey)).toBe('400 InvalidParameter');
    expect(await tried(oneLine, ec.PrivateKey)).toBe('400 InvalidParameter');
    expect(await tried(small.ServerCertificate, small.PrivateKey)).toBe('400 KeyFormatError');
    expect(await tried(`${other.ServerCertificate}${ec.ServerCertificate}`, ec.PrivateKey)).toBe(
      '400 CertificateNotMatchPrivateKey',
    );
    expect(emulator.state.certificates.size).toBe(0);
    expect(await tried(`${ec.ServerCertificate}${other.ServerCertificate}`, ec.PrivateKey)).toBe('done');
  });

  test('may have a PKCS#8 key, and no EC key, by switch', async () => {
    const emulator = await startEmulator({ switches: { pkcs8Keys: 'accepted', ecKeys: 'refused' } });
    const ec = await ecPem('a.example');
    const rsa = await rsaPem('b.example', 2048);
    expect(await refused(emulator, upload, { ...ec })).toBe('400 KeyFormatError');
    const ecPkcs8 = { ...ec, PrivateKey: exportKey(ec.PrivateKey, 'pkcs8') };
    expect(await refused(emulator, upload, ecPkcs8)).toBe('400 KeyFormatError');
    const rsaPkcs8 = { ...rsa, PrivateKey: exportKey(rsa.PrivateKey, 'pkcs8') };
    expect(await refused(emulator, upload, rsaPkcs8)).toBe('done');
  });

  test('is there twice when it was uploaded twice, up to the quota', async () => {
    const emulator = await startEmulator({ quotas: { certificatesPerRegion: 2 } });
    const pem = await ecPem('a.example');
    const wish = { ...pem, ServerCertificateName: 'same' };
    expect(await refused(emulator, upload, wish)).toBe('done');
    expect(await refused(emulator, upload, wish)).toBe('done');
    expect(await refused(emulator, upload, wish)).toBe('400 OverQuota');
    expect(await refused(emulator, upload, { ...wish, RegionId: 'cn-beijing' })).toBe('done');
  });
});

interface SecureSite {
  readonly lb: string;
  readonly first: string;
  readonly second: string;
  extend(domain: string, certificate?: string): Promise<string>;
}

async function makeSecureSite(emulator: ClbEmulator): Promise<SecureSite> {
  const lb = await makeInstance(emulator);
  const first = await uploadCertificate(emulator, 'a.example');
  const second = await uploadCertificate(emulator, 'b.example');
  const group = await makeGroup(emulator, lb);
  await done(emulator, 'CreateLoadBalancerHTTPSListener', httpsListener(lb, group, first));
  return {
    lb,
    first,
    second,
    extend: (Domain, ServerCertificateId = second) =>
      refused(emulator, 'CreateDomainExtension', {
        LoadBalancerId: lb,
        ListenerPort: 443,
        Domain,
        ServerCertificateId,
      }),
  };
}

describe('domain extensions', () => {
  test('are one a domain and three a listener', async () => {
    const emulator = await startEmulator();
    const { lb, extend, first } = await makeSecureSite(emulator);
    expect(await extend('b.example')).toBe('done');
    expect(await extend('B.example', first)).toBe('400 DomainExist');
    expect(await extend('*.c.example')).toBe('done');
    expect(await extend('d_e.example')).toBe('400 InvalidParameter');
    expect(await extend('d.example', 'nobody')).toBe('404 ServerCertificateId.NotFound');
    expect(await extend('d.example')).toBe('done');
    expect(await extend('e.example')).toBe('400 OverQuota');
    emulator.switches.extensionRefusal = 'InvalidParameter';
    expect(await extend('b.example')).toBe('400 InvalidParameter');
    expect(await extend('e.example')).toBe('400 InvalidParameter');
    const named = { LoadBalancerId: lb, ListenerPort: 443 };
    expect(await done(emulator, 'DescribeDomainExtensions', named)).toMatchObject({
      DomainExtensions: {
        DomainExtension: [{ Domain: 'b.example' }, { Domain: '*.c.example' }, { Domain: 'd.example' }],
      },
    });
  });

  test('belong to HTTPS listeners', async () => {
    const emulator = await startEmulator();
    const { lb, second } = await makeSecureSite(emulator);
    const wish = { LoadBalancerId: lb, Domain: 'b.example', ServerCertificateId: second };
    const tried = (ListenerPort: number): Promise<string> =>
      refused(emulator, 'CreateDomainExtension', { ...wish, ListenerPort });
    await done(emulator, 'CreateLoadBalancerHTTPListener', httpListener(lb, await makeGroup(emulator, lb)));
    expect(await tried(80)).toBe('400 InvalidParameter');
    expect(await tried(81)).toBe('404 ListenerNotFound');
  });

  test('are set, told one by one, and deleted', async () => {
    const emulator = await startEmulator();
    const { lb, extend, first } = await makeSecureSite(emulator);
    await extend('b.example');
    const DomainExtensionId = emulator.state.instances.get(lb)?.listeners[0]?.extensions[0]?.id ?? '';
    await done(emulator, 'SetDomainExtensionAttribute', { DomainExtensionId, ServerCertificateId: first });
    expect(await done(emulator, 'DescribeDomainExtensionAttribute', { DomainExtensionId })).toMatchObject({
      Domain: 'b.example',
      ServerCertificateId: first,
      LoadBalancerId: lb,
      ListenerPort: 443,
    });
    await done(emulator, 'DeleteDomainExtension', { DomainExtensionId });
    expect(await refused(emulator, 'DeleteDomainExtension', { DomainExtensionId })).toBe(
      '400 InvalidParameter.DomainExtensionId',
    );
  });

  test('and listeners keep the certificates they use', async () => {
    const emulator = await startEmulator();
    const { lb, extend, first, second } = await makeSecureSite(emulator);
    await extend('b.example');
    const tried = (ServerCertificateId: string): Promise<string> =>
      refused(emulator, 'DeleteServerCertificate', { ServerCertificateId });
    expect(await tried(first)).toBe('400 CertificateAndPrivateKeyIsRefered');
    expect(await tried(second)).toBe('400 CertificateAndPrivateKeyIsRefered');
    await done(emulator, 'DeleteLoadBalancer', { LoadBalancerId: lb });
    expect(await tried(first)).toBe('done');
    expect(await tried(second)).toBe('done');
    expect(await tried(second)).toBe('404 ServerCertificateId.NotFound');
  });
});

test('a listener takes another certificate', async () => {
  const emulator = await startEmulator();
  const { lb, first, second } = await makeSecureSite(emulator);
  const change = { LoadBalancerId: lb, ListenerPort: 443, ServerCertificateId: second };
  await done(emulator, 'SetLoadBalancerHTTPSListenerAttribute', change);
  expect(await refused(emulator, 'DeleteServerCertificate', { ServerCertificateId: first })).toBe('done');
  const list = await done(emulator, 'DescribeLoadBalancerListeners', { 'LoadBalancerId.1': lb });
  expect(list).toMatchObject({
    Listeners: [{ HTTPSListenerConfig: { ServerCertificateId: second, EnableHttp2: 'on' } }],
  });
});
