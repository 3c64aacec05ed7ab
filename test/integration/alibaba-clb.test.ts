import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import { adminPort, askAdmin } from '../support/admin-endpoint.ts';
import type { ClbEmulator } from '../support/clb-emulator/clb-emulator.ts';
import { cloudService, openCloudSite } from '../support/cloud-program.ts';
import { ingress, instanceAnnotations, manifest, slbInstance } from '../support/manifests.ts';
import { type Program, runCommand, soon, startProgram } from '../support/program.ts';

const [instanceAnnotation] = instanceAnnotations;
const web = cloudService('web');

let emulator: ClbEmulator;
let cloud: readonly string[];
let program: Program;
/** The calls that the dry run said would be made. */
let planned = 0;

beforeAll(async () => {
  const site = await openCloudSite();
  emulator = site.emulator;
  for (const [name, value] of Object.entries(site.environment)) vi.stubEnv(name, value);
  cloud = site.flags;
  program = await startProgram({
    manifests: { 'web.yaml': manifest(web) },
    flags: [...cloud, '--release-delay', '0'],
    ready: /^No Ingress to serve/,
  });
});

afterAll(async () => {
  await program.close();
  await emulator.close();
  vi.unstubAllEnvs();
});

const dryRunAnswer = z.looseObject({
  provider: z.literal('alibaba-clb'),
  operations: z.array(z.looseObject({ kind: z.string(), why: z.string() })),
  calls: z.number(),
  reads: z.number(),
  problems: z.array(z.looseObject({ reason: z.string() })),
});

/** What a dry run beside the running server prints as JSON, and its exit code. */
async function dryRun(): Promise<{ code: number | null; answer: z.infer<typeof dryRunAnswer> }> {
  const flags = ['--dry-run', '--manifests', program.manifests, ...cloud, '--output', 'json'];
  const { code, stdout, stderr } = await program.command('serve', ...flags);
  expect(stderr).toBe('');
  return { code, answer: dryRunAnswer.parse(JSON.parse(stdout)) };
}

function writes(calls = emulator.calls): readonly string[] {
  return calls.map(({ action }) => action).filter((action) => !/^(?:Describe|List)/.test(action));
}

