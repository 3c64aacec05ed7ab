import fc from 'fast-check';
import type { Fault } from '../../../../test/support/clb-emulator/faults.ts';
import {
  likelySwitches,
  otherSwitches,
  type Switches,
} from '../../../../test/support/clb-emulator/switches.ts';
import type { LoadBalancer } from '../../../model/index.ts';
import { anyDesired } from '../plan/fixtures/draws.ts';
import { type Hand, hands } from './hands.test-support.ts';

/** A change of what is wanted, and all that goes wrong while it is carried out. */
export interface Chapter {
  readonly balancers: readonly LoadBalancer[];
  /** How many pods each backend has. */
  readonly pods: Readonly<Record<string, number>>;
  /** What a hand in the console does before. */
  readonly hands: readonly { readonly hand: Hand; readonly seed: number }[];
  /** Which call fails from the beginning of the chapter, and how. */
  readonly faults: readonly { readonly after: number; readonly fault: Fault }[];
  /** For how many calls the cloud is busy, or slow, after each change. */
  readonly pace: { readonly busy: number; readonly listeners: number; readonly members: number };
  /** After how many calls the provider is killed, if it is. */
  readonly killedAt: number | undefined;
}

/** All that an installation goes through, until nothing goes wrong any more. */
export interface Life {
  /** What the documentation leaves open. */
  readonly switches: Switches;
  /** Whether an instance with listeners of others on our ports may be taken all the same. */
  readonly force: boolean;
  readonly chapters: readonly [Chapter, ...Chapter[]];
}

/** Faults that say nothing untrue: what is refused for good, what may work soon, and what leaves one in doubt. */
const faults: readonly Fault[] = [
  'throttled',
  'unavailable',
  'internal-error',
  'reset',
  'lost-reply',
  { status: 400, code: 'ServiceIsConfiguring' },
  { status: 403, code: 'Forbidden.RAM' },
  { status: 400, code: 'OverQuota' },
  { status: 400, code: 'InvalidParameter' },
  { status: 400, code: 'ListenerAlreadyExists' },
];

export const backends: readonly string[] = ['shop/a:80', 'shop/b:80', 'shop/c:80', 'shop/d:80'];

const few = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(3));

const anyChapter: fc.Arbitrary<Chapter> = fc.record({
  balancers: anyDesired,
  pods: fc.record(Object.fromEntries(backends.map((backend) => [backend, fc.nat(25)]))),
  hands: fc.array(fc.record({ hand: fc.constantFrom(...hands), seed: fc.nat(20) }), { maxLength: 2 }),
  faults: fc.array(fc.record({ after: fc.nat(60), fault: fc.constantFrom(...faults) }), { maxLength: 6 }),
  pace: fc.record({ busy: few, listeners: few, members: few }),
  killedAt: fc.option(fc.nat(60), { nil: undefined }),
});

/** Each question of the documentation gets one of its two answers. */
const anySwitches: fc.Arbitrary<Switches> = fc
  .record(Object.fromEntries(Object.keys(likelySwitches).map((name) => [name, fc.boolean()] as const)))
  .map((others) => {
    const chosen = Object.entries(otherSwitches).filter(([name]) => others[name] === true);
    return { ...likelySwitches, ...Object.fromEntries(chosen) };
  });

export const anyLife: fc.Arbitrary<Life> = fc
  .record({
    switches: anySwitches,
    force: fc.boolean(),
    chapters: fc.tuple(anyChapter, anyChapter, fc.option(anyChapter, { nil: undefined })),
  })
  .map(({ switches, force, chapters: [first, ...more] }) => ({
    switches,
    force,
    chapters: [
      forced(first, force),
      ...more.filter((one) => one !== undefined).map((one) => forced(one, force)),
    ],
  }));

function forced(chapter: Chapter, forceOverrideListeners: boolean): Chapter {
  const balancers = chapter.balancers.map((balancer): LoadBalancer => {
    const { instance } = balancer;
    return instance.kind === 'managed'
      ? balancer
      : { ...balancer, instance: { ...instance, forceOverrideListeners } };
  });
  return { ...chapter, balancers };
}
