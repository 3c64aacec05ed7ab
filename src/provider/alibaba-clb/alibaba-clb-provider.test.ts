import { describe, expect, test } from 'vitest';
import { cafe, openCafe, reasonsOf, shop } from './cafe-stage.test-support.ts';
import { isWrite } from './clb-stage.test-support.ts';
import { host, loadBalancer, secret } from './plan/fixtures/wishes.ts';

describe('the first Ingress in an empty account', () => {
  test('is served by an instance that is made for it, and its address is told', async () => {
    const stage = await openCafe();
    const [report] = await stage.cycle([cafe]);
    const instance = stage.emulator.state.instances.get(report?.instanceId ?? '');
    expect(report).toMatchObject({ programmed: true, address: instance?.address, problems: [] });
    expect(instance?.deleteProtection).toBe(true);
    const listeners = instance?.listeners.map(({ port, status, rules }) => [port, status, rules.length]);
    expect(listeners?.sort()).toEqual([
      [443, 'running', 2],
      [80, 'running', 2],
    ]);
  });

  test('is left alone by the next turn, which makes no call at all', async () => {
    const stage = await openCafe();
    await stage.cycle([cafe]);
    stage.newCalls();
    await stage.cycle([cafe]);
    expect(stage.newCalls()).toEqual([]);
  });

  test('is left alone by the next run, which only reads', async () => {
    const stage = await openCafe();
    await stage.cycle([cafe]);
    await stage.restart();
    stage.newCalls();
    await stage.cycle([cafe]);
    expect(stage.newCalls().filter(isWrite)).toEqual([]);
  });

  test('costs a change no more calls than the change itself', async () => {
    const stage = await openCafe();
    await stage.cycle([cafe]);
    stage.newCalls();
    const moved = [host('cafe.example', { '/': 'shop/tea:80' }), host('tea.example', { '/': 'shop/tea:80' })];
    await stage.cycle([loadBalancer('managed', moved)]);
    expect(stage.newCalls()).toEqual(['SetRule', 'SetRule', 'DeleteVServerGroup']);
  });

  test('takes another token where the one of an instance that is gone is still known', async () => {
    const stage = await openCafe();
    const [first] = await stage.cycle([cafe]);
    stage.emulator.state.instances.clear();
    await stage.restart();
    const [second] = await stage.cycle([cafe]);
    expect(second).toMatchObject({ programmed: true });
    expect(second?.instanceId).not.toBe(first?.instanceId);
  });
});

test('asking for a plan changes nothing', async () => {
  const stage = await openCafe();
  await stage.cycle([cafe]);
  await stage.restart();
  stage.setEndpoints({ backend: 'shop/cafe:80', endpoints: [] });
  stage.newCalls();
  await stage.plan([]);
  await stage.provider.endpointsProgrammed();
  expect(stage.newCalls().filter(isWrite)).toEqual([]);
});

describe('a call that is refused for good', () => {
  test('is told with action and code, keeps no other load balancer, and is not repeated at once', async () => {
    const stage = await openCafe();
    stage.emulator.faults.always('CreateLoadBalancer', { status: 403, code: 'Forbidden.RAM' });
    const reports = await stage.cycle([cafe, shop]);
    expect(reports.map(({ programmed }) => programmed)).toEqual([false, true]);
    expect(reports[0]?.problems).toMatchObject([
      {
        reason: 'ProviderCallFailed',
        message: expect.stringContaining('CreateLoadBalancer was refused with Forbidden.RAM'),
      },
    ]);
    stage.newCalls();
    const again = await stage.cycle([cafe, shop]);
    expect(stage.newCalls().filter(isWrite)).toEqual([]);
    expect(again[0]?.problems).toEqual(reports[0]?.problems);
  });

  test('is tried again when settings changed', async () => {
    const stage = await openCafe();
    stage.emulator.faults.next('CreateLoadBalancer', { status: 403, code: 'Forbidden.RAM' });
    await stage.cycle([cafe]);
    stage.provider.change(stage.settings);
    await stage.asked();
    expect((await stage.cycle([cafe]))[0]).toMatchObject({ programmed: true, problems: [] });
  });

  test('takes no address back from what is served', async () => {
    const stage = await openCafe();
    const [before] = await stage.cycle([cafe]);
    stage.emulator.faults.always('CreateRules', { status: 400, code: 'DomainMalformed' });
    const more = [...cafe.routing.hosts, host('new.example', { '/': 'shop/tea:80' })];
    const [report] = await stage.cycle([loadBalancer('managed', more)]);
    expect(report).toMatchObject({ programmed: true, address: before?.address });
    expect(reasonsOf(report)).toContain('ProviderCallFailed');
  });

  test('for one rule of a batch keeps none of the others from being made', async () => {
    const stage = await openCafe();
    await stage.cycle([shop]);
    // The batch, then the first of its rules alone.
    for (const _ of [1, 2]) stage.emulator.faults.next('CreateRules', { status: 400, code: 'UrlMalformed' });
    await stage.cycle([shop, cafe]);
    const made = [...stage.emulator.state.instances.values()].find(({ id }) => id !== 'lb-shop');
    expect(made?.listeners.map(({ rules }) => rules.length).sort()).toEqual([1, 2]);
  });
});

