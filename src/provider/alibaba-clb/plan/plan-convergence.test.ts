import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LoadBalancer } from '../../../model/index.ts';
import type { DesiredState } from '../../load-balancer-provider.ts';
import type { ClbSettings } from '../clb-settings.ts';
import { isOurs } from '../names.ts';
import type { ClbInstance } from '../world/clb-world.ts';
import { callsOf, isChange } from './describe-clb-plan.ts';
import { applyToCloud } from './fixtures/apply-to-cloud.ts';
import {
  anyDesired,
  anyDrift,
  foreignThings,
  ourThings,
  startingCloud,
  tightSettings,
} from './fixtures/draws.ts';
import { normalCloud } from './fixtures/normal-cloud.ts';
import { type TestCloud, testCloud, userInstance } from './fixtures/test-cloud.ts';
import { actual, host, loadBalancer, pods, settings } from './fixtures/wishes.ts';
import { type ClbOperation, type DeleteListenerStep, everyLoadBalancer } from './operations.ts';
import { planClb } from './plan-clb.ts';

const backends = new Map(
  ['shop/a:80', 'shop/b:80', 'shop/c:80', 'shop/d:80'].map((id, index) => [id, pods(index * 11, index)]),
);

function plan(cloud: TestCloud, desired: DesiredState, own: ClbSettings = settings): readonly ClbOperation[] {
  const { world, idleSince } = cloud;
  return planClb(desired, actual({ world, idleSince, backends, settings: own })).operations;
}

function apply(
  cloud: TestCloud,
  operations: readonly ClbOperation[],
  own: ClbSettings = settings,
): TestCloud {
  return operations.reduce((state, operation) => applyToCloud(state, operation, own), cloud);
}

describe('a plan that was done', () => {
  test('leaves nothing to do, wherever it began', () => {
    const draws = [startingCloud, anyDesired, fc.array(anyDrift), anyDesired, fc.boolean()] as const;
    fc.assert(
      fc.property(...draws, (start, before, drifts, loadBalancers, sourceComplete) => {
        const served = apply(start, plan(start, { loadBalancers: before, sourceComplete: true }));
        const drifted = drifts.reduce((cloud, drift) => drift(cloud), served);
        const desired = { loadBalancers, sourceComplete };
        const done = apply(drifted, plan(drifted, desired));
        expect(plan(done, desired).filter(isChange)).toEqual([]);
      }),
    );
  });

  test('leaves nothing to do under quotas that are hardly enough', () => {
    fc.assert(
      fc.property(startingCloud, anyDesired, anyDesired, (start, before, loadBalancers) => {
        const served = apply(
          start,
          plan(start, { loadBalancers: before, sourceComplete: true }, tightSettings),
          tightSettings,
        );
        const desired = { loadBalancers, sourceComplete: true };
        const done = apply(served, plan(served, desired, tightSettings), tightSettings);
        expect(plan(done, desired, tightSettings).filter(isChange)).toEqual([]);
      }),
    );
  });

  test('comes to the same when each load balancer was broken off at any step and all begun again', () => {
    const draws = [startingCloud, anyDesired, fc.array(anyDrift), anyDesired] as const;
    fc.assert(
      fc.property(...draws, fc.infiniteStream(fc.nat()), (start, before, drifts, loadBalancers, cuts) => {
        const served = apply(start, plan(start, { loadBalancers: before, sourceComplete: true }));
        const drifted = drifts.reduce((cloud, drift) => drift(cloud), served);
        const desired = { loadBalancers, sourceComplete: true };
        const whole = plan(drifted, desired);
        const partly = apply(drifted, breakOff(whole, cuts));
        const resumed = apply(partly, plan(partly, desired));
        expect(normalCloud(resumed)).toEqual(normalCloud(apply(drifted, whole)));
        expect(plan(resumed, desired).filter(isChange)).toEqual([]);
      }),
    );
  });
});

/** The steps done when each load balancer stops at a step of its own. */
function breakOff(operations: readonly ClbOperation[], cuts: Iterator<number>): readonly ClbOperation[] {
  const own = operations.filter(({ loadBalancer }) => loadBalancer !== everyLoadBalancer);
  return [...Map.groupBy(own, ({ loadBalancer }) => loadBalancer).values()].flatMap((steps) =>
    steps.slice(0, (cuts.next().value ?? 0) % (steps.length + 1)),
  );
}

