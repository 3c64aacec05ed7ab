import { describe, expect, test } from 'vitest';
import { useHarness } from './fixtures/harness.ts';
import { host, loadBalancer } from './fixtures/load-balancers.ts';

const harness = useHarness();
const web = loadBalancer('managed', [host('a.test'), host('b.test')]);

describe('endpoints', () => {
  const one = { backend: 'default/web:80', endpoints: [{ address: '10.0.0.1', port: 8080 }] };

  test('travel at once, while an apply waits for its answer', async () => {
    const h = harness.current();
    const provider = h.start();
    let release = (): void => undefined;
    await h.run(provider, [web]);
    h.channel.answer = new Promise((resolve) => {
      release = resolve;
    });
    const applying = h.run(provider, [loadBalancer('managed', [host('new.test')])]);
    provider.setEndpoints([one], []);
    const programmed = provider.endpointsProgrammed().then(() => 'programmed');
    await expect
      .poll(() => h.channel.part('endpoints/default/web:80'))
      .toMatchObject({ endpoints: one.endpoints });
    expect(await Promise.race([programmed, Promise.resolve('waiting')])).toBe('waiting');
    release();
    expect(await programmed).toBe('programmed');
    await applying;
  });

  test('that did not change are not sent; an empty list is, and so is a removal', async () => {
    const h = harness.current();
    const provider = h.start();
    provider.setEndpoints([one], []);
    await provider.endpointsProgrammed();
    provider.setEndpoints([one], []);
    provider.setEndpoints([{ backend: one.backend, endpoints: [] }], []);
    await provider.endpointsProgrammed();
    provider.setEndpoints([], [one.backend, 'default/never:80']);
    await provider.endpointsProgrammed();
    expect(h.channel.pushes).toEqual([
      { set: ['endpoints/default/web:80'], deleted: [] },
      { set: ['endpoints/default/web:80'], deleted: [] },
      { set: [], deleted: ['endpoints/default/web:80'] },
    ]);
    expect(h.channel.keys()).toEqual([]);
  });

  test('that did not reach the workers are sent again in their newest form', async () => {
    const h = harness.current();
    const provider = h.start({ retryMs: 1 });
    h.channel.refusedKeys.add('endpoints/default/web:80');
    provider.setEndpoints([one], []);
    await expect.poll(() => h.channel.pushes.length).toBeGreaterThan(0);
    provider.setEndpoints([{ backend: one.backend, endpoints: [] }], []);
    h.channel.refusedKeys.clear();
    await provider.endpointsProgrammed();
    expect(h.channel.part('endpoints/default/web:80')).toMatchObject({ endpoints: [] });
  });

  test('keep no one waiting once the provider is closed', async () => {
    const h = harness.current();
    const provider = h.start();
    h.channel.unreachable = true;
    provider.setEndpoints([one], []);
    await provider.close();
    await expect(provider.endpointsProgrammed()).resolves.toBeUndefined();
  });
});
