import { describe, expect, test } from 'vitest';
import { regionEndpoint } from './region-endpoint.ts';

const choose = (product: 'ecs' | 'slb' | 'sts', region: string, vpc = false, override?: string): string =>
  regionEndpoint(product, { region, vpc, override }).href;

describe('the endpoint of a product', () => {
  test.each([
    ['slb', 'cn-hangzhou', false, 'https://slb.aliyuncs.com/'],
    ['slb', 'eu-central-1', false, 'https://slb.eu-central-1.aliyuncs.com/'],
    ['slb', 'cn-hangzhou', true, 'https://slb-vpc.cn-hangzhou.aliyuncs.com/'],
    ['ecs', 'cn-hangzhou', false, 'https://ecs.cn-hangzhou.aliyuncs.com/'],
    ['ecs', 'eu-central-1', true, 'https://ecs-vpc.eu-central-1.aliyuncs.com/'],
    ['sts', 'cn-beijing', true, 'https://sts-vpc.cn-beijing.aliyuncs.com/'],
  ] as const)('of %s in %s (VPC: %s) is %s', (product, region, vpc, expected) => {
    expect(choose(product, region, vpc)).toBe(expected);
  });

  test.each([
    ['slb.example.com', 'https://slb.example.com/'],
    ['slb.example.com:8443', 'https://slb.example.com:8443/'],
    ['https://slb.example.com/', 'https://slb.example.com/'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080/'],
    ['http://localhost:8080', 'http://localhost:8080/'],
    ['http://[::1]:8080', 'http://[::1]:8080/'],
  ])('may be given as %s', (given, expected) => {
    expect(choose('slb', 'cn-hangzhou', true, given)).toBe(expected);
  });

  test.each([
    'http://slb.example.com',
    'http://127.0.0.1.example.com',
    'ftp://slb.example.com',
    'https://user:secret@slb.example.com',
    'https://slb.example.com/path',
    'https://slb.example.com/?query',
    'not a host',
    '',
  ])('is refused as %j', (given) => {
    expect(() => choose('slb', 'cn-hangzhou', false, given)).toThrow(
      expect.objectContaining({ code: 'InvalidEndpoint' }),
    );
  });

  test.each(['', 'CN-HANGZHOU', 'cn.example.com/', 'a'.repeat(64), '-cn'])(
    'is not made of the region %j',
    (region) => {
      expect(() => choose('slb', region)).toThrow(expect.objectContaining({ code: 'InvalidRegion' }));
    },
  );
});
