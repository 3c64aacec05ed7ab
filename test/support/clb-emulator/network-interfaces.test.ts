import { expect, test } from 'vitest';
import { done, refused, startEmulator } from './emulator-client.test-support.ts';

const ecs = { version: '2014-05-26' } as const;
const action = 'DescribeNetworkInterfaces';

test('interfaces are found by any of their addresses, in their VPC, with all addresses', async () => {
  const emulator = await startEmulator();
  emulator.addInterface('10.0.0.1', 'eni-1');
  emulator.addInterface('10.0.0.2', 'eni-1');
  emulator.addInterface('10.0.0.3', 'eni-3');
  const asked = { VpcId: 'vpc-test', 'PrivateIpAddress.1': '10.0.0.2', 'PrivateIpAddress.2': '10.0.0.9' };
  expect(await done(emulator, action, asked, ecs)).toMatchObject({
    NetworkInterfaceSets: {
      NetworkInterfaceSet: [
        {
          NetworkInterfaceId: 'eni-1',
          VpcId: 'vpc-test',
          PrivateIpSets: {
            PrivateIpSet: [
              { PrivateIpAddress: '10.0.0.1', Primary: true },
              { PrivateIpAddress: '10.0.0.2', Primary: false },
            ],
          },
        },
      ],
    },
    TotalCount: 1,
  });
  expect(await done(emulator, action, { ...asked, VpcId: 'vpc-other' }, ecs)).toMatchObject({
    TotalCount: 0,
  });
  emulator.removeInterface('eni-1');
  expect(await done(emulator, action, asked, ecs)).toMatchObject({ TotalCount: 0 });
});

test('interfaces come in pages of ten, by number or by token', async () => {
  const emulator = await startEmulator();
  for (let number = 1; number <= 25; number++) emulator.addInterface(`10.0.0.${number}`, `eni-${number}`);
  const ids = async (values: Record<string, string | number>): Promise<readonly [number, unknown]> => {
    const answer = await done(emulator, action, values, ecs);
    return [JSON.stringify(answer).split('NetworkInterfaceId').length - 1, answer['NextToken']];
  };
  expect(await ids({})).toEqual([10, 'page-10']);
  expect(await ids({ PageNumber: 3 })).toEqual([5, '']);
  expect(await ids({ MaxResults: 20 })).toEqual([20, 'page-20']);
  expect(await ids({ MaxResults: 20, NextToken: 'page-20' })).toEqual([5, '']);
  const many = Object.fromEntries(
    Array.from({ length: 101 }, (_, i) => [`PrivateIpAddress.${i + 1}`, `10.0.1.${i}`]),
  );
  expect(await refused(emulator, action, many, ecs)).toBe('400 InvalidParameter');
});

test('every address has an interface where that is asked for', async () => {
  const emulator = await startEmulator({ anyInterface: true });
  const asked = { VpcId: 'vpc-mine', 'PrivateIpAddress.1': '10.0.0.7' };
  const answer = await done(emulator, action, asked, ecs);
  expect(answer).toMatchObject({
    NetworkInterfaceSets: { NetworkInterfaceSet: [{ NetworkInterfaceId: expect.stringMatching(/^eni-/) }] },
  });
  expect(await done(emulator, action, asked, ecs)).toMatchObject({ TotalCount: 1 });
});
