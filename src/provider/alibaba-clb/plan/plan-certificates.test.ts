import { describe, expect, test } from 'vitest';
import type { DefaultCertificate, HostCertificate, LoadBalancer } from '../../../model/index.ts';
import { planFor, problems, served, steps } from './fixtures/planning.ts';
import { testCloud, userInstance } from './fixtures/test-cloud.ts';
import { host, loadBalancer, secret, settings } from './fixtures/wishes.ts';

const cloud = testCloud(userInstance('lb-a'), userInstance('lb-b'));
const hosts = ['a.test', 'b.test', 'c.test'].map((name) => host(name, { '/': 'shop/web:80' }));

function of(name: string, fingerprint = name): DefaultCertificate {
  return { kind: 'secret', certificate: secret(name, fingerprint) };
}

function tls(name: string, of: string, fingerprint = of): HostCertificate {
  return { host: name, certificate: secret(of, fingerprint) };
}

describe('certificates', () => {
  test('are uploaded once for all load balancers that use them', () => {
    const both = ['lb-a', 'lb-b'].map((id) => loadBalancer(id, hosts, { defaultCertificate: of('shop') }));
    const uploads = planFor(both, cloud).operations.filter(({ kind }) => kind === 'upload-certificate');
    expect(uploads).toMatchObject([
      { loadBalancer: 'lb-a', calls: 1, why: 'Secret shop/shop holds it' },
      { loadBalancer: 'lb-b', calls: 0 },
    ]);
    expect(served(both, cloud).world.certificates).toHaveLength(1);
  });

  test('are found by their content when a run was broken off after the upload', () => {
    const web = loadBalancer('lb-a', hosts, { defaultCertificate: of('shop') });
    const { world } = served([web], cloud);
    const again = { ...cloud, world: { ...cloud.world, certificates: world.certificates } };
    expect(steps([web], again)[0]).toMatch(/^create-server-group/);
  });

  test('are replaced when their Secret changes: uploaded, switched, the old one deleted last', () => {
    const web = (version: string): LoadBalancer =>
      loadBalancer('lb-a', hosts, {
        defaultCertificate: of('main', `main ${version}`),
        certificates: [tls('a.test', 'extra', `extra ${version}`)],
      });
    expect(steps([web('new')], served([web('old')], cloud))).toEqual([
      'upload-certificate Secret shop/main',
      'upload-certificate Secret shop/extra',
      'change-listener 443 (https)',
      'set-extension a.test',
      expect.stringMatching(/^delete-certificate/),
      expect.stringMatching(/^delete-certificate/),
    ]);
  });

  test('change with a call of their own, so that one that cannot be had holds up nothing else', () => {
    const web = (name: string, timeout: string): LoadBalancer =>
      loadBalancer('lb-a', hosts, { defaultCertificate: of(name), listener: { 'idle-timeout': timeout } });
    const changes = planFor([web('new', '30')], served([web('old', '15')], cloud)).operations.filter(
      ({ kind }) => kind === 'change-listener',
    );
    expect(changes.map(({ why }) => why)).toEqual([
      'the default certificate is another',
      'settings differ (IdleTimeout)',
      'settings differ (IdleTimeout)',
    ]);
  });

  test('stay while any load balancer uses them', () => {
    const a = loadBalancer('lb-a', hosts, { defaultCertificate: of('shop') });
    const b = loadBalancer('lb-b', hosts, { defaultCertificate: of('shop') });
    const other = loadBalancer('lb-a', hosts, { defaultCertificate: of('other') });
    expect(steps([other, b], served([a, b], cloud)).filter((step) => step.startsWith('delete'))).toEqual([]);
  });

  test('of a load balancer that is refused stay as well', () => {
    const a = loadBalancer('lb-a', hosts, { defaultCertificate: of('shop') });
    const standing = served([a], cloud);
    const instances = new Map(standing.world.instances);
    instances.set('lb-a', { ...userInstance('lb-a'), ...instances.get('lb-a'), status: 'locked' });
    expect(steps([a], { ...standing, world: { ...standing.world, instances } })).toEqual([]);
  });

  test('that an interrupted run left are deleted', () => {
    const stray = { id: 'cert-zzz', name: 'sluice-c1-left', tags: { 'sluice.dev/cluster': 'c1' } };
    const strays = { ...cloud, world: { ...cloud.world, certificates: [stray] } };
    expect(steps([], strays)).toEqual(['delete-certificate sluice-c1-left']);
    expect(steps([], strays, { sourceComplete: false })).toEqual([]);
  });

  test('of others are never touched', () => {
    const foreign = { id: 'cert-1', name: 'sluice-c1-left', tags: {} };
    expect(steps([], { ...cloud, world: { ...cloud.world, certificates: [foreign] } })).toEqual([]);
  });
});

