import { createHmac } from 'node:crypto';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { type CallOptions, call, refused, startEmulator } from './emulator-client.test-support.ts';
import { canonicalPairs, percentEncode } from './read-call.ts';
import { readHeaderSignature } from './signature-header.ts';

/** What is used of Alibaba's package; it is CommonJS. */
interface Alibaba {
  readonly default: {
    getAuthorization(request: object, algorithm: string, payload: string, id: string, secret: string): string;
    getRPCSignature(parameters: Readonly<Record<string, string>>, method: string, secret: string): string;
    getTimestamp(): string;
  };
}

const { default: alibaba }: Alibaba = createRequire(import.meta.url)('@alicloud/openapi-util');

const action = 'DescribeLoadBalancers';
const schemes: readonly (readonly [string, CallOptions])[] = [
  ['GET with HMAC-SHA1', { method: 'GET' }],
  ['POST with HMAC-SHA1 and a query', { method: 'POST' }],
  ['POST with HMAC-SHA1 and a form', { method: 'POST', place: 'form' }],
  ['GET with ACS3-HMAC-SHA256', { scheme: 'headers', method: 'GET' }],
  ['POST with ACS3-HMAC-SHA256 and a query', { scheme: 'headers' }],
  ['POST with ACS3-HMAC-SHA256 and a form', { scheme: 'headers', place: 'form' }],
];

describe.each(schemes)('%s', (_, options) => {
  test('is let in, with any characters in a value', async () => {
    const emulator = await startEmulator();
    const LoadBalancerName = 'a b+c*d~e/f&g=h%i"ü';
    const reply = await call(emulator, action, { LoadBalancerName }, options);
    expect(reply).toMatchObject({ status: 200, body: { TotalCount: 0, RequestId: expect.any(String) } });
    expect(emulator.calls[0]).toMatchObject({ action, code: 'OK', parameters: { LoadBalancerName } });
  });

  test('is refused with a wrong secret, an unknown key, an old time and a nonce that was used', async () => {
    const emulator = await startEmulator();
    const tried = (more: CallOptions): Promise<string> =>
      refused(emulator, action, {}, { ...options, ...more });
    expect(await tried({ key: { id: 'test', secret: 'wrong' } })).toBe('400 SignatureDoesNotMatch');
    expect(await tried({ key: { id: 'who', secret: 'test' } })).toBe('404 InvalidAccessKeyId.NotFound');
    expect(await tried({ time: Date.now() - 16 * 60_000 })).toBe('400 InvalidTimeStamp.Expired');
    expect(await tried({ time: Date.now() + 16 * 60_000 })).toBe('400 InvalidTimeStamp.Expired');
    expect(await tried({ nonce: 'once' })).toBe('done');
    expect(await tried({ nonce: 'once' })).toBe('400 SignatureNonceUsed');
  });

  test('needs the token of temporary credentials, and the right one', async () => {
    const key = { id: 'STS.1', secret: 's' };
    const emulator = await startEmulator({
      accessKeys: [
        { ...key, securityToken: 'token' },
        { id: 'test', secret: 'test' },
      ],
    });
    const tried = (more: CallOptions): Promise<string> =>
      refused(emulator, action, {}, { ...options, ...more });
    expect(await tried({ key, securityToken: 'token' })).toBe('done');
    expect(await tried({ key })).toBe('400 MissingSecurityToken');
    expect(await tried({ key, securityToken: 'other' })).toBe(
      '400 InvalidSecurityToken.MismatchWithAccessKey',
    );
    expect(await tried({ securityToken: 'token' })).toBe('400 InvalidSecurityToken.MismatchWithAccessKey');
  });
});

describe('HMAC-SHA1', () => {
  test('agrees with the example of the documentation', () => {
    const parameters = new Map([
      ['AccessKeyId', 'testid'],
      ['Action', 'DescribeRegions'],
      ['Format', 'XML'],
      ['SignatureMethod', 'HMAC-SHA1'],
      ['SignatureNonce', '3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf'],
      ['SignatureVersion', '1.0'],
      ['Timestamp', '2016-02-23T12:46:24Z'],
      ['Version', '2014-05-26'],
    ]);
    const text = `GET&%2F&${percentEncode(canonicalPairs(parameters))}`;
    expect(createHmac('sha1', 'testsecret&').update(text).digest('base64')).toBe(
      'OLeaidS1JvxuMvnyHOwuJ+uX5qY=',
    );
  });

  test('is refused when a parameter was changed, and tells the string that was to be signed', async () => {
    const emulator = await startEmulator();
    const reply = await call(emulator, action, {}, { spoil: { RegionId: 'cn-beijing' } });
    expect(reply).toMatchObject({ status: 400, body: { Code: 'SignatureDoesNotMatch' } });
    expect(reply.body['Message']).toMatch(/server string to sign is:POST&%2F&AccessKeyId%3Dtest%26Action/);
  });

  test.each([
    ['Signature', '400 MissingParameter'],
    ['SignatureNonce', '400 MissingParameter'],
    ['Timestamp', '400 MissingParameter'],
    ['AccessKeyId', '400 MissingParameter'],
    ['Format', '400 MissingParameter'],
  ])('is refused without %s', async (name, answer) => {
    const emulator = await startEmulator();
    expect(await refused(emulator, action, {}, { spoil: { [name]: undefined } })).toBe(answer);
  });

  test('is refused with a time of another form', async () => {
    const emulator = await startEmulator();
    const spoil = { Timestamp: '2026-01-01 00:00:00' };
    expect(await refused(emulator, action, {}, { spoil })).toBe('400 InvalidTimeStamp.Format');
  });
});

