import { describe, expect, test } from 'vitest';
import type { ProviderReport } from '../load-balancer-provider.ts';
import { cafe, openCafe, reasonsOf, shop } from './cafe-stage.test-support.ts';
import type { ClbStage } from './clb-stage.test-support.ts';
import { host, loadBalancer } from './plan/fixtures/wishes.ts';

describe('an instance that cannot be used', () => {
  test('is taken when it can be, without anyone acting', async () => {
    const stage = await openCafe();
    const instance = stage.emulator.state.instances.get('lb-shop');
    if (instance !== undefined) instance.status = 'locked';
    const [refused] = await stage.cycle([shop]);
    expect(refused).toMatchObject({ programmed: false });
    expect(reasonsOf(refused)).toEqual(['InstanceNotActive']);

    if (instance !== undefined) instance.status = 'active';
    await stage.asked();
    const [report] = await stage.cycle([shop]);
    expect(report).toMatchObject({ programmed: true, address: instance?.address });
  });

  test('is taken when it comes to exist', async () => {
    const stage = await openCafe();
    const wished = loadBalancer('lb-late', [host('late.example', { '/': 'shop/tea:80' })]);
    expect(reasonsOf((await stage.cycle([wished]))[0])).toEqual(['InstanceNotFound']);
    stage.emulator.addInstance({ id: 'lb-late', specification: 'slb.s1.small' });
    await stage.asked();
    expect((await stage.cycle([wished]))[0]).toMatchObject({ programmed: true });
  });
});

/** Turns, each when the provider asks for one, until one finds what a full look is to find. */
async function turnUntil(
  stage: ClbStage,
  found: (report: ProviderReport | undefined) => boolean,
): Promise<ProviderReport | undefined> {
  for (;;) {
    await stage.asked();
    const [report] = await stage.cycle([cafe]);
    if (found(report)) return report;
  }
}

describe('what others did is found at the next full look', () => {
  test('our instance is gone: another takes its place', async () => {
    const stage = await openCafe({ settings: { resyncMs: 20 } });
    const [first] = await stage.cycle([cafe]);
    stage.emulator.state.instances.delete(first?.instanceId ?? '');
    const second = await turnUntil(
      stage,
      (report) => reasonsOf(report)?.includes('InstanceVanished') ?? false,
    );
    expect(second).toMatchObject({ programmed: true });
    expect(second?.instanceId).not.toBe(first?.instanceId);
  });

  test('a rule of ours is gone: it is made again', async () => {
    const stage = await openCafe({ settings: { resyncMs: 20 } });
    const [report] = await stage.cycle([cafe]);
    const listener = stage.emulator.state.instances.get(report?.instanceId ?? '')?.listeners[0];
    listener?.rules.pop();
    await turnUntil(stage, () => listener?.rules.length === 2);
  });

  test('a member of a group was taken out: it is put back', async () => {
    const stage = await openCafe({ settings: { resyncMs: 20 } });
    const [report] = await stage.cycle([cafe]);
    const groups = stage.emulator.state.instances.get(report?.instanceId ?? '')?.serverGroups ?? [];
    for (const group of groups) group.backends = [];
    await turnUntil(stage, () => groups.flatMap(({ backends }) => backends).length === 2);
  });
});
