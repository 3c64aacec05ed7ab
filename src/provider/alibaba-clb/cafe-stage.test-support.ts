import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { LoadBalancer } from '../../model/index.ts';
import type { ProviderReport } from '../load-balancer-provider.ts';
import { type ClbStage, openStage, type StageOptions } from './clb-stage.test-support.ts';
import { host, loadBalancer } from './plan/fixtures/wishes.ts';

let keysFolder: string;

beforeAll(async () => {
  keysFolder = await mkdtemp(join(tmpdir(), 'sluice-clb-'));
});

afterAll(() => rm(keysFolder, { recursive: true }));

export const cafe: LoadBalancer = loadBalancer('managed', [
  host('cafe.example', { '/': 'shop/cafe:80' }),
  host('tea.example', { '/': 'shop/tea:80' }),
]);
export const shop: LoadBalancer = loadBalancer('lb-shop', [host('shop.example', { '/': 'shop/tea:80' })]);

/** A cloud with interfaces for two pods and an instance of someone else, `lb-shop`. */
export async function openCafe(options: StageOptions = {}): Promise<ClbStage> {
  const stage = await openStage({ keysFolder, ...options });
  const { emulator } = stage;
  emulator.addInstance({ id: 'lb-shop', specification: 'slb.s1.small' });
  for (const number of [1, 2]) emulator.addInterface(`10.0.0.${number}`, `eni-${number}`);
  stage.setEndpoints(
    { backend: 'shop/cafe:80', endpoints: [{ address: '10.0.0.1', port: 8080 }] },
    { backend: 'shop/tea:80', endpoints: [{ address: '10.0.0.2', port: 8080 }] },
  );
  return stage;
}

export function reasonsOf(report: ProviderReport | undefined): readonly string[] | undefined {
  return report?.problems.map(({ reason }) => reason);
}