test('an instance that cannot be read is left as it is, told, and holds up no other', async () => {
  const stage = await openCafe();
  await stage.cycle([cafe, shop]);
  await stage.restart();
  stage.emulator.faults.always('DescribeLoadBalancerAttribute', { status: 403, code: 'Forbidden.RAM' });
  const moved = loadBalancer('managed', [host('new.example', { '/': 'shop/cafe:80' })]);
  stage.newCalls();
  const reports = await stage.cycle([moved, loadBalancer('lb-shop', [])]);
  const [served, left] = ['managed', 'lb-shop'].map((id) => reports.find((one) => one.loadBalancer === id));
  expect(served).toMatchObject({ programmed: true, problems: [] });
  expect(left?.problems).toMatchObject([
    { reason: 'ProviderCallFailed', message: expect.stringContaining('Forbidden.RAM') },
  ]);
  const writes = stage.emulator.calls.filter(({ action }) => isWrite(action));
  expect(writes.at(-1)?.parameters['LoadBalancerId']).not.toBe('lb-shop');
  stage.emulator.faults.clear();
  await stage.asked();
  expect(reasonsOf((await stage.cycle([moved, shop])).at(-1))).toEqual([]);
});

describe('a certificate whose key cannot be had', () => {
  test('is reported, and the listener shows the fake one', async () => {
    const stage = await openCafe();
    const lost = loadBalancer('managed', cafe.routing.hosts, {
      defaultCertificate: { kind: 'secret', certificate: secret('lost') },
    });
    const [report] = await stage.cycle([lost]);
    expect(report).toMatchObject({ programmed: true });
    expect(report?.problems).toMatchObject([
      { reason: 'CertificateNotFound', message: expect.stringContaining('Secret shop/lost') },
    ]);
  });
});

test('since when our instance is not used outlasts a restart, and it is deleted when its time is over', async () => {
  let now = Date.now();
  const stage = await openCafe({ clock: { now: () => now } });
  await stage.cycle([cafe]);
  await stage.cycle([]);
  now += 40_000;
  await stage.restart();
  await stage.cycle([]);
  expect(stage.emulator.state.instances.size).toBe(2);
  now += 21_000;
  await stage.cycle([]);
  expect([...stage.emulator.state.instances.keys()]).toEqual(['lb-shop']);
});

test('an endpoint without a network interface is told on the Ingress that sends to it', async () => {
  const stage = await openCafe();
  stage.setEndpoints({ backend: 'shop/tea:80', endpoints: [{ address: '10.9.9.9', port: 8080 }] });
  const [report] = await stage.cycle([cafe]);
  expect(report?.problems).toMatchObject([
    {
      reason: 'EndpointUnresolved',
      message: expect.stringContaining('10.9.9.9'),
      objects: [{ name: 'web' }],
    },
  ]);
});

test('the instances in use are known without a call', async () => {
  const stage = await openCafe();
  const [report] = await stage.cycle([cafe, shop]);
  stage.newCalls();
  const known = stage.provider
    .instances()
    .map(({ id, managed, listeners }) => [id, managed, listeners.length]);
  expect(known.sort()).toEqual(
    [
      [report?.instanceId, true, 2],
      ['lb-shop', false, 2],
    ].sort(),
  );
  expect(stage.newCalls()).toEqual([]);
});

test('the facts of instances are those of the moment', async () => {
  const stage = await openCafe();
  const [report] = await stage.cycle([cafe]);
  const facts = await stage.provider.observe(['lb-shop', 'lb-none']);
  expect(facts.map(({ id, managed }) => [id, managed]).sort()).toEqual(
    [
      [report?.instanceId, true],
      ['lb-shop', false],
    ].sort(),
  );
});
