import { expect, test } from 'vitest';
import type { LoadBalancer } from '../../model/index.ts';
import type { InstanceRow } from '../wire/wire.ts';
import { instanceSummaries } from './describe-status.ts';

function balancer(id: string): LoadBalancer {
  return {
    id,
    instance:
      id === 'managed' ? { kind: 'managed' } : { kind: 'existing', id, forceOverrideListeners: false },
    listeners: [],
    certificates: [],
    routing: { hosts: [{ host: 'a.example', routes: [] }] },
    owners: [{ kind: 'Ingress', namespace: 'shop', name: 'web' }],
  };
}

function instance(id: string, managed: boolean): InstanceRow {
  return {
    id,
    name: id,
    addressType: 'internet',
    specification: 'slb.s1.small',
    state: 'active',
    listeners: [],
    managed,
    tags: {},
    createdAt: 0,
    home: 'state directory',
    ingresses: [],
    problems: [],
  };
}

const worker = { role: 'worker', pid: 1, state: 'ready' } as const;
const answers = [{ loadBalancer: 'managed', instanceId: 'lb-1', programmed: true, problems: [] }];

test('each instance has what its load balancer serves, also one that nothing uses', () => {
  const rows = instanceSummaries({
    answers,
    instances: [instance('lb-1', true), instance('lb-2', false)],
    loadBalancers: [balancer('managed')],
    processes: [worker],
  });
  expect(rows.map(({ id, programmed, ingresses, hosts }) => [id, programmed, ingresses, hosts])).toEqual([
    ['lb-1', true, 1, 1],
    ['lb-2', false, 0, 0],
  ]);
});

test.each([
  ['missing', [worker]],
  ['unknown', []],
])('a load balancer without an instance is %s with %j', (state, processes) => {
  const rows = instanceSummaries({ answers, instances: [], loadBalancers: [balancer('lb-3')], processes });
  expect(rows).toEqual([{ id: 'lb-3', state, programmed: false, ingresses: 1, hosts: 1 }]);
});
