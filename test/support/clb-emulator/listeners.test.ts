import { describe, expect, test } from 'vitest';
import { done, refused, startEmulator } from './emulator-client.test-support.ts';
import {
  httpListener,
  httpsListener,
  makeGroup,
  makeInstance,
  makeSecureSite,
  makeSite,
  uploadCertificate,
} from './site.test-support.ts';

const createHttp = 'CreateLoadBalancerHTTPListener';
const createHttps = 'CreateLoadBalancerHTTPSListener';

describe('a new listener', () => {
  test('is stopped, runs after its start, and has the defaults of the service', async () => {
    const emulator = await startEmulator();
    const { lb, group } = await makeSite(emulator);
    const read = (): Promise<Record<string, unknown>> =>
      done(emulator, 'DescribeLoadBalancerListeners', { 'LoadBalancerId.1': lb });
    expect(await read()).toMatchObject({
      Listeners: [
        {
          LoadBalancerId: lb,
          ListenerPort: 80,
          ListenerProtocol: 'http',
          Status: 'stopped',
          VServerGroupId: group,
          Bandwidth: -1,
          Scheduler: 'wrr',
          AclIds: [],
          Tags: [],
          HTTPListenerConfig: {
            IdleTimeout: 15,
            RequestTimeout: 60,
            Gzip: 'on',
            XForwardedFor: 'on',
            StickySession: 'off',
            HealthCheck: 'off',
            ListenerForward: 'off',
          },
        },
      ],
      NextToken: '',
      TotalCount: 1,
    });
    const named = { LoadBalancerId: lb, ListenerPort: 80, ListenerProtocol: 'http' };
    await done(emulator, 'StartLoadBalancerListener', named);
    expect(await read()).toMatchObject({ Listeners: [{ Status: 'running' }] });
    expect(await refused(emulator, 'StartLoadBalancerListener', named)).toBe(
      '400 OperationFailed.ListenerStatusNotSupport',
    );
    emulator.switches.startRunningListener = 'ignored';
    expect(await refused(emulator, 'StartLoadBalancerListener', named)).toBe('done');
  });

  test.each([
    [{ HealthCheck: undefined }, '400 MissingParameter'],
    [{ VServerGroupId: undefined }, '400 MissingParameter'],
    [{ VServerGroupId: 'rsp-nobody' }, '404 InvalidParameter'],
    [{ ListenerPort: 0 }, '400 InvalidParameter'],
    [{ ListenerPort: 65_536 }, '400 InvalidParameter'],
    [{ IdleTimeout: 61 }, '400 InvalidParameter'],
    [{ RequestTimeout: 181 }, '400 InvalidParameter'],
    [{ Scheduler: 'wlc' }, '400 InvalidParameter'],
    [{ Description: 'ours: 80' }, '400 InvalidParameter'],
    [{ Description: 'a'.repeat(257) }, '400 InvalidParameter'],
    [{ StickySession: 'on' }, '400 MissingParameter'],
    [{ StickySession: 'on', StickySessionType: 'insert' }, '400 MissingParameter'],
    [{ StickySession: 'on', StickySessionType: 'server', Cookie: '$a' }, '400 InvalidParameter'],
    [{ AclStatus: 'on', AclType: 'white' }, '400 MissingParameter'],
    [{ XForwardedFor_Proto: 'on' }, '400 UnsupportedParameter'],
    [{ VServerGroup: 'on' }, '400 UnsupportedParameter'],
    [{ ServerCertificateId: 'x' }, '400 UnsupportedParameter'],
    [{ LoadBalancerId: 'lb-nobody' }, '404 InvalidLoadBalancerId.NotFound'],
  ])('is refused with %j', async (values, answer) => {
    const emulator = await startEmulator();
    const lb = await makeInstance(emulator);
    const all = { ...httpListener(lb, await makeGroup(emulator, lb)), ...values };
    expect(await refused(emulator, createHttp, all)).toBe(answer);
    expect(emulator.state.instances.get(lb)?.listeners).toEqual([]);
  });

  test('needs for HTTPS a bandwidth, and a certificate of the region', async () => {
    const emulator = await startEmulator();
    const { lb, group, certificate } = await makeSecureSite(emulator);
    const wish = httpsListener(lb, group, certificate, { ListenerPort: 8443 });
    const tried = (more: Record<string, string | undefined>): Promise<string> =>
      refused(emulator, createHttps, { ...wish, ...more });
    expect(await tried({ Bandwidth: undefined })).toBe('400 MissingParameter');
    expect(await tried({ ServerCertificateId: undefined })).toBe('400 MissingParameter');
    expect(await tried({ ServerCertificateId: 'nobody' })).toBe('404 ServerCertificateId.NotFound');
    const elsewhere = await uploadCertificate(emulator, 'b.example', { RegionId: 'cn-beijing' });
    expect(await tried({ ServerCertificateId: elsewhere })).toBe('404 ServerCertificateId.NotFound');
    expect(await tried({ TLSCipherPolicy: 'tls_cipher_policy_1_3' })).toBe('400 InvalidParameter');
  });

  test('has its port alone among TCP, HTTP and HTTPS, beside UDP', async () => {
    const emulator = await startEmulator();
    const instance = emulator.addInstance();
    const group = await makeGroup(emulator, instance.id);
    emulator.addListener(instance, { port: 80, protocol: 'udp' });
    emulator.addListener(instance, { port: 81, protocol: 'tcp' });
    await done(emulator, createHttp, httpListener(instance.id, group));
    expect(await refused(emulator, createHttp, httpListener(instance.id, group))).toBe(
      '400 ListenerAlreadyExists',
    );
    const onTcp = httpListener(instance.id, group, { ListenerPort: 81 });
    expect(await refused(emulator, createHttp, onTcp)).toBe('400 ListenerAlreadyExists');
    const shared = { LoadBalancerId: instance.id, ListenerPort: 80 };
    expect(await refused(emulator, 'StopLoadBalancerListener', shared)).toBe('400 MissingParameter');
    expect(
      await refused(emulator, 'StartLoadBalancerListener', { ...shared, ListenerProtocol: 'http' }),
    ).toBe('done');
  });

  test.each([
    ['InvalidParameter', '404 InvalidParameter'],
    ['VipNotMatchRspool', '400 VipNotMatchRspool'],
  ] as const)('takes no group of another instance (%s)', async (foreignGroupCode, answer) => {
    const emulator = await startEmulator({ switches: { foreignGroupCode } });
    const { group } = await makeSite(emulator);
    const lb = await makeInstance(emulator);
    expect(await refused(emulator, createHttp, httpListener(lb, group))).toBe(answer);
  });

  test('takes a group without servers, unless the switch says otherwise', async () => {
    const emulator = await startEmulator({ switches: { emptyServerGroup: 'refused' } });
    const lb = await makeInstance(emulator);
    const group = await makeGroup(emulator, lb);
    expect(await refused(emulator, createHttp, httpListener(lb, group))).toBe('400 VServerGroupEmpty');
  });

  test('shares the bandwidth of an instance that is billed by bandwidth', async () => {
    const emulator = await startEmulator();
    const { id } = emulator.addInstance({ internetChargeType: 'paybybandwidth', bandwidth: 10 });
    const group = await makeGroup(emulator, id);
    const tried = (ListenerPort: number, Bandwidth: number): Promise<string> =>
      refused(emulator, createHttp, httpListener(id, group, { ListenerPort, Bandwidth }));
    expect(await tried(80, 6)).toBe('done');
    expect(await tried(81, 5)).toBe('400 InvalidParameter');
    expect(await tried(81, 4)).toBe('done');
    expect(await tried(82, -1)).toBe('done');
  });

  test('is refused beyond the quota', async () => {
    const emulator = await startEmulator({ quotas: { listenersPerInstance: 1 } });
    const { lb, group } = await makeSite(emulator);
    const second = httpListener(lb, group, { ListenerPort: 81 });
    expect(await refused(emulator, createHttp, second)).toBe('400 ListenerNumberOverLimit');
  });
});

