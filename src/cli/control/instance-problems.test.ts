import { expect, test } from 'vitest';
import { addressPools, type InstanceRecord } from '../../provider/index.ts';
import { addressReports, instanceProblems } from './instance-problems.ts';

const pools = addressPools({ internet: ['10.0.0.1'], intranet: ['10.0.1.1'] });

function record(id: string, more: Partial<InstanceRecord> = {}): InstanceRecord {
  return {
    id,
    name: id,
    spec: { addressType: 'internet', specification: 'slb.s1.small', address: '10.0.0.1' },
    managed: false,
    createdAt: 1,
    home: { kind: 'state' },
    status: { state: 'active', listeners: [] },
    ...more,
  };
}

const document = record('lb-b', { home: { kind: 'manifest', document: 'second', file: 'slb.yaml' } });
const records = [record('lb-a'), document];

test('a document without an address is reported on itself, with its file', () => {
  expect(addressReports(records, pools)).toEqual([
    {
      object: { kind: 'SLBInstance', name: 'second' },
      reason: 'AddressConflict',
      message: expect.stringContaining('which instance lb-a has'),
      file: 'slb.yaml',
    },
  ]);
});

test('an instance shows what is wrong with it before an Ingress uses it, each thing once', () => {
  const [conflict] = addressReports(records, pools);
  const problems = conflict === undefined ? [] : [{ reason: conflict.reason, message: conflict.message }];
  const answers = [{ loadBalancer: 'lb-b', instanceId: 'lb-b', programmed: false, problems }];
  const locked = record('lb-b', { ...document, status: { state: 'locked', listeners: [] } });
  const all = [record('lb-a'), locked];
  const reasons = instanceProblems(locked, all, pools, answers).map(({ reason }) => reason);
  expect(reasons).toEqual(['AddressConflict', 'InstanceNotActive']);
  expect(instanceProblems(document, all, undefined, [])).toEqual([]);
});