describe('while a plan is done', () => {
  test('what is served before and after is served all along, by one of the two backends', () => {
    const draws = [startingCloud, anyDesired, anyDesired] as const;
    fc.assert(
      fc.property(...draws, (start, before, loadBalancers) => {
        const served = apply(start, plan(start, { loadBalancers: before, sourceComplete: true }));
        const operations = plan(served, { loadBalancers, sourceComplete: true });
        const done = apply(served, operations);
        const remade = new Set(
          operations.flatMap((step) => (step.kind === 'delete-listener' ? [placeOf(step)] : [])),
        );
        const first = answers(served);
        const last = answers(done);
        const lasting = [...first.keys()].filter(
          (key) => last.has(key) && !remade.has(key.split(' ', 1)[0] ?? ''),
        );
        let cloud = served;
        for (const operation of operations) {
          cloud = applyToCloud(cloud, operation, settings);
          const now = answers(cloud);
          for (const key of lasting) expect([first.get(key), last.get(key)]).toContain(now.get(key));
        }
      }),
    );
  });
});

function placeOf({ loadBalancer, listener }: DeleteListenerStep): string {
  return `${loadBalancer}/${listener.port}`;
}

/** The group behind each rule and default of each running listener of ours: `<load balancer>/<port> <domain><url>`. */
function answers({ world }: TestCloud): ReadonlyMap<string, string | undefined> {
  const found = new Map<string, string | undefined>();
  for (const { id, listeners, serverGroups, tags } of world.instances.values()) {
    const names = new Map(serverGroups.map((group) => [group.id, group.name]));
    const loadBalancer = isOurs(tags, settings.clusterId) ? 'managed' : id;
    for (const { port, status, rules, serverGroupId, extensions, tags: own } of listeners) {
      if (!isOurs(own, settings.clusterId) || status !== 'running') continue;
      found.set(`${loadBalancer}/${port} default`, names.get(serverGroupId ?? ''));
      for (const { domain, url, serverGroupId: group } of rules) {
        found.set(`${loadBalancer}/${port} ${domain ?? ''}${url ?? ''}`, names.get(group));
      }
      for (const { domain, certificateId } of extensions) {
        found.set(`${loadBalancer}/${port} certificate of ${domain}`, certificateId);
      }
    }
  }
  return found;
}

describe('what is not ours', () => {
  test('stays as it is, but for a listener that may be overridden', () => {
    fc.assert(
      fc.property(
        startingCloud,
        fc.array(anyDesired, { maxLength: 4 }),
        fc.array(anyDrift),
        (start, wishes, drifts) => {
          let cloud = drifts.reduce((state, drift) => drift(state), start);
          for (const loadBalancers of [...wishes, []]) {
            const before = foreignThings(cloud, loadBalancers);
            cloud = apply(cloud, plan(cloud, { loadBalancers, sourceComplete: true }));
            expect(foreignThings(cloud, loadBalancers)).toEqual(before);
          }
        },
      ),
    );
  });

  test('is all that is left when every Ingress is gone and the delay has passed', () => {
    const patient = { ...settings, releaseDelayMs: 0 };
    fc.assert(
      fc.property(startingCloud, anyDesired, (start, loadBalancers) => {
        const desired = { loadBalancers, sourceComplete: true };
        const served = apply(start, plan(start, desired, patient), patient);
        const nothing = { loadBalancers: [], sourceComplete: true };
        const left = apply(served, plan(served, nothing, patient), patient);
        const overridden = (id: string): boolean =>
          loadBalancers.some(
            ({ id: own, instance }) =>
              own === id && instance.kind === 'existing' && instance.forceOverrideListeners,
          );
        const untouched = (cloud: TestCloud): readonly ClbInstance[] =>
          [...cloud.world.instances.values()].filter(({ id }) => !overridden(id));
        expect(untouched(left)).toEqual(untouched(start));
        expect(left.world.certificates).toEqual([]);
      }),
    );
  });
});

describe('while objects may be missing', () => {
  test('nothing of ours is taken away', () => {
    fc.assert(
      fc.property(startingCloud, anyDesired, anyDesired, (start, before, loadBalancers) => {
        const served = apply(start, plan(start, { loadBalancers: before, sourceComplete: true }));
        const later = apply(served, plan(served, { loadBalancers, sourceComplete: false }));
        expect(ourThings(later)).toEqual(expect.arrayContaining([...ourThings(served)]));
      }),
    );
  });
});

describe('the number of calls', () => {
  test('keeps to the formula when everything is new', () => {
    const instances = Array.from({ length: 10 }, (_, index) => userInstance(`lb-${index}`));
    const loadBalancers = instances.map(({ id }): LoadBalancer => {
      const hosts = Array.from({ length: 17 }, (_, index) =>
        host(`h${index}.test`, { '/': ['shop/a:80', 'shop/c:80', 'shop/d:80'][index % 3] ?? '' }),
      );
      return loadBalancer(id, hosts);
    });
    const operations = plan(testCloud(...instances), { loadBalancers, sourceComplete: true });
    // Each: two listeners made and started, 17 rules on each, a group for 0, 22 and 33 pods and one without backends.
    const each = 2 + 2 + 2 * Math.ceil(17 / 10) + (1 + (1 + 1) + (1 + 1) + 1);
    const fake = 1;
    expect(callsOf(operations)).toBe(10 * each + fake);
  });
});
