import { describe, expect, test } from 'vitest';
import { describeClbPlan, planJson } from './describe-clb-plan.ts';
import { planFor, served } from './fixtures/planning.ts';
import { testCloud, userInstance } from './fixtures/test-cloud.ts';
import { host, loadBalancer, pods, secret } from './fixtures/wishes.ts';

const cloud = testCloud(userInstance('lb-a'));
const backends = new Map([['shop/web:80', pods(2)]]);
const hosts = Array.from({ length: 5 }, (_, index) => host(`h${index}.test`, { '/': 'shop/web:80' }));
const web = loadBalancer('lb-a', hosts, {
  defaultCertificate: { kind: 'secret', certificate: secret('tls') },
});

describe('a plan for people', () => {
  test('is a table of the steps with their costs', () => {
    const lines = describeClbPlan(planFor([web, loadBalancer('lb-none', [])], cloud, { backends }));
    expect(lines).toEqual([
      'LOAD BALANCER  STEP                 WHAT                                               WHY                                                 CALLS',
      'lb-a           upload-certificate   Secret shop/tls                                    Secret shop/tls holds it                            1',
      'lb-a           create-server-group  the group without backends                         a rule or the default of the listeners sends to it  1',
      'lb-a           create-server-group  shop/web:80, 2 backend(s)                          a rule or the default of the listeners sends to it  1',
      'lb-a           create-listener      443 (https)                                        every instance serves HTTPS on port 443             1',
      'lb-a           create-rules         443 (https): h0.test, h1.test, h2.test and 2 more  Ingresses route these hosts and paths               1',
      'lb-a           start-listener       443 (https)                                        it has all its rules                                1',
      'lb-a           create-listener      80 (http)                                          every instance serves HTTP on port 80               1',
      'lb-a           create-rules         80 (http): h0.test, h1.test, h2.test and 2 more    Ingresses route these hosts and paths               1',
      'lb-a           start-listener       80 (http)                                          it has all its rules                                1',
      '',
      'lb-a: 1 upload-certificate, 2 create-server-group, 2 create-listener, 2 create-rules, 2 start-listener; 9 call(s)',
      'total: 9 step(s), 9 call(s)',
      '',
      'lb-none is refused; nothing on the instance is touched:',
      '  InstanceNotFound: Instance lb-none does not exist.',
    ]);
  });

  test('cuts what is long', () => {
    const long = Array.from({ length: 3 }, (_, index) =>
      host(`${'x'.repeat(60)}.h${index}.test`, { '/': 'shop/web:80' }),
    );
    const lines = describeClbPlan(planFor([loadBalancer('lb-a', long)], cloud, { backends }));
    const cell = lines.find((line) => line.includes('create-rules'))?.split(/ {2,}/)[2];
    expect(cell).toHaveLength(80);
    expect(cell).toMatch(/…$/);
  });

  test('says that there is nothing to do', () => {
    const standing = served([web], cloud, { backends });
    expect(describeClbPlan(planFor([web], standing, { backends }))).toEqual(['nothing to do']);
  });

  test('says when to plan again', () => {
    const standing = served([loadBalancer('managed', [])], testCloud());
    expect(describeClbPlan(planFor([], standing)).at(-1)).toBe('plan again at 1970-01-01T00:17:40.000Z');
  });
});

describe('a plan for programs', () => {
  test('is equal text for equal plans, and names the calls', () => {
    const plan = planFor([web], cloud, { backends });
    expect(planJson(plan)).toBe(planJson(planFor([web], cloud, { backends })));
    const { calls, operations } = JSON.parse(planJson(plan));
    expect(calls).toBe(9);
    expect(operations).toHaveLength(plan.operations.length);
  });
});
