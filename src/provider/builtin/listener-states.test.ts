import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { nextChange, useHarness } from './fixtures/harness.ts';
import { host, loadBalancer } from './fixtures/load-balancers.ts';
import type { InstanceSpec } from './instance-record.ts';

const harness = useHarness();
const spec: InstanceSpec = { addressType: 'internet', specification: 'slb.s1.small' };
const web = loadBalancer('managed', [host('a.test'), host('b.test')]);

describe('a listener', () => {
  test('falls back to 8080 and 8443 where the usual ports are forbidden, for every instance', async () => {
    const h = harness.current();
    h.channel.closedPorts.set('*:80', 'EACCES').set('*:443', 'EACCES');
    const { id } = await h.store.create({ spec });
    const provider = h.start();
    const wanted = [web, loadBalancer(id, [host('x.test')])];
    const reports = await h.run(provider, wanted);
    expect(reports.get('managed')).toMatchObject({
      programmed: true,
      ports: { 80: 8080, 443: 8443 },
      problems: [],
    });
    expect(reports.get(id)).toMatchObject({ programmed: true, ports: { 80: 8080, 443: 8443 } });
    expect(h.channel.part('listener/managed/80')).toMatchObject({ port: 8080, publishedPort: 8080 });
    expect(h.store.get(id)?.status.ports).toEqual({ 80: 8080, 443: 8443 });
  });

  test('that fell back stays where it is when the control process restarts', async () => {
    const h = harness.current();
    h.channel.closedPorts.set('*:80', 'EACCES');
    await h.run(h.start(), [web]);
    h.channel.closedPorts.clear();
    h.channel.forget();
    const reports = await h.run(h.start(), [web]);
    expect(reports.get('managed')?.ports).toEqual({ 80: 8080, 443: 443 });
    expect(h.channel.part('listener/managed/80')).toMatchObject({ port: 8080 });
  });

  test('takes the ports of the settings and does not fall back from them', async () => {
    const h = harness.current();
    h.channel.closedPorts.set('*:81', 'EACCES');
    const reports = await h.run(h.start({ ports: { http: 81, https: 4443 } }), [web]);
    expect(reports.get('managed')).toMatchObject({
      programmed: false,
      problems: [{ reason: 'ListenerPermissionDenied' }],
    });
    expect(h.channel.part('listener/managed/443')).toMatchObject({ port: 4443 });
  });

  test.each([
    [{ http: 8080, https: 8080 }, 8080],
    [{ http: 443 }, 443],
    [{ https: 80 }, 80],
  ])('cannot share its port with the other protocol: %o', (ports, port) => {
    expect(() => harness.current().start({ ports })).toThrow(`cannot both listen on port ${port}`);
  });

  test('does not fall back to a port that the other protocol was given', async () => {
    const h = harness.current();
    h.channel.closedPorts.set('*:443', 'EACCES');
    const reports = await h.run(h.start({ ports: { http: 8443 } }), [web]);
    expect(reports.get('managed')).toMatchObject({
      programmed: false,
      problems: [{ reason: 'ListenerPermissionDenied' }],
    });
    // The port that works is named, though the whole is not programmed.
    expect(reports.get('managed')).toMatchObject({ ports: { 80: 8443 } });
    expect(reports.get('managed')?.address).toBeUndefined();
    expect(h.channel.part('listener/managed/80')).toMatchObject({ port: 8443 });
    expect(h.channel.part('listener/managed/443')).toMatchObject({ port: 443 });
  });

  test.each([
    ['EADDRINUSE', 'ListenerPortTaken'],
    ['EADDRNOTAVAIL', 'AddressUnavailable'],
    ['EMFILE', 'NotProgrammed'],
  ])(
    'that fails with %s is reported as %s on its load balancer alone, and opened when it can be',
    async (code, reason) => {
      const h = harness.current();
      h.channel.closedPorts.set('127.0.0.1:443', code);
      const { id } = await h.store.create({ spec: { ...spec, address: '127.0.0.3' } });
      const provider = h.start({ retryMs: 1 });
      const wanted = [web, loadBalancer(id, [host('x.test')])];
      h.now += 1;
      const reports = await h.run(provider, wanted);
      expect(reports.get('managed')).toMatchObject({ programmed: false, problems: [{ reason }] });
      expect(reports.get('managed')?.problems[0]?.message).toContain('port 443 of 127.0.0.1');
      expect(reports.get(id)).toMatchObject({ programmed: true, address: '127.0.0.3' });
      expect(h.channel.part('listener/managed/80')).toBeDefined();

      await nextChange(provider);
      h.channel.closedPorts.clear();
      expect((await h.run(provider, wanted)).get('managed')).toMatchObject({
        programmed: true,
        problems: [],
      });
    },
  );

  test.runIf(process.platform === 'linux')('names the program that has its port', async () => {
    const h = harness.current();
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    h.channel.closedPorts.set(`127.0.0.1:${port}`, 'EADDRINUSE');
    const reports = await h.run(h.start({ ports: { http: port ?? 0 } }), [web]);
    server.close();
    const message = reports.get('managed')?.problems[0]?.message;
    expect(message).toContain(`(process ${process.pid})`);
    expect(message).toMatch(
      /Stop that program, or start Sluice with other ports \(--http-port, --https-port\)/,
    );
  });

  test('that a worker finds closed later, at any push, is reported', async () => {
    const h = harness.current();
    const provider = h.start();
    await h.run(provider, [web]);
    h.channel.closedLater = [{ listener: 'managed/80', code: 'EADDRINUSE' }];
    const reports = await h.run(provider, [loadBalancer('managed', [host('new.test')])]);
    expect(reports.get('managed')).toMatchObject({
      programmed: false,
      problems: [{ reason: 'ListenerPortTaken' }],
    });
  });
});
