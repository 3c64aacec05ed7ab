import { describe, expect, test } from 'vitest';
import type { LoadBalancer } from '../../model/index.ts';
import { type ClbStage, isWrite } from './clb-stage.test-support.ts';
import { after, before, nothing, openCloud, rememberCloud } from './shared-cloud.test-support.ts';

const transitions = [
  ['from nothing to something', nothing, before],
  ['to other rules, certificates and instances', before, after],
  ['to nothing', before, nothing],
] as const;

describe('a run that is killed at any write', () => {
  test.each(transitions)('is finished by the next one: %s', async (_what, from, to) => {
    const stage = await openCloud();
    await stage.settle(from);
    const begin = rememberCloud(stage);
    await stage.settle(to);
    const end = stage.emulator.picture();
    let kills = 0;
    for (; ; kills++) {
      begin();
      await stage.restart();
      if (!(await runKilled(stage, to, kills))) break;
      await stage.restart();
      await stage.settle(to);
      expect(stage.emulator.picture(), `killed at write ${kills}`).toEqual(end);
    }
    expect(kills).toBeGreaterThan(5);
  });
});

/** Ends the provider when the write of that number is done and its answer on the way; false when it was done before. */
async function runKilled(stage: ClbStage, balancers: readonly LoadBalancer[], at: number): Promise<boolean> {
  let writes = 0;
  let killed = false;
  const stop = stage.emulator.onCall(({ action }) => {
    if (!isWrite(action) || writes++ < at) return;
    killed = true;
    stage.kill();
  });
  await stage.settle(balancers).catch((error: unknown) => {
    if (!killed) throw error;
  });
  stop();
  return killed;
}
