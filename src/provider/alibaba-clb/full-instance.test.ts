import { expect, test } from 'vitest';
import type { BackendEndpoints } from '../../model/index.ts';
import { type ClbStage, openStage } from './clb-stage.test-support.ts';
import { host, ingress, loadBalancer } from './plan/fixtures/wishes.ts';

const [older, younger] = [ingress('older'), ingress('younger')];
/** The younger one comes first by the name of its group. */
const balancer = loadBalancer(
  'lb-full',
  [host('a.example', { '/': 'shop/a:80' }, younger), host('z.example', { '/': 'shop/z:80' }, older)],
  { owners: [older, younger] },
);

function pods(backend: string, network: number, count: number): BackendEndpoints {
  const endpoints = Array.from({ length: count }, (_, index) => ({
    address: `10.0.${network}.${index + 1}`,
    port: 8080,
  }));
  return { backend, endpoints };
}

/** How many members the groups of older and younger have. */
function members({ emulator }: ClbStage): readonly number[] {
  const groups = emulator.state.instances.get('lb-full')?.serverGroups ?? [];
  return ['shop/z.80', 'shop/a.80'].map(
    (name) => groups.find((group) => group.name.includes(name))?.backends.length ?? 0,
  );
}

test('of a full instance the younger Ingress gives back what the older one needs, and takes what is left', async () => {
  const quotas = {
    rulesPerListener: 40,
    extensionsPerListener: 3,
    backendsPerInstance: 10,
    certificatesPerRegion: 100,
  };
  const stage = await openStage({ settings: { quotas }, emulator: { quotas: { backendsPerInstance: 10 } } });
  stage.emulator.addInstance({ id: 'lb-full', specification: 'slb.s1.small' });
  for (const network of [1, 2]) {
    for (const { address } of pods('', network, 9).endpoints)
      stage.emulator.addInterface(address, `eni-${address}`);
  }
  stage.setEndpoints(pods('shop/z:80', 1, 3), pods('shop/a:80', 2, 9));
  const [report] = await stage.cycle([balancer]);
  expect(members(stage)).toEqual([3, 7]);
  expect(report?.problems).toMatchObject([{ reason: 'ProviderQuotaExceeded', objects: [younger] }]);

  stage.setEndpoints(pods('shop/z:80', 1, 6));
  await stage.asked();
  await stage.cycle([balancer]);
  expect(members(stage)).toEqual([6, 4]);

  stage.setEndpoints(pods('shop/z:80', 1, 1));
  await stage.asked();
  const [all] = await stage.cycle([balancer]);
  expect(members(stage)).toEqual([1, 9]);
  expect(all?.problems).toEqual([]);
});
