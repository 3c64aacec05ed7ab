import { describe, expect, test } from 'vitest';
import { likelySwitches, otherSwitches } from '../../../../test/support/clb-emulator/switches.ts';
import { https, listenerOn, tag, tags, useClb } from './clb-harness.test-support.ts';

describe.each([
  ['likely', likelySwitches],
  ['unlikely', otherSwitches],
])('with %s answers of CLB,', (_, switches) => {
  const clb = useClb(switches);

  describe('certificates', () => {
    test('are uploaded, found by their tag and deleted', async () => {
      const id = await clb.upload('sluice-a');
      expect(await clb.api.findCertificates(tag)).toEqual([{ id, name: 'sluice-a', tags }]);
      expect(await clb.api.findCertificates({ ...tag, value: 'other' })).toEqual([]);
      await clb.api.deleteCertificate(id);
      await clb.api.deleteCertificate(id);
      expect(await clb.api.findCertificates(tag)).toEqual([]);
    });

    test('are shown for further domains', async () => {
      const { lb, group } = await clb.start();
      const [first, second] = [await clb.upload('sluice-a'), await clb.upload('sluice-b')];
      await clb.api.createListener(lb, listenerOn(group, { ...https, certificateId: first }));
      const { id } = await clb.api.createDomainExtension(lb, 443, 'b.test', first);
      await clb.api.setDomainExtension(id, second);
      expect(await clb.api.describeDomainExtensions(lb, 443)).toEqual([
        { id, domain: 'b.test', certificateId: second },
      ]);
      await clb.api.deleteDomainExtension(id);
      await clb.api.deleteDomainExtension(id);
      expect(await clb.api.describeDomainExtensions(lb, 443)).toEqual([]);
    });
  });
});
