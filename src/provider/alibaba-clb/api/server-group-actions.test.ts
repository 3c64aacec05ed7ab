import { describe, expect, test } from 'vitest';
import { likelySwitches, otherSwitches } from '../../../../test/support/clb-emulator/switches.ts';
import { eni, listenerOn, tags, useClb } from './clb-harness.test-support.ts';

describe.each([
  ['likely', likelySwitches],
  ['unlikely', otherSwitches],
])('with %s answers of CLB,', (_, switches) => {
  const clb = useClb(switches);

  describe('server groups', () => {
    test('take members, weights and removals', async () => {
      const { lb, group } = await clb.start();
      expect(await clb.api.describeServerGroups(lb)).toEqual([{ id: group, name: 'web', tags }]);
      await clb.api.addBackends(group, [eni(3), eni(2, 50)]);
      await clb.api.setBackendWeights(group, [eni(3, 0)]);
      const read = await clb.api.describeServerGroup(group);
      expect(read).toEqual({
        id: group,
        name: 'web',
        tags,
        instanceId: lb,
        backends: [eni(1), eni(2, 50), eni(3, 0)],
      });
      await clb.api.removeBackends(group, [eni(1), eni(3)]);
      await clb.api.removeBackends(group, [eni(1)]);
      expect((await clb.api.describeServerGroup(group))?.backends).toEqual([eni(2, 50)]);
    });

    test('may be empty, and are deleted; that they are gone already is no error', async () => {
      const { lb } = await clb.start();
      const { id } = await clb.api.createServerGroup(lb, { name: 'empty', tags, backends: [] });
      expect((await clb.api.describeServerGroup(id))?.backends).toEqual([]);
      await clb.api.deleteServerGroup(id);
      await clb.api.deleteServerGroup(id);
      expect(await clb.api.describeServerGroup(id)).toBeUndefined();
    });

    test('in use are busy', async () => {
      const { lb, group } = await clb.start();
      await clb.api.createListener(lb, listenerOn(group));
      await expect(clb.api.deleteServerGroup(group)).rejects.toMatchObject({ kind: 'busy' });
    });
  });
});
