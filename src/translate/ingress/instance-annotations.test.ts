import { expect, test } from 'vitest';
import type { Ingress } from '../../kubernetes/types/index.ts';
import { type InstanceChoice, readInstance } from './instance-annotations.ts';

const newer = 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-';
const older = 'service.beta.kubernetes.io/alicloud-loadbalancer-';

function read(annotations: Record<string, string>): InstanceChoice {
  const metadata = { name: 'web', namespace: 'shop', creationTimestamp: 1, annotations };
  const ingress: Ingress = { kind: 'Ingress', metadata, spec: {} };
  return readInstance(ingress, { kind: 'Ingress', namespace: 'shop', name: 'web' });
}

function existing(id: string, forceOverrideListeners = false): InstanceChoice {
  return { kind: 'wish', wish: { kind: 'existing', id, forceOverrideListeners } };
}

test('no annotation, or empty ones, mean the managed instance', () => {
  const managed = { kind: 'wish', wish: { kind: 'managed' } };
  expect(read({})).toEqual(managed);
  expect(read({ [`${newer}id`]: '', [`${older}id`]: '' })).toEqual(managed);
});

test('both spellings name an instance, and the newer wins', () => {
  expect(read({ [`${newer}id`]: 'lb-2zeabc1' })).toEqual(existing('lb-2zeabc1'));
  expect(read({ [`${older}id`]: 'lb-old' })).toEqual(existing('lb-old'));
  expect(read({ [`${older}id`]: 'lb-old', [`${newer}id`]: 'lb-new' })).toEqual(existing('lb-new'));
  expect(read({ [`${older}id`]: 'lb-old', [`${newer}id`]: '' })).toEqual(existing('lb-old'));
});

test.each([
  [{ [`${newer}force-override-listeners`]: 'true' }, true],
  [{ [`${older}force-override-listeners`]: 'true' }, true],
  [{ [`${newer}force-override-listeners`]: 'false', [`${older}force-override-listeners`]: 'true' }, false],
  [{ [`${newer}force-override-listeners`]: 'True' }, false],
  [{ [`${newer}force-override-listeners`]: 'yes' }, false],
])('listeners are overridden only by exactly true: %j', (annotations, forced) => {
  expect(read({ [`${newer}id`]: 'lb-a', ...annotations })).toEqual(existing('lb-a', forced));
});

test.each(['lb-', 'lb-A', 'LB-a', 'lb_a', 'lb-a\n', ' lb-a', 'slb-a', 'lb-a/../b', `lb-${'a'.repeat(62)}`])(
  '%j is no instance id',
  (id) => {
    const choice = read({ [`${newer}id`]: id });
    expect(choice.kind).toBe('invalid');
    if (choice.kind !== 'invalid') return;
    expect(choice.report.reason).toBe('InvalidLoadBalancerId');
    expect(choice.report.field).toBe(`metadata.annotations[${newer}id]`);
    expect(choice.report.message.length).toBeLessThan(160);
  },
);
