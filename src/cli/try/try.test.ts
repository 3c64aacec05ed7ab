import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, watch, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { programScript } from '../../../test/support/built-program.ts';
import { runSluice } from '../fixtures/run-sluice.ts';

const root: string = join(import.meta.dirname, '..', '..', '..');
const cafe: string = join(root, 'examples', 'cafe');

let folder = '';
/** Where the program keeps what it needs while it runs. */
let scratch = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-try-test-'));
  scratch = await mkdtemp(join(tmpdir(), 'sluice-try-tmp-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
  await rm(scratch, { recursive: true });
});

const backend = 'backend: {service: {name: web, port: {number: 80}}}';
const path = (text: string, type = 'Prefix'): string =>
  `      - {path: '${text}', pathType: ${type}, ${backend}}\n`;

function ingress(name: string, host: string, paths: string, more = ''): string {
  return `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: ${name}${more}}
spec:
  rules:
  - host: '${host}'
    http:
      paths:
${paths}---
`;
}

const services = `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 80}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: web-1, labels: {kubernetes.io/service-name: web}}
addressType: IPv4
endpoints: [{addresses: [10.255.255.1]}]
ports: [{port: 80}]
`;

const report = z.object({
  probes: z.array(
    z.object({
      url: z.string(),
      answer: z.object({ status: z.number(), reason: z.string().optional(), ingress: z.string().optional() }),
      winner: z.object({ object: z.string() }).optional(),
      losers: z.array(z.object({ object: z.string(), why: z.string() })),
      differences: z.array(z.string()),
    }),
  ),
  unprobed: z.array(z.object({ what: z.string(), why: z.string() })),
});

describe('sluice try', () => {
  test('shows who answers each URL of an example, and leaves nothing behind', async () => {
    const { code, stdout } = await runSluice(['try', cafe], { TMPDIR: scratch });
    expect(stdout).toMatch(
      /^http\(s\):\/\/foo\.bar\.com\/tea +200 +Ingress default\/cafe \/tea +default\/tea-svc:80/m,
    );
    expect(stdout).toMatch(/nobody-has-this +404 +NoRoute$/m);
    expect(stdout).toMatch(/^8 requests for 4 URLs, all answered as explained\.$/m);
    expect(code).toBe(0);
    expect(await readdir(scratch)).toEqual([]);
  });

  test('answers everything as explained in a folder full of bad objects', async () => {
    await writeFile(
      join(folder, 'all.yaml'),
      [
        ingress('good', 'good.example', path('/') + path('/a%2Fb', 'ImplementationSpecific')),
        ingress('late', 'good.example', path('/')),
        ingress('lost', 'good.example', path('/lost').replace('name: web', 'name: missing')),
        ingress('wild', '*.wild.example', path('/x', 'Exact')),
        ingress(
          'named',
          'named.example',
          path('/'),
          ', annotations: {service.beta.kubernetes.io/alibaba-cloud-loadbalancer-id: lb-1}',
        ),
        ingress('foreign', 'foreign.example', path('/')).replace('spec:', 'spec:\n  ingressClassName: none'),
        ingress('Bad_Name', 'bad.example', path('/')),
        services,
      ].join(''),
    );
    await writeFile(join(folder, 'broken.yaml'), 'a: [\n');
    const { code, stdout } = await runSluice(['try', folder, '--output', 'json'], { TMPDIR: scratch });
    const { probes, unprobed } = report.parse(JSON.parse(stdout));
    const got = Object.fromEntries(
      probes.map(({ url, answer, winner }) => [url, `${answer.status} ${winner?.object ?? answer.reason}`]),
    );
    expect(got).toMatchObject({
      'http://good.example/': '200 Ingress default/good',
      'https://good.example/': '200 Ingress default/good',
      'http://good.example/a%2Fb': '400 Ingress default/good',
      'http://good.example/lost': '503 Ingress default/lost',
      'http://any.wild.example/x': '200 Ingress default/wild',
      'http://named.example/': '200 Ingress default/named',
      'https://any.sluice-try.invalid/': '404 NoRoute',
    });
    const logged = probes.filter(({ winner }) => winner !== undefined).map(({ answer }) => answer.ingress);
    expect(new Set(logged)).toEqual(
      new Set(['default/good', 'default/lost', 'default/wild', 'default/named', undefined]),
    );
    const [shadowed] = probes.filter(({ url }) => url === 'http://good.example/');
    expect(shadowed?.losers).toContainEqual(expect.objectContaining({ object: 'Ingress default/late' }));
    expect(unprobed.map(({ what }) => what)).toEqual([
      'Ingress default/foreign',
      'File broken.yaml',
      'Ingress default/Bad_Name',
    ]);
    expect(probes.flatMap(({ differences }) => differences)).toEqual([]);
    expect(code).toBe(0);
  });

  test('says what it could not ask for and what it made up', async () => {
    const annotations =
      ', annotations: {sluice.dev/use-regex: "true", service.beta.kubernetes.io/alibaba-cloud-loadbalancer-id: lb-1}';
    const paths = path('/v[0-9]+/x', 'ImplementationSpecific') + path('/\\pN', 'ImplementationSpecific');
    await writeFile(
      join(folder, 'all.yaml'),
      ingress('regex', 'regex.example', paths, annotations) + services,
    );
    const { code, stdout } = await runSluice(['try', folder], { TMPDIR: scratch });
    expect(stdout).toContain('Instance lb-1 is made up for the trial');
    expect(stdout).toMatch(/^http\(s\):\/\/regex\.example\/v0\/x +200/m);
    expect(stdout).toMatch(
      /Not asked for\n {2}regex\.example ~ \/\\pN of Ingress default\/regex: no example/,
    );
    expect(code).toBe(0);
  });

  test('ends by Ctrl-C with nothing left behind, processes included', async () => {
    const child = spawn(process.execPath, [programScript, 'try', cafe], {
      env: { ...process.env, TMPDIR: scratch },
      stdio: ['ignore', 'ignore', 'ignore'],
      detached: true,
    });
    const ended = once(child, 'exit');
    // The folder of the trial is there: its server is starting.
    for await (const { filename } of watch(scratch)) if (filename?.startsWith('sluice-try-')) break;
    process.kill(-(child.pid ?? 0), 'SIGINT');
    expect(await ended).toEqual([130, null]);
    expect(await readdir(scratch)).toEqual([]);
    expect(() => process.kill(-(child.pid ?? 0), 0)).toThrow('ESRCH');
  });

  test('fails where the folder does not exist', async () => {
    const { code, stderr } = await runSluice(['try', join(folder, 'none')], { TMPDIR: scratch });
    expect(stderr).toContain('does not exist');
    expect(code).toBe(2);
  });
});
