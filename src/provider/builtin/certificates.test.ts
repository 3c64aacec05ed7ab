import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { KeyLookup } from '../../model/index.ts';
import { makeSelfSigned } from '../self-signed.ts';
import { nextChange, useHarness } from './fixtures/harness.ts';
import { host, loadBalancer, secret } from './fixtures/load-balancers.ts';

const harness = useHarness();
const web = loadBalancer('managed', [host('a.test'), host('b.test')]);

describe('certificates', () => {
  const named = (fingerprint: string) =>
    loadBalancer('managed', [host('a.test')], {
      certificates: [{ host: 'a.test', certificate: secret('tls', fingerprint) }],
      defaultCertificate: { kind: 'secret', certificate: secret('tls', fingerprint) },
    });

  test('travel once, are named by their fingerprint, and go when nothing uses them', async () => {
    const h = harness.current();
    const pair = await makeSelfSigned('a.test', 'a.test', Date.now());
    const keys: KeyLookup = ({ fingerprint }) =>
      fingerprint === 'f1' || fingerprint === 'f2' ? pair : undefined;
    const provider = h.start();
    await h.run(provider, [named('f1')], { keys });
    expect(h.channel.part('certificate/f1')).toMatchObject(pair);
    expect(h.channel.part('listener/managed/443')).toMatchObject({ defaultCertificate: 'f1' });
    expect(h.channel.part('server-name/managed/a.test')).toMatchObject({ certificate: 'f1' });
    h.channel.forget();
    await h.run(provider, [named('f2')], { keys });
    expect(h.channel.pushes).toEqual([
      {
        set: ['certificate/f2', 'server-name/managed/a.test', 'listener/managed/443'],
        deleted: ['certificate/f1'],
      },
    ]);
  });

  test('whose key is gone give the fake one, and a report, until it is there', async () => {
    const h = harness.current();
    const provider = h.start({ retryMs: 1 });
    const managed = (await h.run(provider, [named('f1')])).get('managed');
    expect(managed).toMatchObject({ programmed: true, problems: [{ reason: 'CertificateNotFound' }] });
    expect(h.channel.part('listener/managed/443')).toMatchObject({
      defaultCertificate: expect.stringMatching(/^fake-/),
    });
    expect(h.channel.part('server-name/managed/a.test')).toBeUndefined();
    await nextChange(provider);
    const pair = await makeSelfSigned('a.test', 'a.test', Date.now());
    expect((await h.run(provider, [named('f1')], { keys: () => pair })).get('managed')?.problems).toEqual([]);
    expect(h.channel.part('listener/managed/443')).toMatchObject({ defaultCertificate: 'f1' });
  });

  test('that changed meanwhile leave the one served before in place', async () => {
    const h = harness.current();
    const pair = await makeSelfSigned('a.test', 'a.test', Date.now());
    const provider = h.start();
    await h.run(provider, [named('f1')], { keys: () => pair });
    const managed = (await h.run(provider, [named('f2')])).get('managed');
    expect(managed?.problems[0]?.reason).toBe('CertificateNotFound');
    expect(h.channel.part('certificate/f1')).toBeDefined();
    expect(h.channel.part('listener/managed/443')).toMatchObject({ defaultCertificate: 'f1' });
    expect(h.channel.part('server-name/managed/a.test')).toMatchObject({ certificate: 'f1' });
  });

  test('that TLS does not take are left out, and the rest of their load balancer is served', async () => {
    const h = harness.current();
    h.channel.refusedKeys.add('certificate/f1');
    const keys: KeyLookup = () => ({ certificate: 'no PEM', key: 'no PEM' });
    const managed = (await h.run(h.start(), [named('f1')], { keys })).get('managed');
    expect(managed).toMatchObject({ programmed: true, problems: [{ reason: 'CertificateInvalid' }] });
    expect(h.channel.part('certificate/f1')).toBeUndefined();
    expect(h.channel.part('host/managed/a.test')).toBeDefined();
    expect(h.channel.part('listener/managed/443')).toMatchObject({
      defaultCertificate: expect.stringMatching(/^fake-/),
    });
  });

  test('made by us are kept for their owner only, and stay the same over a restart', async () => {
    const h = harness.current();
    await h.run(h.start(), [web]);
    const path = join(h.folder, 'keys', 'fake-certificate.json');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const text = await readFile(path, 'utf8');
    h.channel.parts.clear();
    await h.run(h.start(), [web]);
    expect(await readFile(path, 'utf8')).toBe(text);
  });
});