describe('ACS3-HMAC-SHA256', () => {
  test('agrees with the example of the documentation', () => {
    const headers = new Map([
      ['host', 'ecs.cn-shanghai.aliyuncs.com'],
      ['x-acs-action', 'RunInstances'],
      ['x-acs-content-sha256', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
      ['x-acs-date', '2023-10-26T10:22:32Z'],
      ['x-acs-signature-nonce', '3156853299f313e23d1673dc12e1703d'],
      ['x-acs-version', '2014-05-26'],
      [
        'authorization',
        'ACS3-HMAC-SHA256 Credential=YourAccessKeyId,' +
          'SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,' +
          'Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0',
      ],
    ]);
    const query = new Map([
      ['RegionId', 'cn-shanghai'],
      ['ImageId', 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd'],
    ]);
    const signed = readHeaderSignature({
      method: 'POST',
      path: '/',
      headers,
      query,
      form: new Map(),
      body: Buffer.alloc(0),
    });
    expect(signed.matches('YourAccessKeySecret')).toBe(true);
    expect(signed.matches('YourAccessKeySecre')).toBe(false);
  });

  test.each([
    ['x-acs-signature-nonce', undefined, '400 MissingParameter'],
    ['x-acs-content-sha256', undefined, '400 MissingParameter'],
    ['x-acs-content-sha256', '0'.repeat(64), '400 SignatureDoesNotMatch'],
    ['x-acs-action', 'DeleteLoadBalancer', '400 SignatureDoesNotMatch'],
    ['x-acs-unsigned', 'yes', '400 IncompleteSignature'],
    ['authorization', 'ACS3-HMAC-SHA256 Credential=test', '400 IncompleteSignature'],
  ])('is refused with %s changed to %s', async (name, value, answer) => {
    const emulator = await startEmulator();
    const options: CallOptions = { scheme: 'headers', spoil: { [name]: value } };
    expect(await refused(emulator, action, {}, options)).toBe(answer);
  });
});

test('a body that is not the one that was signed is refused', async () => {
  const emulator = await startEmulator();
  const options: CallOptions = { scheme: 'headers', place: 'form', body: 'RegionId=cn-beijing' };
  expect(await refused(emulator, action, {}, options)).toBe('400 SignatureDoesNotMatch');
});

test('both schemes agree with the code Alibaba publishes', async () => {
  const emulator = await startEmulator();
  const host = new URL(emulator.endpoint).host;
  const headers: Record<string, string> = {
    host,
    'x-acs-action': action,
    'x-acs-version': '2014-05-15',
    'x-acs-date': `${new Date().toISOString().slice(0, 19)}Z`,
    'x-acs-signature-nonce': 'theirs-3',
    'x-acs-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  };
  const query = { RegionId: 'cn-hangzhou', LoadBalancerName: "it's (a) *test*~" };
  const request = { method: 'POST', pathname: '/', query, headers };
  headers['authorization'] = alibaba.getAuthorization(
    request,
    'ACS3-HMAC-SHA256',
    headers['x-acs-content-sha256'] ?? '',
    'test',
    'test',
  );
  delete headers['host'];
  const url = `${emulator.endpoint}/?${new URLSearchParams(query)}`;
  expect((await fetch(url, { method: 'POST', headers })).status).toBe(200);

  const parameters: Record<string, string> = {
    ...query,
    Action: action,
    Version: '2014-05-15',
    Format: 'JSON',
    AccessKeyId: 'test',
    SignatureMethod: 'HMAC-SHA1',
    SignatureVersion: '1.0',
    SignatureNonce: 'theirs-1',
    Timestamp: alibaba.getTimestamp(),
  };
  parameters['Signature'] = alibaba.getRPCSignature(parameters, 'GET', 'test');
  expect((await fetch(`${emulator.endpoint}/?${new URLSearchParams(parameters)}`)).status).toBe(200);
});

describe('before any action', () => {
  test('other methods, paths, actions and versions are refused', async () => {
    const emulator = await startEmulator();
    const put = await fetch(emulator.endpoint, { method: 'PUT', body: 'x' });
    expect(put.status).toBe(403);
    expect(await put.json()).toMatchObject({ Code: 'UnsupportedHTTPMethod' });
    expect(await refused(emulator, action, {}, { path: '/other' })).toBe('404 InvalidApi.NotFound');
    expect(await refused(emulator, 'DescribeEverything')).toBe('404 InvalidApi.NotFound');
    expect(await refused(emulator, 'toString')).toBe('404 InvalidApi.NotFound');
    expect(await refused(emulator, action, {}, { version: '2014-05-26' })).toBe('404 InvalidApi.NotFound');
    expect(await refused(emulator, action, {}, { version: '2020-06-16' })).toBe('404 InvalidApi.NotFound');
  });

  test('an error carries id, host, code, message and a link', async () => {
    const emulator = await startEmulator();
    expect((await call(emulator, 'DescribeEverything')).body).toEqual({
      RequestId: expect.stringMatching(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/),
      HostId: expect.any(String),
      Code: 'InvalidApi.NotFound',
      Message: expect.any(String),
      Recommend: expect.stringMatching(/^https:/),
    });
  });
});
