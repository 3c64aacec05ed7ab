import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { callSluice } from '../fixtures/call-sluice.ts';
import { runSluice } from '../fixtures/run-sluice.ts';

const cafe: string = join(import.meta.dirname, '..', '..', '..', 'examples', 'cafe');

const ingress = `kind: Ingress
apiVersion: networking.k8s.io/v1
metadata:
  name: web
spec:
  rules:
    - host: shop.example
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service: { name: web, port: { number: 80 } }
`;

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-check-test-'));
  await mkdir(join(folder, 'apps'));
  await writeFile(join(folder, 'apps', 'web.yaml'), `# the shop\n${ingress}`);
});
afterEach(() => rm(folder, { recursive: true }));

describe('sluice check', () => {
  test('has nothing to say of an example, whose Services have no EndpointSlices', async () => {
    const { code, stdout } = await runSluice(['check', cafe]);
    expect(stdout).toBe('1 Ingress checked: nothing to complain of.\n');
    expect(code).toBe(0);
  });

  test('names file and line of the field, the reason, and what to do', async () => {
    const { code, stdout } = await callSluice(['check', folder]);
    const file = join(folder, 'apps', 'web.yaml');
    expect(stdout).toContain(`${file}:13: error ServiceNotFound: Service default/web does not exist`);
    expect(stdout).toContain('\n  hint: ');
    expect(stdout).toMatch(/1 Ingress checked: 1 error\.\n$/);
    expect(code).toBe(5);
  });

  test('leaves out reasons that are ignored', async () => {
    const { code, stdout } = await callSluice(['check', folder, '--ignore', 'ServiceNotFound']);
    expect(stdout).toBe('1 Ingress checked: nothing to complain of, 1 ignored.\n');
    expect(code).toBe(0);
  });

  test('counts warnings as failures only when asked to', async () => {
    await writeFile(join(folder, 'apps', 'twin.yaml'), ingress.replace('name: web', 'name: xtwin'));
    const args = ['check', folder, '--ignore', 'ServiceNotFound'];
    const lax = await callSluice(args);
    expect(lax.stdout).toContain('twin.yaml:10: warning Shadowed');
    expect(lax.code).toBe(0);
    expect((await callSluice([...args, '--strict'])).code).toBe(5);
  });

  test('takes several files and folders as one directory, and names them as given', async () => {
    const services = join(folder, 'services.json');
    const service = {
      kind: 'Service',
      apiVersion: 'v1',
      metadata: { name: 'web' },
      spec: { ports: [{ port: 81 }] },
    };
    await writeFile(services, JSON.stringify(service));
    const { stdout } = await callSluice(['check', join(folder, 'apps'), services]);
    expect(stdout).toContain(`${join(folder, 'apps', 'web.yaml')}:13: error ServicePortNotFound`);
  });

  test('answers machines with data', async () => {
    await writeFile(join(folder, 'broken.yaml'), 'a: [\n');
    const { code, stdout } = await callSluice(['check', folder, '--output', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({
      counts: { error: 2, warning: 0 },
      problems: [
        { file: join(folder, 'apps', 'web.yaml'), line: 13, reason: 'ServiceNotFound', severity: 'error' },
        { file: join(folder, 'broken.yaml'), reason: 'InvalidFile' },
      ],
    });
    expect(code).toBe(5);
  });

  test('writes nothing, neither there nor into a state directory', async () => {
    const before = await readdir(folder, { recursive: true });
    const state = join(folder, 'state');
    await callSluice(['check', folder], { SLUICE_STATE_DIR: state });
    expect(await readdir(folder, { recursive: true })).toEqual(before);
  });

  test.each([
    [['check', '/nowhere'], '/nowhere does not exist'],
    [['check', cafe, '--ignore', 'ServiceNotFund'], 'Did you mean ServiceNotFound?'],
    [['check', join(cafe, 'README.md')], 'is no manifest by its name'],
    [['check'], "missing required argument 'paths'"],
  ])('refuses %j', async (args, text) => {
    const { code, stderr } = await callSluice(args);
    expect(stderr).toContain(text);
    expect(code).toBe(2);
  });
});
