import { expect, test } from 'vitest';
import { type EndpointSlice, type Service, serviceNameLabel } from '../kubernetes/types/index.ts';
import { emptySnapshot } from './snapshot.ts';
import { type ObjectChange, snapshotStore } from './snapshot-store.ts';

function service(name: string, port = 80): Service {
  return {
    kind: 'Service',
    metadata: { name, namespace: 'a', creationTimestamp: 1 },
    spec: { ports: [{ port }] },
  };
}

function slice(name: string, of: string, address = '10.0.0.1'): EndpointSlice {
  return {
    kind: 'EndpointSlice',
    metadata: { name, namespace: 'a', creationTimestamp: 1, labels: { [serviceNameLabel]: of } },
    addressType: 'IPv4',
    endpoints: [{ addresses: [address] }],
    ports: [],
  };
}

const set = (object: Service | EndpointSlice): ObjectChange => ({ kind: 'set', object });

test('applies a batch and names what changed', () => {
  const store = snapshotStore();
  const keys = store.apply([set(service('web')), set(slice('web-2', 'web')), set(slice('web-1', 'web'))]);
  expect(keys).toEqual(
    new Map([
      ['Service', new Set(['a/web'])],
      ['EndpointSlice', new Set(['a/web'])],
    ]),
  );
  expect(store.snapshot().revision).toBe(1);
  expect(store.snapshot().services.get('a/web')).toEqual(service('web'));
  expect(
    store
      .snapshot()
      .endpointSlices.get('a/web')
      ?.map(({ metadata }) => metadata.name),
  ).toEqual(['web-1', 'web-2']);
});

test('leaves an earlier snapshot as it was', () => {
  const store = snapshotStore();
  store.apply([set(service('web'))]);
  const before = store.snapshot();
  store.apply([set(service('web', 81)), set(service('api'))]);
  expect([...before.services.keys()]).toEqual(['a/web']);
  expect(before.services.get('a/web')?.spec.ports).toEqual([{ port: 80 }]);
});

test('keeps the identity of what did not change', () => {
  const store = snapshotStore();
  store.apply([
    set(service('web')),
    set(service('api')),
    set(slice('web-1', 'web')),
    set(slice('api-1', 'api')),
  ]);
  const before = store.snapshot();
  store.apply([set(slice('api-1', 'api', '10.0.0.2')), set(service('web'))]);
  const after = store.snapshot();
  expect(after.services).toBe(before.services);
  expect(after.endpointSlices).not.toBe(before.endpointSlices);
  expect(after.endpointSlices.get('a/web')).toBe(before.endpointSlices.get('a/web'));
});

test('counts an equal object as no change', () => {
  const store = snapshotStore();
  store.apply([set(service('web'))]);
  const before = store.snapshot();
  expect(store.apply([set(service('web'))]).size).toBe(0);
  expect(store.snapshot()).toBe(before);
});

test('moves a slice from one Service to another', () => {
  const store = snapshotStore();
  store.apply([set(slice('x', 'web'))]);
  const keys = store.apply([set(slice('x', 'api'))]);
  expect(keys.get('EndpointSlice')).toEqual(new Set(['a/web', 'a/api']));
  expect([...store.snapshot().endpointSlices.keys()]).toEqual(['a/api']);
});

test('deletes, and a second delete changes nothing', () => {
  const store = snapshotStore();
  store.apply([set(service('web')), set(slice('x', 'web'))]);
  const remove: ObjectChange[] = [
    { kind: 'delete', objectKind: 'Service', key: 'a/web' },
    { kind: 'delete', objectKind: 'EndpointSlice', key: 'a/x' },
  ];
  expect([...store.apply(remove).keys()]).toEqual(['Service', 'EndpointSlice']);
  expect(store.snapshot()).toEqual({ ...emptySnapshot, revision: 2 });
  expect(store.apply(remove).size).toBe(0);
});