describe('the fake certificate', () => {
  test('does not take the place of another while the first Ingress may be missing', () => {
    const standing = served([loadBalancer('lb-a', hosts, { defaultCertificate: of('shop') })], cloud);
    const fake = loadBalancer('lb-a', hosts);
    expect(steps([fake], standing, { sourceComplete: false })).toEqual([]);
    expect(steps([fake], standing)).toContain('change-listener 443 (https)');
  });
});

describe('domain extensions', () => {
  test('follow the tls entries, new ones before old ones go', () => {
    const before = loadBalancer('lb-a', hosts, {
      certificates: [tls('a.test', 'one'), tls('b.test', 'two')],
    });
    const after = loadBalancer('lb-a', hosts, { certificates: [tls('b.test', 'one'), tls('c.test', 'two')] });
    expect(steps([after], served([before], cloud))).toEqual([
      'set-extension b.test',
      'create-extension c.test',
      'delete-extension a.test',
    ]);
  });

  test('are exchanged in turns where the quota leaves no room', () => {
    const tight = { settings: { ...settings, quotas: { ...settings.quotas, extensionsPerListener: 1 } } };
    const before = loadBalancer('lb-a', hosts, { certificates: [tls('a.test', 'one')] });
    const after = loadBalancer('lb-a', hosts, { certificates: [tls('b.test', 'one')] });
    expect(steps([after], served([before], cloud, tight), tight)).toEqual([
      'delete-extension a.test',
      'create-extension b.test',
    ]);
  });
});

describe('the quota of certificates', () => {
  const tight = { settings: { ...settings, quotas: { ...settings.quotas, certificatesPerRegion: 2 } } };

  test('is kept: default certificates come first, and what has no room is reported', () => {
    const a = loadBalancer('lb-a', hosts, {
      defaultCertificate: of('a'),
      certificates: [tls('a.test', 'one')],
    });
    const b = loadBalancer('lb-b', hosts, { defaultCertificate: of('b') });
    const planned = steps([a, b], cloud, tight);
    expect(planned.filter((step) => step.startsWith('upload'))).toEqual([
      'upload-certificate Secret shop/a',
      'upload-certificate Secret shop/b',
    ]);
    expect(planned.filter((step) => step.includes('extension'))).toEqual([]);
    expect(problems([a, b], cloud, tight)).toEqual([
      {
        reason: 'ProviderQuotaExceeded',
        message: 'The region takes 2 certificates, which leaves no room for that of a.test.',
      },
    ]);
  });

  test('leaves an HTTPS listener unmade that would have none', () => {
    const all = ['a', 'b', 'c'].map((id) => loadBalancer(`lb-${id}`, hosts, { defaultCertificate: of(id) }));
    const three = testCloud(...['lb-a', 'lb-b', 'lb-c'].map((id) => userInstance(id)));
    const { world } = served(all, three, tight);
    expect(world.instances.get('lb-c')?.listeners.map(({ port }) => port)).toEqual([80]);
  });

  test('leaves a listener the certificate it has', () => {
    const web = (name: string): LoadBalancer => loadBalancer('lb-a', hosts, { defaultCertificate: of(name) });
    const one = { settings: { ...settings, quotas: { ...settings.quotas, certificatesPerRegion: 1 } } };
    const standing = served([web('old')], cloud, one);
    expect(steps([web('new')], standing, one)).toEqual([]);
    expect(problems([web('new')], standing, one)).toMatchObject([{ reason: 'ProviderQuotaExceeded' }]);
  });
});
