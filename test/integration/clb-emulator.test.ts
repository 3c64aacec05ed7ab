import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { readOptions } from '../../scripts/clb-emulator/read-options.ts';
import type { ClbApi } from '../../src/provider/alibaba-clb/api/clb-api.ts';
import { openClbApi } from '../../src/provider/alibaba-clb/api/open-clb-api.ts';
import { openEcsApi } from '../../src/provider/alibaba-clb/api/open-ecs-api.ts';
import { testOptions } from '../../src/provider/alibaba-clb/api/scripted-api.test-support.ts';
import { send } from '../support/http-client.ts';
import { Lines } from '../support/lines.ts';
import { type NamedOrigin, namedOrigin } from '../support/named-origin.ts';

const script: string = join(import.meta.dirname, '..', '..', 'scripts', 'clb-emulator.ts');

interface Running {
  readonly child: ChildProcess;
  readonly lines: Lines;
  readonly errors: Lines;
}

const children: ChildProcess[] = [];
const origins: NamedOrigin[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const origin of origins.splice(0)) await origin.close();
});

function start(...flags: readonly string[]): Running {
  const child = spawn(process.execPath, [script, ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  return { child, lines: new Lines(child.stdout), errors: new Lines(child.stderr) };
}

async function endpointOf({ lines }: Running): Promise<string> {
  return /http:\S+[0-9]/.exec(await lines.find(/The API of CLB listens on/))?.[0] ?? '';
}

/** So that port 80 of the first Internet-facing instance is served at a free port. */
async function freeOffset(): Promise<string> {
  const server = createServer().listen(0, '127.81.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return String((typeof address === 'object' ? (address?.port ?? 0) : 0) - 80);
}

/** Port 80 of the instance sends everything to a backend of that port on this machine. */
async function serve(api: ClbApi, instanceId: string, port: number): Promise<void> {
  const backend = { serverId: 'eni-a', serverIp: '127.0.0.1', port, weight: 100, type: 'eni' } as const;
  const { id } = await api.createServerGroup(instanceId, { name: 'web', tags: {}, backends: [backend] });
  const key = { port: 80, protocol: 'http' };
  const settings = { HealthCheck: 'off', StickySession: 'off' };
  await api.createListener(instanceId, { ...key, description: 'web', tags: {}, serverGroupId: id, settings });
  await api.startListener(instanceId, key);
}

describe('the emulator of CLB on its own', () => {
  test('says how it is used, logs each call, serves what is made, and ends when told to', async () => {
    const origin = await namedOrigin('web');
    origins.push(origin);
    const running = start(
      ...['--port', '0', '--port-offset', await freeOffset()],
      ...['--instance', 'lb-shop', '--interface', '127.0.0.1=eni-a'],
    );
    const endpoint = await endpointOf(running);
    await running.lines.find(/^lb-shop exists: internet, 127\.81\.0\.1$/);
    await running.lines.find(/export ALIBABA_CLOUD_ACCESS_KEY_ID=test ALIBABA_CLOUD_ACCESS_KEY_SECRET=test/);
    await running.lines.find(/serve --provider alibaba-clb --region cn-hangzhou --vpc-id vpc-try/);
    await running.lines.find(new RegExp(`--clb-endpoint ${endpoint} --ecs-endpoint ${endpoint}`));
    await serve(openClbApi(testOptions(endpoint)), 'lb-shop', origin.port);
    await running.lines.find(/^StartLoadBalancerListener OK .*LoadBalancerId=lb-shop/);
    const served = await running.lines.find(/^lb-shop 80 http is served at 127\.81\.0\.1:\d+$/);
    const [address = '', port = ''] = served.split(' ').at(-1)?.split(':') ?? [];
    const { body } = await send({ address, port: Number(port), host: 'shop.example', path: '/' });
    expect(JSON.parse(body)).toMatchObject({ service: 'web' });
    running.child.kill('SIGTERM');
    expect(await once(running.child, 'exit')).toEqual([0, null]);
    expect(running.errors.all).toEqual([]);
  });

  test('finds an interface for every address where it is told to', async () => {
    const endpoint = await endpointOf(
      start('--port', '0', '--interface', '10.0.0.7=eni-a', '--any-interface'),
    );
    const found = await openEcsApi(testOptions(endpoint)).findInterfaces('vpc-try', ['10.0.0.7', '10.0.0.8']);
    expect([...found.keys()]).toEqual(['10.0.0.7', '10.0.0.8']);
    expect(found.get('10.0.0.7')).toBe('eni-a');
  });

  test('refuses flags it does not understand, and says what there is', async () => {
    const { child, errors } = start('--port', '70000');
    expect(await once(child, 'exit')).toEqual([2, null]);
    await errors.find(/^usage: npm run clb-emulator/);
    expect(errors.all[0]).toBe('error: --port takes a number from 0 to 65535, not "70000"');
  });

  test('says so where its port is taken', async () => {
    const endpoint = await endpointOf(start('--port', '0'));
    const { child, errors } = start('--port', new URL(endpoint).port);
    expect(await once(child, 'exit')).toEqual([1, null]);
    await errors.find(/^error: listen EADDRINUSE/);
    expect(errors.all).toHaveLength(1);
  });
});

test.each([
  ['--interface', '10.0.0.7', '--interface takes ADDRESS=eni-…, not "10.0.0.7"'],
  ['--interface', 'pod=eni-a', '--interface takes ADDRESS=eni-…, not "pod=eni-a"'],
  ['--instance', 'lb-shop=public', '--instance takes lb-… or lb-…=intranet, not "lb-shop=public"'],
  ['--port-offset', 'x', '--port-offset takes a number from 0 to 60000, not "x"'],
  ['--colour', 'red', "Unknown option '--colour'"],
])('the flag %s does not take %s', (flag, value, problem) => {
  expect(() => readOptions([flag, value])).toThrow(problem);
});

test('without interfaces named, every address has one', () => {
  expect(readOptions([]).anyInterface).toBe(true);
  expect(readOptions(['--interface', '10.0.0.7=eni-a']).anyInterface).toBe(false);
});
