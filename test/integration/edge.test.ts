import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { defaultDataPlaneSettings } from '../../src/proxy/runtime/data-plane-settings.ts';
import { endpointsPart, getText, hostPart } from '../support/data-plane.ts';
import { EdgeBench, toldOf } from '../support/edge-bench.ts';
import { fieldOf, seenIn } from '../support/http-client.ts';
import { Lines } from '../support/lines.ts';
import { backend, ingress, manifest } from '../support/manifests.ts';
import { scrape, sumOf } from '../support/metrics-text.ts';
import { namedOrigin } from '../support/named-origin.ts';
import { soon, startProgram } from '../support/program.ts';
import { RawClient } from '../support/raw-client.ts';

let bench: EdgeBench;

beforeEach(async () => {
  bench = await EdgeBench.open();
});

afterEach(() => bench.close());

describe('rule 106: caps', () => {
  test('over the bound a connection is refused, and those that are open go on', async () => {
    await bench.settle({ connections: { most: 2, mostPerAddress: 0 } });
    const [one, two] = [await bench.connect('t/80'), await bench.connect('t/443')];
    expect(await bench.isRefused()).toBe(true);
    expect(bench.refusals()).toEqual({ limit: 1 });
    one.send(getText('/'));
    await toldOf(one);
    two.close();
    await expect.poll(() => bench.isRefused(getText('/'))).toBe(false);
  });

  test('one address has only so many', async () => {
    await bench.settle({ connections: { most: 100, mostPerAddress: 1 } });
    const one = await bench.connect('t/80');
    one.send(getText('/'));
    await toldOf(one);
    expect(await bench.isRefused()).toBe(true);
    expect(bench.refusals()).toEqual({ 'address-limit': 1 });
  });

  test('two hundred clients that drip their heads do not stop an honest one, and end in time', async () => {
    const { downstreamTimeouts } = defaultDataPlaneSettings;
    await bench.settle({ downstreamTimeouts: { ...downstreamTimeouts, head: 1500 } });
    const slow = await Promise.all(Array.from({ length: 200 }, () => bench.connect('t/80')));
    for (const client of slow) client.send('GET / HTTP/1.1\r\nHost: a.example\r\nX-Drip: ');
    const dripping = setInterval(() => {
      for (const client of slow) client.send('x');
    }, 50);
    const honest = await bench.connect('t/80');
    honest.send(getText('/'));
    await toldOf(honest);
    const answers = await Promise.all(slow.map((client) => client.until('\r\n\r\n')));
    clearInterval(dripping);
    expect(answers.every((answer) => answer.startsWith('HTTP/1.1 408 '))).toBe(true);
  });

  test('twenty clients that read nothing of what they asked for do not stop an honest one, and end in time', async () => {
    const { downstreamTimeouts } = defaultDataPlaneSettings;
    await bench.settle({ downstreamTimeouts: { ...downstreamTimeouts, write: 2000 } });
    const body = Buffer.alloc(16 * 1024 * 1024);
    const big = await bench.scripted((socket, received) => {
      if (!received.endsWith('\r\n\r\n')) return;
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`);
      socket.write(body);
    });
    await bench.apply(hostPart('big.example', ['/', 'big']), endpointsPart('big', big));
    const slow = await Promise.all(Array.from({ length: 20 }, () => bench.connectPlain('t/80')));
    for (const socket of slow) socket.write(getText('/', 'big.example'));
    const honest = await bench.connect('t/80');
    honest.send(getText('/'));
    await toldOf(honest);
    const count = (): number => bench.dataPlane.gauges()['connections active t/80'] ?? 0;
    await expect.poll(count, soon).toBe(20);
    await expect.poll(count, soon).toBe(0);
    for (const socket of slow) socket.destroy();
  });
});

test('a worker without free file descriptors refuses what comes, and goes on', async () => {
  const script = join(import.meta.dirname, '..', 'support', 'few-descriptors.ts');
  const command = 'ulimit -n 80 && exec "$0" "$1"';
  const worker = spawn('sh', ['-c', command, process.execPath, script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const clients: RawClient[] = [];
  try {
    const port = Number(await new Lines(worker.stdout).find(/^\d+$/));
    const opened = await Promise.allSettled(Array.from({ length: 200 }, () => RawClient.open(port)));
    for (const result of opened) if (result.status === 'fulfilled') clients.push(result.value);
    await Promise.any(clients.map((client) => client.untilEnd()));
    for (const client of clients) client.close();
    await expect
      .poll(async () => {
        const client = await RawClient.open(port);
        client.send(getText('/', 'a.example', 'Connection: close'));
        return client.untilEnd();
      })
      .toMatch(/^HTTP\/1\.1 200 /);
    expect(worker.exitCode).toBeNull();
  } finally {
    worker.kill('SIGKILL');
  }
});

test('a server takes the settings of its file, new ones while it runs, and tells what it refused', async () => {
  const origin = await namedOrigin('web');
  const folder = await mkdtemp(join(tmpdir(), 'sluice-edge-'));
  const file = join(folder, 'sluice.yaml');
  await writeFile(file, 'trustedProxies: [0.0.0.0/0]\n');
  const program = await startProgram({
    manifests: { 'web.yaml': manifest(backend(origin), ingress('web', [['web.example', '/', 'web']])) },
    settings: file,
  });
  try {
    await program.stderr.find(/trustedProxies holds 0\.0\.0\.0\/0/);
    const headers = { 'x-forwarded-for': '192.0.2.7' };
    const seen = seenIn(await program.request('web.example', '/', { headers }));
    expect(fieldOf(seen, 'x-real-ip')).toBe('192.0.2.7');
    await program.stdout.find(/"client":"192\.0\.2\.7","peer":"127\./);
    await writeFile(file, 'proxyProtocol: true\ntrustedProxies: [127.0.0.0/8]\n');
    await expect.poll(() => program.request('web.example', '/').catch(() => 'refused'), soon).toBe('refused');
    const refused = async (): Promise<number> =>
      sumOf(await scrape(program.state), 'sluice_connections_refused_total', { reason: 'proxy-header' });
    await expect.poll(refused, soon).toBeGreaterThan(0);
    const client = await RawClient.open(program.http, program.address);
    client.send(`PROXY TCP4 192.0.2.8 10.0.0.1 1 80\r\n${getText('/', 'web.example', 'Connection: close')}`);
    expect(await client.untilEnd()).toContain('192.0.2.8');
    client.close();
  } finally {
    await program.close();
    await origin.close();
    await rm(folder, { recursive: true, force: true });
  }
});
