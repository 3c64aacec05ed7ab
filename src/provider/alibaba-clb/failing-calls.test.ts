import { beforeAll, describe, expect, test } from 'vitest';
import type { Fault, Faults } from '../../../test/support/clb-emulator/faults.ts';
import { otherSwitches } from '../../../test/support/clb-emulator/switches.ts';
import { noWait, type StageOptions } from './clb-stage.test-support.ts';
import { after, before, nothing, openCloud } from './shared-cloud.test-support.ts';

const faults: readonly (readonly [string, Fault])[] = [
  ['throttled', 'throttled'],
  ['refused as busy', { status: 400, code: 'ServiceIsConfiguring' }],
  ['refused for lack of a permission', { status: 403, code: 'Forbidden.RAM' }],
  ['refused by a quota', { status: 400, code: 'OverQuota' }],
  ['refused as wrong', { status: 400, code: 'InvalidParameterLength' }],
  ['refused because something is gone', { status: 404, code: 'InvalidLoadBalancerId.NotFound' }],
  ['refused because something exists', { status: 400, code: 'ListenerAlreadyExists' }],
  ['answered with an error of the service', 'internal-error'],
  ['cut off before it is done', 'reset'],
  ['done without an answer', 'lost-reply'],
];

/** Whatever fails is tried again at once, and only once by the client. */
const impatient: StageOptions = { paces: { soon: noWait, seldom: noWait, watch: noWait }, tries: 1 };

/** What a run without faults makes, and the actions it takes. */
interface Unbroken {
  readonly start: unknown;
  readonly end: unknown;
  readonly actions: ReadonlySet<string>;
}

let unbroken: Unbroken;

beforeAll(async () => {
  const ends: (() => Promise<void>)[] = [];
  const stage = await openCloud({ atEnd: (end) => void ends.push(end) });
  await stage.settle(before);
  const start = stage.emulator.picture();
  await stage.settle(after);
  // Interfaces are looked up again after seconds; what that means is shown where it is done.
  const actions = new Set(stage.newCalls().filter((action) => action !== 'DescribeNetworkInterfaces'));
  unbroken = { start, end: stage.emulator.picture(), actions };
  for (const end of ends) await end();
});

describe('calls that fail', () => {
  test.concurrent.for(faults)(
    'do no lasting harm: the first two of each action are %s',
    async ([what, fault], { onTestFinished }) => {
      const atEnd = (end: () => Promise<void>): void => onTestFinished(end);
      const { start, end, actions } = unbroken;
      expect(actions).toContain('CreateVServerGroup');
      const stage = await openCloud({ ...impatient, atEnd });
      const failTwice = (): void => {
        for (const action of actions) {
          // That a thing to be deleted is gone is believed.
          if (what.includes('gone') && action.startsWith('Delete')) continue;
          stage.emulator.faults.next(action, fault);
          stage.emulator.faults.next(action, fault);
        }
      };
      failTwice();
      await stage.settle(before, 100);
      expect(stage.emulator.picture()).toEqual(start);
      stage.emulator.faults.clear();
      failTwice();
      await stage.settle(after, 100);
      expect(stage.emulator.picture()).toEqual(end);
    },
  );
});

describe('a cloud that takes its time', () => {
  const slowness: readonly (readonly [string, (faults: Faults) => void])[] = [
    ['is busy for a while after each write', (slow) => slow.busyAfterWrites(3)],
    ['is busy for reads too', (slow) => slow.busyAfterWrites(3, { reads: true })],
    ['starts and changes listeners slowly', (slow) => slow.listenersSettleAfter(4)],
    ['changes members of groups slowly', (slow) => slow.backendsSettleAfter(4)],
  ];

  test.concurrent.for(slowness)('comes to the same: it %s', async ([, slow], { onTestFinished }) => {
    const atEnd = (end: () => Promise<void>): void => onTestFinished(end);
    const { start, end } = unbroken;
    const stage = await openCloud({ ...impatient, tries: 8, atEnd });
    slow(stage.emulator.faults);
    await stage.settle(before, 30);
    expect(stage.emulator.picture()).toEqual(start);
    await stage.settle(after, 30);
    expect(stage.emulator.picture()).toEqual(end);
  });
});

/** What concerns the API; the others are questions of traffic. */
const questions = [
  'createRulesAtomic',
  'addBackendsAtomic',
  'addExistingBackend',
  'deleteProtectionCode',
  'throttlingStatus',
  'emptyServerGroup',
  'listenerDeletionCascades',
  'backendsPerCall',
  'foreignGroupCode',
  'startRunningListener',
  'inactiveWithoutListeners',
  'unknownInstanceInList',
  'emptyCollections',
  'pkcs8Keys',
  'ecKeys',
  'extensionRefusal',
] as const;

describe('what the documentation leaves open', () => {
  test.concurrent.for(questions)('may be answered either way: %s', async (question, { onTestFinished }) => {
    const atEnd = (end: () => Promise<void>): void => onTestFinished(end);
    const switches = { [question]: otherSwitches[question] };
    const stage = await openCloud({ ...impatient, atEnd, emulator: { switches } });
    const empty = stage.emulator.picture();
    for (const balancers of [before, after]) {
      const reports = await stage.settle(balancers, 30);
      expect(reports.map(({ programmed }) => programmed)).toEqual([true, true]);
      await stage.restart();
      stage.newCalls();
      await stage.settle(balancers, 1);
    }
    await stage.settle(nothing, 30);
    expect(stage.emulator.picture()).toEqual(empty);
  });
});
