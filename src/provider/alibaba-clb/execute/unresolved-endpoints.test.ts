import { expect, test } from 'vitest';
import { host, loadBalancer } from '../plan/fixtures/wishes.ts';
import { unresolvedEndpoints } from './unresolved-endpoints.ts';

const balancer = loadBalancer('managed', [host('cafe.example', { '/': 'shop/cafe:80' })]);

function messages(...unresolved: readonly string[]): readonly string[] {
  const backends = new Map([['shop/cafe:80', { backends: [], unresolved }]]);
  return unresolvedEndpoints(balancer, backends).map(({ message }) => message);
}

test('an address that has an interface is not spoken of', () => {
  expect(messages()).toEqual([]);
});

test('addresses without an interface are named, five at most', () => {
  const addresses = Array.from({ length: 7 }, (_, index) => `10.0.0.${index}`);
  expect(messages(...addresses)).toEqual([
    'Backend shop/cafe:80: 7 endpoints are (10.0.0.0, 10.0.0.1, 10.0.0.2, 10.0.0.3, 10.0.0.4 and 2 more) without a network interface in the VPC.',
  ]);
});

test('an IPv6 address is named as what it is: an interface would not help', () => {
  expect(messages('fd00::1')).toEqual([
    'Backend shop/cafe:80: 1 endpoint is (fd00::1) without an IPv4 address.',
  ]);
  expect(messages('10.0.0.1', 'fd00::1')).toEqual([
    'Backend shop/cafe:80: 1 endpoint is (10.0.0.1) without a network interface in the VPC; 1 endpoint is (fd00::1) without an IPv4 address.',
  ]);
});
