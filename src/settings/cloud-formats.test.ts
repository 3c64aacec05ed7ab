import { describe, expect, test } from 'vitest';
import { cloudFormats, parseTag } from './cloud-formats.ts';

describe('the formats of Alibaba Cloud', () => {
  test.each([
    ['region', 'cn-hangzhou', true],
    ['region', 'us-west-1', true],
    ['region', 'hangzhou', false],
    ['region', 'cn-hangzhou.evil.example', false],
    ['clusterId', 'c0ffee-shop', true],
    ['clusterId', 'a'.repeat(33), true],
    ['clusterId', 'a'.repeat(34), false],
    ['clusterId', 'a/b', false],
    ['vpcId', 'vpc-bp1example', true],
    ['vpcId', 'vsw-bp1example', false],
    ['endpoint', 'slb.aliyuncs.com', true],
    ['endpoint', 'http://127.0.0.1:8088', true],
    ['endpoint', 'https://slb-vpc.cn-hangzhou.aliyuncs.com', true],
    ['endpoint', 'https://slb.aliyuncs.com/path', false],
    ['endpoint', 'https://key@slb.aliyuncs.com', false],
    ['endpoint', 'slb.aliyuncs.com:65536', false],
    ['endpoint', 'ftp://slb.aliyuncs.com', false],
    ['instanceName', 'shop-ingress', true],
    ['instanceName', '1shop', false],
    ['specification', 'slb.s2.small', true],
    ['specification', 'slb.lcu.elastic', false],
    ['tag', 'team=shop', true],
    ['tag', 'team', true],
    ['tag', 'team=', true],
    ['tag', '=shop', false],
    ['tag', 'acs:rm=1', false],
    ['tag', 'team=http://shop', false],
    ['tag', `${'a'.repeat(65)}=b`, false],
  ] as const)('%s: %j is taken: %j', (format, text, taken) => {
    expect(cloudFormats[format].accepts(text)).toBe(taken);
  });
});

test('a tag is split at its first equals sign', () => {
  expect(parseTag('a=b=c')).toEqual({ key: 'a', value: 'b=c' });
  expect(parseTag('bare')).toEqual({ key: 'bare', value: '' });
});
