import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { BackendEndpoints, LoadBalancer } from '../../model/index.ts';
import { type ClbStage, openStage } from './clb-stage.test-support.ts';
import { host, ingress, loadBalancer } from './plan/fixtures/wishes.ts';

const instances = 50;
const ingresses = 20;
/** One Service of each instance has more pods than one call takes. */
const podsOf = (index: number): number => (index === 0 ? 45 : 3);
const pods = instances * (podsOf(0) + (ingresses - 1) * podsOf(1));

const backendOf = (instance: number, index: number): string => `shop/s${instance}-${index}:80`;
const range = (length: number): number[] => Array.from({ length }, (_, index) => index);

/** The first on the instance that Sluice makes, the others on existing ones, each with Ingresses of a host and a Service of its own. */
function balancerOf(instance: number): LoadBalancer {
  const names = range(ingresses).map((index) => `i${instance}-${index}`);
  const hosts = names.map((name, index) =>
    host(`${name}.example`, { '/': backendOf(instance, index) }, ingress(name)),
  );
  return loadBalancer(instance === 0 ? 'managed' : `lb-${instance}`, hosts, { owners: names.map(ingress) });
}

function endpointsOf(instance: number, index: number): BackendEndpoints {
  const endpoints = range(podsOf(index)).map((pod) => ({
    address: `10.${instance}.${index}.${pod}`,
    port: 80,
  }));
  return { backend: backendOf(instance, index), endpoints };
}

async function openCloud(): Promise<ClbStage> {
  const keysFolder = await mkdtemp(join(tmpdir(), 'sluice-counts-'));
  onTestFinished(() => rm(keysFolder, { recursive: true }));
  const stage = await openStage({ keysFolder });
  const { emulator } = stage;
  for (const instance of range(instances)) {
    if (instance > 0) emulator.addInstance({ id: `lb-${instance}`, specification: 'slb.s1.small' });
    const all = range(ingresses).map((index) => endpointsOf(instance, index));
    for (const { address } of all.flatMap(({ endpoints }) => endpoints)) {
      emulator.addInterface(address, `eni-${address}`);
    }
    stage.setEndpoints(...all);
  }
  return stage;
}

test('1,000 Ingresses over 50 instances cost what each instance, rule and group costs, and no call more', async () => {
  const stage = await openCloud();
  const balancers = range(instances).map(balancerOf);
  const made = 1;
  const named = instances - made;

  const reports = await stage.cycle(balancers);

  expect(reports.filter(({ programmed }) => !programmed)).toEqual([]);
  const calls = stage.emulator.countCalls();
  expect(calls).toEqual({
    // What there is; and what the instance became that was made.
    DescribeLoadBalancers: 1,
    DescribeLoadBalancerAttribute: named + made,
    // Before anything is made, and once more to see that what was started runs.
    DescribeLoadBalancerListeners: Math.ceil(named / 10) + Math.ceil(instances / 10),
    DescribeVServerGroups: named,
    DescribeServerCertificates: 1,
    ListTagResources: 2,
    DescribeNetworkInterfaces: Math.ceil(pods / 100),
    // What is made.
    CreateLoadBalancer: made,
    UploadServerCertificate: 1,
    CreateVServerGroup: instances * (ingresses + 1),
    AddVServerGroupBackendServers: instances * Math.ceil((podsOf(0) - 20) / 20),
    CreateLoadBalancerHTTPListener: instances,
    CreateLoadBalancerHTTPSListener: instances,
    CreateRules: instances * 2 * Math.ceil(ingresses / 10),
    StartLoadBalancerListener: instances * 2,
  });

  stage.newCalls();
  await stage.cycle(balancers);
  expect(stage.newCalls()).toEqual([]);

  await stage.restart();
  const from = stage.emulator.calls.length;
  await stage.cycle(balancers);
  const groups = instances * (ingresses + 1);
  expect(stage.emulator.countCalls(from)).toEqual({
    DescribeLoadBalancers: 1,
    DescribeLoadBalancerAttribute: named,
    DescribeLoadBalancerListeners: Math.ceil(instances / 10),
    DescribeVServerGroups: instances,
    DescribeVServerGroupAttribute: groups,
    DescribeRules: instances * 2,
    DescribeDomainExtensions: instances,
    DescribeServerCertificates: 1,
    // The service decides how many make a page.
    ListTagResources: Math.ceil((instances * 2) / 25) + Math.ceil(groups / 25),
    DescribeNetworkInterfaces: Math.ceil(pods / 100),
  });
});