describe('a server with instances in Alibaba Cloud', () => {
  test('makes none while there is no Ingress, and is ready', async () => {
    expect(writes()).toEqual([]);
    const { stdout, code } = await program.command('status');
    expect(stdout).toMatch(/^OK: 0 Ingresses on 0 instances$/m);
    expect(stdout).toContain('provider alibaba-clb');
    expect(stdout).not.toMatch(/worker/);
    expect(code).toBe(0);
  });

  test('has no workers, and no other process', () => {
    expect(program.processes).toMatchObject({ workers: [], echo: [] });
    expect(program.processes.control).toHaveLength(1);
  });

  test('says in a dry run what an Ingress would take, and takes none of it', async () => {
    await program.stop('SIGTERM');
    const annotations = { 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-name': 'shop-front' };
    const shop = ingress('shop', [['shop.example', '/', 'web']], { annotations });
    await program.edit('shop.yaml', manifest(shop));
    const before = emulator.calls.length;
    const { code, answer } = await dryRun();
    expect(code).toBe(0);
    expect(answer.operations.map(({ kind }) => kind)).toContain('create-instance');
    expect(answer.operations.every(({ why }) => why !== '')).toBe(true);
    const made = emulator.calls.slice(before);
    expect(writes(made)).toEqual([]);
    expect(made).toHaveLength(answer.reads);
    planned = answer.calls;
  });

  test('makes as many calls for it as were planned', async () => {
    const before = emulator.calls.length;
    await program.start();
    await expect.poll(() => program.ingress('default/shop'), soon).toMatchObject({ programmed: true });
    expect(writes(emulator.calls.slice(before))).toHaveLength(planned);
  });

  test('shows the address of the instance it made', async () => {
    const [instance] = emulator.state.instances.values();
    expect(await program.ingress('default/shop')).toMatchObject({
      address: instance?.address,
      instanceId: instance?.id,
      programmed: true,
      problems: [],
    });
    const { stdout } = await program.command('get', 'ingress');
    expect(stdout).toContain(instance?.address);
  });

  test('plans nothing more once all is served', async () => {
    const { code, answer } = await dryRun();
    expect({ code, ...answer }).toMatchObject({ code: 0, calls: 0 });
  });

  test('shows its instance, and asks the cloud for nothing to do so', async () => {
    const before = emulator.calls.length;
    const [row] = await program.instances();
    expect(row).toMatchObject({
      managed: true,
      state: 'active',
      home: 'Alibaba Cloud, cn-hangzhou',
      ingresses: ['default/shop'],
      problems: [],
    });
    expect(row?.listeners.map(({ port, owner }) => [port, owner])).toEqual([
      [80, 'sluice'],
      [443, 'sluice'],
    ]);
    expect(emulator.calls.length).toBe(before);
  });

  test('shows any instance of the region, and why it could not be used', async () => {
    const shared = emulator.addInstance({ specification: '', name: 'old' });
    const { stdout, code } = await program.command('slb', 'show', shared.id);
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('InstanceSharedPerformance'),
    });
  });

  test('refuses an Ingress that names an instance that does not exist, and serves the others', async () => {
    const annotations = { [instanceAnnotation]: 'lb-nosuch' };
    await program.edit(
      'lost.yaml',
      manifest(ingress('lost', [['lost.example', '/', 'web']], { annotations })),
    );
    await expect.poll(() => program.reasons('default/lost'), soon).toEqual(['InstanceNotFound']);
    expect((await dryRun()).code).toBe(5);
    await program.remove('lost.yaml');
    await expect.poll(() => program.ingress('default/lost'), soon).toBeUndefined();
  });

  test('says that a document of an instance has no effect', async () => {
    await program.edit('slb.yaml', manifest(slbInstance('inside', { addressType: 'intranet' })));
    const reasons = async (): Promise<string> => (await program.command('status', '--all')).stdout;
    await expect.poll(reasons, soon).toMatch(/UnsupportedByProvider\n +SLBInstance inside/);
    await program.remove('slb.yaml');
    await expect.poll(reasons, soon).not.toMatch(/UnsupportedByProvider/);
  });

  test('has no log of requests, and says where it is', async () => {
    const { code, stderr } = await program.command('logs');
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('SLS') });
  });

  test('neither makes nor deletes instances by command', async () => {
    const created = await program.command(
      'slb',
      'create',
      '--address-type',
      'internet',
      '--spec',
      'slb.s1.small',
    );
    expect(created).toMatchObject({ code: 1, stderr: expect.stringContaining('console') });
    const [row] = await program.instances();
    const deleted = await program.command('slb', 'delete', row?.id ?? '', '--force');
    expect(deleted).toMatchObject({ code: 1, stderr: expect.stringContaining('last Ingress') });
    expect(writes()).not.toContain('DeleteLoadBalancer');
  });

  test('lists its instances without a server, by the settings of one', async () => {
    const { code, stdout } = await runCommand(
      'slb',
      'list',
      ...cloud,
      '--state-dir',
      `${program.state}-none`,
    );
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^lb-\S+ +shop-front/m),
    });
  });

  test('shows calls of the API among its metrics, and no traffic on its page', async () => {
    const port = await adminPort(program);
    const { body } = await askAdmin(port, '/metrics');
    expect(body).toMatch(/^sluice_provider_calls_total\{action="CreateLoadBalancer"\} 1$/m);
    const page = JSON.parse((await askAdmin(port, '/api/status')).body);
    expect(page).toMatchObject({ ready: true, served: 1, status: { provider: 'alibaba-clb' } });
    expect(page).not.toHaveProperty('traffic');
    expect((await askAdmin(port, '/readyz')).status).toBe(200);
  });

  test('a replaced control process goes on without a write', async () => {
    const before = emulator.calls.length;
    const [control = 0] = program.processes.control;
    process.kill(control, 'SIGKILL');
    await program.stderr.find(/process ended, starting another/);
    await expect
      .poll(() => program.ingress('default/shop').catch(() => undefined), soon)
      .toMatchObject({
        programmed: true,
      });
    expect(writes(emulator.calls.slice(before))).toEqual([]);
  });

  test('releases its instance with the last Ingress', async () => {
    await program.remove('shop.yaml');
    await expect
      .poll(() => [...emulator.state.instances.values()].map(({ name }) => name), soon)
      .toEqual(['old']);
    await expect.poll(() => program.instances(), soon).toEqual([]);
  });
});

describe('a setting of the provider', () => {
  test('applies to a running server: rules that CLB takes otherwise are refused from then on', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sluice-clb-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const file = join(folder, 'sluice.yaml');
    await writeFile(file, 'accessLog: off\n');
    const shop = manifest(web, ingress('shop', [['shop.example', '/tea', 'web']]));
    const flags = [...cloud, '--cluster-id', 'other'];
    const other = await startProgram({ manifests: { 'shop.yaml': shop }, settings: file, flags });
    onTestFinished(() => other.close());
    expect(await other.reasons('default/shop')).toEqual(['ApproximatedByProvider']);
    await writeFile(file, 'accessLog: off\napproximation: refuse\n');
    await expect.poll(() => other.reasons('default/shop'), soon).toEqual(['UnsupportedByProvider']);
  });
});

describe('credentials', () => {
  test('that are missing end the server with what was looked for', async () => {
    vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_ID', '');
    vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_SECRET', '');
    const flags = ['--manifests', program.manifests, '--state-dir', `${program.state}-keys`, ...cloud];
    const { code, stderr } = await runCommand('serve', ...flags);
    vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_ID', 'test');
    vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'test');
    expect(code).toBe(78);
    expect(stderr).toContain('ALIBABA_CLOUD_ACCESS_KEY_ID');
  });

  test('that are wrong are a problem of the Ingress, with the code of the service and no key', async () => {
    vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'wrong-secret');
    const shop = manifest(web, ingress('shop', [['shop.example', '/', 'web']]));
    const other = await startProgram({
      manifests: { 'shop.yaml': shop },
      flags: cloud,
      ready: /ProviderCallFailed/,
    });
    vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'test');
    const row = await other.ingress('default/shop');
    expect(row?.problems.map(({ reason, message }) => [reason, message])).toEqual([
      ['ProviderCallFailed', expect.stringContaining('SignatureDoesNotMatch')],
    ]);
    expect(`${other.stdout.text()}${other.stderr.text()}${JSON.stringify(row)}`).not.toContain(
      'wrong-secret',
    );
    await other.close();
  });
});