describe('setting a listener', () => {
  test('leaves alone what is not mentioned', async () => {
    const emulator = await startEmulator();
    const { lb, group } = await makeSite(emulator);
    const named = { LoadBalancerId: lb, ListenerPort: 80 };
    await done(emulator, 'SetLoadBalancerHTTPListenerAttribute', { ...named, IdleTimeout: 30 });
    await done(emulator, 'SetLoadBalancerHTTPListenerAttribute', { ...named, Description: 'ours/80' });
    const read = await done(emulator, 'DescribeLoadBalancerHTTPListenerAttribute', named);
    expect(read).toMatchObject({
      IdleTimeout: 30,
      Description: 'ours/80',
      VServerGroupId: group,
      Gzip: 'on',
    });
  });

  test('changes the group only together with VServerGroup=on', async () => {
    const emulator = await startEmulator();
    const { lb } = await makeSite(emulator);
    const VServerGroupId = await makeGroup(emulator, lb);
    const named = { LoadBalancerId: lb, ListenerPort: 80 };
    const set = (more: Record<string, string>): Promise<string> =>
      refused(emulator, 'SetLoadBalancerHTTPListenerAttribute', { ...named, ...more });
    expect(await set({ VServerGroupId })).toBe('400 InvalidParameter');
    expect(await set({ VServerGroup: 'on' })).toBe('400 MissingParameter');
    expect(await set({ VServerGroup: 'off' })).toBe('400 InvalidParameter');
    expect(await set({ VServerGroup: 'on', VServerGroupId })).toBe('done');
    expect(emulator.state.instances.get(lb)?.listeners[0]?.serverGroupId).toBe(VServerGroupId);
  });

  test('is refused where there is no such listener', async () => {
    const emulator = await startEmulator();
    const { lb } = await makeSite(emulator);
    const named = { LoadBalancerId: lb, ListenerPort: 81 };
    expect(await refused(emulator, 'SetLoadBalancerHTTPListenerAttribute', named)).toBe(
      '404 ListenerNotFound',
    );
    expect(await refused(emulator, 'DescribeLoadBalancerHTTPListenerAttribute', named)).toBe(
      '400 InvalidParameter',
    );
    expect(await refused(emulator, 'DeleteLoadBalancerListener', named)).toBe('404 ListenerNotFound');
  });
});

