import fc from 'fast-check';
import { expect, test } from 'vitest';
import { actionsByVersion } from './actions/all-actions.ts';
import type { ClbEmulator } from './clb-emulator.ts';
import { call, done, startEmulator } from './emulator-client.test-support.ts';
import type { Field } from './parameters.ts';
import { rsaPem } from './site.test-support.ts';
import type { Certificate, Rule } from './state.ts';
import { otherSwitches, type Switches } from './switches.ts';

const table = actionsByVersion['2014-05-15'] ?? {};

/** Values that are right somewhere; ids of things that exist stand for `{lb}` and the like. */
const anyValue = fc.constantFrom(
  ...['on', 'off', '80', '443', '1', '-1', 'http', 'https', 'x', '', '{lb}', '{group}', '{certificate}'],
  ...[
    'slb.s1.small',
    'PayByCLCU',
    'paybybandwidth',
    'active',
    'inactive',
    'instance',
    'vservergroup',
    'insert',
  ],
  ...[
    '[{"RuleName":"a","Url":"/a","VServerGroupId":"{group}"},{"RuleName":"b","Url":"/"}]',
    '["{rule}"]',
    '{rule}',
  ],
  ...['[{"ServerId":"i-1","Port":80},{"ServerId":"i-1","Port":0}]', '[{"ServerId":"i-1","Port":80}]', '{de}'],
);

function partsOf(name: string, field: Field): readonly string[] {
  if (field.shape === 'single') return [name];
  return field.shape === 'list' ? [`${name}.1`] : [`${name}.1.Key`, `${name}.1.Value`];
}

/** An action with what it requires and some of the rest, right or wrong. */
const anyCall = fc.constantFrom(...Object.entries(table)).chain(([action, { parameters }]) => {
  const fields = Object.entries(parameters).filter(([name]) => name !== 'RegionId');
  const values = fields.flatMap(([name, field]) =>
    partsOf(name, field).map((part) => [part, likely(name, field)] as const),
  );
  return fc.tuple(fc.constant(action), fc.record(Object.fromEntries(values)));
});

const right: Readonly<Record<string, string>> = {
  LoadBalancerId: '{lb}',
  VServerGroupId: '{group}',
  ServerCertificateId: '{certificate}',
  ListenerPort: '443',
  RuleId: '{rule}',
  DomainExtensionId: '{de}',
};

function likely(name: string, field: Field): fc.Arbitrary<string | undefined> {
  const known = right[name];
  const value =
    known === undefined ? anyValue : fc.oneof({ weight: 8, arbitrary: fc.constant(known) }, anyValue);
  return field.required ? value : fc.option(value, { nil: undefined, freq: 2 });
}

/** A cloud with one of everything, and the ids of what is in it. */
function fill(emulator: ClbEmulator, certificate: Certificate): Readonly<Record<string, string>> {
  emulator.state.instances.clear();
  emulator.state.tokens.clear();
  emulator.state.certificates.clear();
  emulator.state.certificates.set(certificate.id, certificate);
  const instance = emulator.addInstance();
  const group = emulator.addServerGroup(instance);
  const rule: Rule = {
    id: 'rule-1',
    name: 'r',
    domain: 'a',
    url: '/r',
    serverGroupId: group.id,
    settings: {},
  };
  emulator.addListener(instance, {
    port: 443,
    protocol: 'https',
    serverGroupId: group.id,
    certificateId: certificate.id,
    rules: [rule],
    extensions: [{ id: 'de-1', domain: 'a', certificateId: certificate.id }],
  });
  return { lb: instance.id, group: group.id, certificate: certificate.id, rule: rule.id, de: 'de-1' };
}

test.each([
  ['as they are likely', {}],
  ['the other way', { ...otherSwitches, createRulesAtomic: true, addBackendsAtomic: true }],
] satisfies readonly (readonly [string, Partial<Switches>])[])(
  'no call makes the emulator fail, and one that is refused changes nothing, with switches %s',
  async (_, switches) => {
    const emulator = await startEmulator({ switches });
    const pem = await rsaPem('a.example', 2048);
    const uploaded = await done(emulator, 'UploadServerCertificate', { ...pem });
    const certificate = emulator.state.certificates.get(String(uploaded['ServerCertificateId']));
    if (certificate === undefined) throw new Error('no certificate');
    await fc.assert(
      fc.asyncProperty(fc.array(anyCall, { minLength: 1, maxLength: 8 }), async (calls) => {
        const ids = fill(emulator, certificate);
        for (const [action, values] of calls) {
          const before = emulator.picture();
          const filled = Object.entries(values).map(([name, value]) => [
            name,
            value?.replace(/\{(\w+)\}/g, (_match, id: string) => ids[id] ?? 'nobody'),
          ]);
          const { status, body } = await call(emulator, action, Object.fromEntries(filled));
          expect(status, JSON.stringify(body)).toBeLessThan(500);
          if (status !== 200) expect(emulator.picture()).toEqual(before);
        }
      }),
      { numRuns: 100 },
    );
    // Otherwise it would prove nothing.
    const succeeded = new Set(emulator.calls.filter(({ code }) => code === 'OK').map(({ action }) => action));
    expect(succeeded.size).toBeGreaterThan(10);
  },
);
