import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seenIn } from '../support/http-client.ts';
import { ingress, manifest, service } from '../support/manifests.ts';
import { type Program, startProgram } from '../support/program.ts';

const cafe = (file: string): string =>
  readFileSync(join(import.meta.dirname, '..', '..', 'examples', 'cafe', file), 'utf8');
const json = { accept: 'application/json' };

let program: Program;

beforeAll(async () => {
  const manifests = { 'ingress.yaml': cafe('ingress.yaml'), 'services.yaml': cafe('services.yaml') };
  program = await startProgram({ manifests, flags: ['--echo'] });
});

afterAll(() => program.close());

/** What one change printed, and how long it took from the edit to the line. */
async function change(edit: () => Promise<void>, pattern: RegExp): Promise<{ line: string; ms: number }> {
  const from = program.stdout.count;
  const start = performance.now();
  await edit();
  const line = await program.stdout.find(pattern, from);
  const ms = performance.now() - start;
  expect(program.stdout.all.slice(from)).toEqual([line]);
  return { line, ms };
}

describe('the first minute with the cafe', () => {
  test('announces the instance, its routes and curl lines for HTTP and HTTPS', () => {
    const text = program.stdout.text();
    expect(text).toMatch(/Instance lb-[a-z0-9]{17} \(Internet-facing, created automatically\) at 127\./);
    expect(text).toMatch(/foo\.bar\.com +\/tea +-> default\/tea-svc:80/);
    expect(text).toMatch(/foo\.bar\.com +\/coffee +-> default\/coffee-svc:80/);
  });

  test('answers every URL it announced with the Service and the request line', async () => {
    await program.stdout.find(/https:\S+\/tea$/);
    const curls = program.stdout.all.filter((line) => line.includes('curl '));
    expect(curls).toHaveLength(4);
    for (const line of curls) {
      const [, resolved = ''] = /--resolve foo\.bar\.com:(\d+:\S+)/.exec(line) ?? [];
      const [port, address] = resolved.split(':');
      const url = new URL(/https?:\S+$/.exec(line)?.[0] ?? '');
      const tls = url.protocol === 'https:';
      expect({ address, port }).toEqual({ address: program.address, port: url.port });
      const answer = await program.request(url.host, url.pathname, { tls, port: Number(port) });
      const name = url.pathname === '/tea' ? 'tea-svc' : 'coffee-svc';
      expect(answer.status).toBe(200);
      expect(answer.body).toContain(`service: default/${name}\n`);
      expect(answer.body).toContain(`request: GET ${url.pathname} HTTP/1.1\n`);
      expect(answer.certificate?.subject.CN).toBe(tls ? 'Sluice Fake Certificate' : undefined);
    }
  });

  test('balances over the replicas of a Service', async () => {
    const counts = new Map<string, number>();
    for (let i = 0; i < 30; i++) {
      const { replica } = seenIn(await program.request('foo.bar.com', '/tea', { headers: json }));
      counts.set(replica, (counts.get(replica) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual(['tea-svc-echo-1', 'tea-svc-echo-2', 'tea-svc-echo-3']);
    expect(Math.min(...counts.values())).toBeGreaterThanOrEqual(6);
  });

  test('takes an edit, a new file and a deleted one in under a second and says so in one line each', async () => {
    const edited = await change(
      () => program.edit('ingress.yaml', cafe('ingress.yaml').replace('/tea', '/chai')),
      /^Ingress default\/cafe changed \(ingress\.yaml\): in force after \d+ ms$/,
    );
    expect((await program.request('foo.bar.com', '/chai/now')).body).toContain('service: default/tea-svc\n');
    expect((await program.request('foo.bar.com', '/tea')).status).toBe(404);

    const added = await change(
      () => program.edit('more/bar.yaml', manifest(ingress('bar', [['bar.bar.com', '/', 'coffee-svc']]))),
      /^Ingress default\/bar added \(more\/bar\.yaml\): in force after \d+ ms$/,
    );
    expect((await program.request('bar.bar.com', '/')).body).toContain('service: default/coffee-svc\n');

    const deleted = await change(() => program.remove('more/bar.yaml'), /^Ingress default\/bar deleted/);
    expect((await program.request('bar.bar.com', '/')).status).toBe(404);
    for (const { ms } of [edited, added, deleted]) expect(ms).toBeLessThan(1000);
  });

  test('starts echo backends for a Service that comes later', async () => {
    const later = manifest(service('juice-svc'), ingress('juice', [['juice.bar.com', '/', 'juice-svc']]));
    const from = program.stdout.count;
    await program.edit('juice.yaml', later);
    await program.stdout.find(/^Ingress default\/juice added/, from);
    expect((await program.request('juice.bar.com', '/')).body).toContain('service: default/juice-svc\n');
  });

  test('is shown by sluice get ingress', async () => {
    const { code, stdout } = await program.command('get', 'ingress', '--output', 'json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toContainEqual(
      expect.objectContaining({ name: 'cafe', address: program.address, programmed: true, problems: [] }),
    );
  });

  test('ends with 0 on Ctrl-C, without an error in its log', async () => {
    expect(await program.stop('SIGINT')).toBe(0);
    expect(program.stderr.text()).not.toMatch(/"level":"error"|^\s+at /m);
  });
});
