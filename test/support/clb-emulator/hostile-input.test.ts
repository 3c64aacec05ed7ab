import fc from 'fast-check';
import { expect, test } from 'vitest';
import { call, refused, startEmulator } from './emulator-client.test-support.ts';
import { percentEncode } from './read-call.ts';
import { makeSite } from './site.test-support.ts';

const anyText = fc.string({ unit: 'grapheme', maxLength: 60 });

test('encoding is undone by decoding, and leaves nothing but unreserved characters', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(percentEncode(text)).toMatch(/^([A-Za-z0-9\-._~]|%[0-9A-F]{2})*$/);
      expect(decodeURIComponent(percentEncode(text))).toBe(text);
    }),
  );
});

test.each(['query', 'headers'] as const)(
  'any name or value is signed the same on both sides (%s)',
  async (scheme) => {
    const emulator = await startEmulator();
    await fc.assert(
      fc.asyncProperty(anyText, anyText, async (LoadBalancerName, name) => {
        const values = { LoadBalancerName, [`x${name}`]: '1' };
        expect(await refused(emulator, 'DescribeLoadBalancers', values, { scheme })).toBe(
          '400 UnsupportedParameter',
        );
      }),
      { numRuns: 30 },
    );
  },
);

/** Texts, JSON, and JSON that is nearly what is asked for. */
const anyList = fc.oneof(
  anyText,
  fc.json(),
  fc
    .array(
      fc.record(
        {
          ServerId: fc.anything(),
          Port: fc.anything(),
          Weight: fc.anything(),
          RuleName: fc.anything(),
          Url: fc.anything(),
          Domain: fc.anything(),
          VServerGroupId: fc.anything(),
          TagKey: fc.anything(),
        },
        { requiredKeys: [] },
      ),
      { maxLength: 3 },
    )
    .map((value) => JSON.stringify(value)),
);

test('no text in a parameter makes the emulator fail, or changes anything', async () => {
  const emulator = await startEmulator({ switches: { parameterNames: 'any-case' } });
  const { lb, group } = await makeSite(emulator);
  const before = emulator.picture();
  await fc.assert(
    fc.asyncProperty(anyList, async (text) => {
      const attempts = [
        call(emulator, 'CreateRules', { LoadBalancerId: lb, ListenerPort: 80, RuleList: text }),
        call(emulator, 'DeleteRules', { RuleIds: text }),
        call(emulator, 'RemoveVServerGroupBackendServers', { VServerGroupId: group, BackendServers: text }),
        call(emulator, 'DescribeLoadBalancers', { Tags: text }),
      ];
      for (const { status } of await Promise.all(attempts)) expect(status).toBeLessThan(500);
      expect(emulator.picture()).toEqual(before);
    }),
    { numRuns: 50 },
  );
});
