import { createHash, createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { CreateInstance } from './clb-api.ts';
import { CredentialsError } from './credentials.ts';
import { openClbApi } from './open-clb-api.ts';
import {
  errorOf,
  json,
  lost,
  type ReceivedCall,
  scriptedApi,
  testOptions,
} from './scripted-api.test-support.ts';

const done = json(200, { RequestId: 'R-1' });
const rules = [{ name: 'sluice-1', domain: 'a.test', url: '/a', serverGroupId: 'rsp-1' }];
const http = { port: 80, protocol: 'http' };

describe('a request', () => {
  test('is a POST signed by version 3, with all parameters in its body', async () => {
    const server = await scriptedApi(done);
    const api = openClbApi(
      server.options({
        clock: { now: () => Date.UTC(2026, 0, 2, 3, 4, 5, 678) },
        credentials: {
          description: 'test',
          current: async () => ({ accessKeyId: 'id', accessKeySecret: 'key', securityToken: 'token' }),
        },
      }),
    );
    await api.setInstanceName('lb-1', 'a name * ~ é');
    const [call] = server.received;
    expect(call).toMatchObject({ method: 'POST', url: '/' });
    expect(Object.fromEntries(new URLSearchParams(call?.body))).toEqual({
      RegionId: 'cn-hangzhou',
      LoadBalancerId: 'lb-1',
      LoadBalancerName: 'a name * ~ é',
    });
    expect(call?.headers).toMatchObject({
      'x-acs-action': 'SetLoadBalancerName',
      'x-acs-version': '2014-05-15',
      'x-acs-date': '2026-01-02T03:04:05Z',
      'x-acs-accesskey-id': 'id',
      'x-acs-security-token': 'token',
    });
    expect(call?.headers['authorization']).toBe(authorizationOf(call, 'id', 'key'));
  });

  test('carries no token where there is none, and a nonce of its own each time', async () => {
    const server = await scriptedApi(done);
    const api = openClbApi(server.options());
    await Promise.all([api.setInstanceName('lb-1', 'a'), api.setInstanceName('lb-1', 'a')]);
    const nonces = server.received.map(({ headers }) => headers['x-acs-signature-nonce']);
    expect(new Set(nonces).size).toBe(2);
    expect(server.received[0]?.headers).not.toHaveProperty('x-acs-security-token');
  });
});

describe('a refusal', () => {
  test('carries code, kind and request id, and says both action and code', async () => {
    const refused = { Code: 'TooManyRules', Message: 'Too many\n rules.', RequestId: 'R-2' };
    const server = await scriptedApi(json(400, refused));
    const error = await errorOf(openClbApi(server.options()).createRules('lb-1', http, rules));
    expect(error).toMatchObject({
      action: 'CreateRules',
      code: 'TooManyRules',
      kind: 'quota',
      requestId: 'R-2',
      ambiguous: false,
      message: 'CreateRules was refused with TooManyRules: Too many rules.',
    });
    expect(server.received).toHaveLength(1);
  });

  test('never repeats credentials, tokens or keys', async () => {
    const secrets = ['secret-id', 'secret-key', 'secret-token', 'MIIsecret'];
    const echo = `id secret-id, key secret-key, token secret-token\n-----BEGIN PRIVATE KEY-----\nMIIsecret`;
    const credentials = {
      description: 'test',
      current: async () => ({
        accessKeyId: 'secret-id',
        accessKeySecret: 'secret-key',
        securityToken: 'secret-token',
      }),
    };
    for (const Code of ['InvalidParameter', 'SignatureDoesNotMatch', 'KeyFormatError']) {
      const server = await scriptedApi(json(400, { Code, Message: echo }));
      const api = openClbApi(server.options({ credentials }));
      const upload = api.uploadCertificate({ name: 'n', certificate: 'c', key: 'MIIsecret', tags: {} });
      for (const error of [await errorOf(upload), await errorOf(api.setInstanceName('lb-1', 'n'))])
        for (const secret of secrets) expect(`${error.message} ${error.stack}`).not.toContain(secret);
    }
  });

  test('for a time is waited for, even where a repeat could do it twice', async () => {
    const busy = json(400, { Code: 'ServiceIsConfiguring' });
    const made = json(200, { Rules: { Rule: [{ RuleId: 'rule-1', RuleName: 'sluice-1' }] } });
    const server = await scriptedApi(busy, json(400, { Code: 'Throttling.User' }), busy, made);
    const api = openClbApi(server.options());
    expect(await api.createRules('lb-1', http, rules)).toEqual([{ id: 'rule-1', name: 'sluice-1' }]);
    expect(api.calls().get('CreateRules')).toBe(4);
  });

  test('by the limit of the account holds up the other calls for as long as the service says', async () => {
    const limited = json(
      400,
      { Code: 'Throttling.User' },
      { 'x-ratelimit-user': 'Limit:9,Remain:0,TimeLeft:2000' },
    );
    const paused: number[] = [];
    const limiter = { take: async () => undefined, pause: (ms: number) => void paused.push(ms) };
    const ending = new AbortController();
    const server = await scriptedApi(limited);
    const options = server.options({ limiter, signal: ending.signal });
    const call = errorOf(openClbApi(options).setInstanceName('lb-1', 'n'));
    await expect.poll(() => paused).toEqual([2000]);
    ending.abort();
    expect(await call).toMatchObject({ kind: 'throttled' });
  });

  test('by the limit of one action holds up no other', async () => {
    const paused: number[] = [];
    const limiter = { take: async () => undefined, pause: (ms: number) => void paused.push(ms) };
    const server = await scriptedApi(json(400, { Code: 'Throttling.Api' }), done);
    await openClbApi(server.options({ limiter })).setInstanceName('lb-1', 'n');
    expect(paused).toEqual([]);
  });
});

describe('without an answer', () => {
  test.each([
    ['a lost one', lost],
    ['an error page', json(502, '<html>Bad gateway</html>')],
    ['a fault of the service', json(500, { Code: 'InternalError' })],
    ['a success that is not JSON', json(200, '<html>Sign in</html>')],
    [
      'half of one',
      (response: Parameters<typeof lost>[0]) => {
        response.writeHead(200, { 'content-length': 100 });
        response.write('{"RequestId"', () => response.destroy());
      },
    ],
  ])('(%s) what may be done twice is sent again, all else is left to the caller', async (_, answer) => {
    const repeated = await scriptedApi(answer, done);
    await openClbApi(repeated.options()).setInstanceName('lb-1', 'n');
    expect(repeated.received).toHaveLength(2);

    const once = await scriptedApi(answer, done);
    const error = await errorOf(openClbApi(once.options()).addBackends('rsp-1', []));
    expect(error).toMatchObject({ kind: 'unavailable', ambiguous: true });
    expect(once.received).toHaveLength(1);
  });

  test('an instance is asked for again by the same token', async () => {
    const made = json(200, { LoadBalancerId: 'lb-9', Address: '1.2.3.4' });
    const server = await scriptedApi(lost, lost, made);
    const request: CreateInstance = {
      name: 'sluice',
      addressType: 'internet',
      deleteProtection: true,
      modificationProtection: false,
      tags: {},
      clientToken: 'token-1',
    };
    expect(await openClbApi(server.options()).createInstance(request)).toEqual({
      id: 'lb-9',
      address: '1.2.3.4',
    });
    const tokens = server.received.map(({ body }) => new URLSearchParams(body).get('ClientToken'));
    expect(tokens).toEqual(['token-1', 'token-1', 'token-1']);
  });

  test('in time, the call fails', async () => {
    const server = await scriptedApi(() => undefined);
    const options = server.options({ timeoutMs: 30, retry: { tries: 1 } });
    expect(await errorOf(openClbApi(options).describeRules('lb-1', http))).toMatchObject({
      kind: 'unavailable',
      ambiguous: true,
      message: `DescribeRules: ${new URL(server.endpoint).host}: no answer within 30 ms.`,
    });
  });

  test('because nobody listens, every call may be sent again', async () => {
    const gone = await scriptedApi(done);
    // A port that was free a moment ago, of an address nobody listens on.
    const endpoint = gone.endpoint.replace('127.0.0.1', '127.9.9.9');
    const options = { ...testOptions(endpoint), retry: { baseMs: 1, maxMs: 1, tries: 3 } };
    const api = openClbApi(options);
    expect(await errorOf(api.createRules('lb-1', http, rules))).toMatchObject({
      kind: 'unavailable',
      ambiguous: false,
    });
    expect(api.calls().get('CreateRules')).toBe(3);
  });

  test('that fits into memory, the call fails', async () => {
    const endless = (response: Parameters<typeof lost>[0]): void => {
      response.writeHead(200);
      const more = (): void => void response.write(Buffer.alloc(1 << 20, 32), more);
      more();
    };
    const server = await scriptedApi(endless);
    const error = await errorOf(
      openClbApi(server.options({ retry: { tries: 1 } })).describeRules('lb-1', http),
    );
    expect(error.message).toContain('too large');
  });

  test('here, no other host is asked', async () => {
    const other = await scriptedApi(done);
    const server = await scriptedApi(json(307, {}, { location: other.endpoint }));
    const error = await errorOf(
      openClbApi(server.options({ retry: { tries: 1 } })).setInstanceName('lb-1', 'n'),
    );
    expect(error.kind).toBe('unavailable');
    expect(other.received).toEqual([]);
  });
});

describe('the end of the program', () => {
  test('ends a call under way, which may have had its effect', async () => {
    const ending = new AbortController();
    const server = await scriptedApi(() => ending.abort());
    const api = openClbApi(server.options({ signal: ending.signal }));
    expect(await errorOf(api.createRules('lb-1', http, rules))).toMatchObject({ ambiguous: true });
    expect(await errorOf(api.describeRules('lb-1', http))).toMatchObject({ ambiguous: false });
    expect(server.received).toHaveLength(1);
  });
});

describe('credentials', () => {
  test.each([
    ['denied', 1],
    ['unavailable', 3],
  ] as const)('that are %s fail the call after %i tries, before anything is sent', async (kind, tries) => {
    let asked = 0;
    const server = await scriptedApi(done);
    const credentials = {
      description: 'test',
      current: async () => {
        asked += 1;
        throw new CredentialsError('no token', kind);
      },
    };
    const options = server.options({ credentials, retry: { baseMs: 1, maxMs: 1, tries: 3 } });
    expect(await errorOf(openClbApi(options).setInstanceName('lb-1', 'n'))).toMatchObject({
      kind,
      ambiguous: false,
      message: 'SetLoadBalancerName: no token',
    });
    expect([asked, server.received.length]).toEqual([tries, 0]);
  });
});

/** The signature of version 3, worked out from its description. */
function authorizationOf(call: ReceivedCall | undefined, id: string, key: string): string {
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
  const headers = Object.entries(call?.headers ?? {})
    .filter(([name]) => name.startsWith('x-acs-') || name === 'host' || name === 'content-type')
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const names = headers.map(([name]) => name).join(';');
  const lines = headers.map(([name, value]) => `${name}:${String(value).trim()}\n`).join('');
  const canonical = ['POST', '/', '', lines, names, sha256(call?.body ?? '')].join('\n');
  const signature = createHmac('sha256', key)
    .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
    .digest('hex');
  return `ACS3-HMAC-SHA256 Credential=${id},SignedHeaders=${names},Signature=${signature}`;
}
