import { describe, expect, test } from 'vitest';
import { addressPools } from './address-pool.ts';
import { addressRefusals, refuseWish } from './address-refusals.ts';
import type { InstanceRecord, InstanceSpec } from './instance-record.ts';

const pools = addressPools({ internet: ['10.0.0.1=192.0.2.1', '10.0.0.2'], intranet: ['10.0.1.1'] });
const internet: InstanceSpec = { addressType: 'internet', specification: 'slb.s1.small' };

function record(id: string, spec: Partial<InstanceSpec> = {}, bind?: string): InstanceRecord {
  return {
    id,
    name: id,
    spec: { ...internet, ...spec },
    managed: false,
    createdAt: 1,
    home: { kind: 'state' },
    status: { state: 'active', listeners: [], ...(bind === undefined ? {} : { bind }) },
  };
}

describe('instances without an address', () => {
  test('are named with the reason, though no Ingress uses them', () => {
    const refusals = addressRefusals(
      [
        record('lb-a', { address: '192.0.2.1' }),
        record('lb-b', { address: '10.0.0.1' }),
        record('lb-c', { address: '10.9.9.9' }),
        record('lb-d'),
        record('lb-e'),
      ],
      pools,
    );
    expect([...refusals].map(([id, { reason }]) => [id, reason])).toEqual([
      ['lb-b', 'AddressConflict'],
      ['lb-c', 'AddressUnavailable'],
      ['lb-e', 'AddressPoolExhausted'],
    ]);
    expect(refusals.get('lb-b')?.message).toContain('instance lb-a has');
  });
});

describe('the address that a new instance asks for', () => {
  const there = [
    record('lb-a', { address: '10.0.0.1' }),
    record('lb-b', { addressType: 'intranet' }, '10.0.1.1'),
  ];

  test.each([
    ['is refused where an older instance asks for it', { address: '192.0.2.1' }, 'AddressConflict'],
    [
      'is refused where an older instance has it',
      { addressType: 'intranet', address: '10.0.1.1' },
      'AddressConflict',
    ],
    ['is refused where the pool of its type lacks it', { address: '10.0.1.1' }, 'AddressUnavailable'],
    ['is granted where it is free', { address: '10.0.0.2' }, undefined],
    ['need not be named, though none is free', { addressType: 'intranet' }, undefined],
  ] as const)('%s', (_what, spec, reason) => {
    expect(refuseWish({ ...internet, ...spec }, there, pools)?.reason).toBe(reason);
  });

  test('is refused in words that name no id', () => {
    expect(refuseWish({ ...internet, address: '10.0.1.1' }, there, pools)?.message).toBe(
      'The new instance wants address 10.0.1.1, which is not in the internet pool.',
    );
  });
});