test('listeners come in pages of 20, without rules and extensions', async () => {
  const emulator = await startEmulator();
  const instance = emulator.addInstance();
  for (let port = 1; port <= 45; port++) emulator.addListener(instance, { port, protocol: 'http' });
  const ports: unknown[] = [];
  let NextToken = '';
  do {
    const page = await done(emulator, 'DescribeLoadBalancerListeners', {
      'LoadBalancerId.1': instance.id,
      NextToken,
    });
    const listeners = page['Listeners'];
    if (!Array.isArray(listeners)) throw new Error('no plain array');
    expect(listeners.length).toBeLessThanOrEqual(20);
    expect(listeners[0]).not.toHaveProperty('Rules');
    ports.push(...listeners.map((listener: { ListenerPort: number }) => listener.ListenerPort));
    NextToken = String(page['NextToken']);
  } while (NextToken !== '');
  expect(ports).toEqual(Array.from({ length: 45 }, (_, index) => index + 1));
  const tooMany = Object.fromEntries(
    Array.from({ length: 11 }, (_, i) => [`LoadBalancerId.${i + 1}`, instance.id]),
  );
  expect(await refused(emulator, 'DescribeLoadBalancerListeners', tooMany)).toBe('400 InvalidParameter');
});

test('an instance that does not exist is refused, or has no listeners, by switch', async () => {
  const emulator = await startEmulator();
  const asked = { 'LoadBalancerId.1': 'lb-nobody' };
  expect(await refused(emulator, 'DescribeLoadBalancerListeners', asked)).toBe(
    '404 InvalidLoadBalancerId.NotFound',
  );
  emulator.switches.unknownInstanceInList = 'ignored';
  expect(await done(emulator, 'DescribeLoadBalancerListeners', asked)).toMatchObject({ Listeners: [] });
});

test('the last listener may take the instance out of service with it', async () => {
  const emulator = await startEmulator({ switches: { inactiveWithoutListeners: true } });
  const { lb, group } = await makeSite(emulator);
  const named = { LoadBalancerId: lb, ListenerPort: 80 };
  await done(emulator, 'DeleteLoadBalancerListener', named);
  expect(emulator.state.instances.get(lb)?.status).toBe('inactive');
  await done(emulator, createHttp, httpListener(lb, group));
  await done(emulator, 'StartLoadBalancerListener', named);
  expect(emulator.state.instances.get(lb)?.status).toBe('active');
});
