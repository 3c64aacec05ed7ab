import { expect, test } from 'vitest';
import { openCafe } from '../cafe-stage.test-support.ts';
import { host, loadBalancer } from '../plan/fixtures/wishes.ts';

test('where something failed, a listener that stays is not taken for the one that was to take its place', async () => {
  const stage = await openCafe();
  const { emulator } = stage;
  const instance = emulator.state.instances.get('lb-shop') ?? emulator.addInstance();
  const theirs = emulator.addServerGroup(instance, { name: 'theirs' });
  const listener = emulator.addListener(instance, { port: 80, protocol: 'http', serverGroupId: theirs.id });
  const forced = loadBalancer('lb-shop', [host('shop.example', { '/': 'shop/tea:80' })], { force: true });
  emulator.faults.next('UploadServerCertificate', { status: 400, code: 'OverQuota' });

  const [report] = await stage.cycle([forced]);

  expect(report?.problems.map(({ reason }) => reason)).toEqual(['ProviderQuotaExceeded']);
  expect(instance.listeners).toEqual([listener]);
  expect(listener.rules).toEqual([]);
});
