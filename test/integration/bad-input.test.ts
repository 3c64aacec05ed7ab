import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { selfSigned } from '../support/certificates.ts';
import {
  backend,
  ingress,
  instanceAnnotations,
  manifest,
  type Rule,
  secret,
  slbInstance,
} from '../support/manifests.ts';
import { type NamedOrigin, namedOrigin } from '../support/named-origin.ts';
import { type Program, soon, startProgram } from '../support/program.ts';

let origin: NamedOrigin;
let program: Program;

beforeAll(async () => {
  origin = await namedOrigin('web');
  const good = manifest(backend(origin), ingress('good', [['good.example', '/', 'web']]));
  program = await startProgram({ manifests: { 'good.yaml': good } });
});

afterAll(async () => {
  expect(program.stderr.text()).not.toMatch(/^\s+at /m);
  expect(program.stdout.text()).not.toMatch(/^\s+at /m);
  await program.close();
  await origin.close();
});

// Whatever came in, a good route answers.
afterEach(async () => {
  expect((await program.request('good.example', '/')).status).toBe(200);
});

/** Writes a file and returns what is logged of it. */
async function logged(file: string, content: string | Buffer): Promise<unknown> {
  await program.edit(file, content);
  return JSON.parse(await program.stderr.find(new RegExp(`"file":"${file}"`)));
}

/** Ten to the power of `depth` values in a few lines. */
function anchorBomb(depth: number): string {
  const lines = Array.from({ length: depth }, (_, level) => {
    const items = level === 0 ? 'x' : `*a${level - 1}`;
    return `a${level}: &a${level} [${Array(10).fill(items).join(', ')}]`;
  });
  return lines.join('\n');
}

describe('a file that is', () => {
  test.each([
    ['indented with tabs', 'tabs.yaml', 'a:\n\t- b\n', 'InvalidFile', 2],
    ['a map with a key twice', 'twice.yaml', 'a: 1\nb: 2\na: 3\n', 'InvalidFile', 3],
    ['an anchor bomb', 'bomb.yaml', anchorBomb(12), 'InvalidFile', expect.any(Number)],
    ['larger than the limit', 'large.yaml', `# ${'x'.repeat(10 * 1024 * 1024)}\n`, 'FileTooLarge', undefined],
    [
      'binary',
      'binary.yaml',
      Buffer.from(Array.from({ length: 4096 }, (_, at) => at % 256)),
      'InvalidFile',
      undefined,
    ],
    ['not UTF-8', 'latin.yaml', Buffer.from('a: caf\xe9\n', 'latin1'), 'InvalidFile', undefined],
    ['text', 'text.json', '{"a": ', 'InvalidFile', expect.any(Number)],
  ])('%s is left out, with its name, reason and hint', async (_what, file, content, reason, line) => {
    const entry = await logged(file, content);
    expect(entry).toMatchObject({
      level: 'error',
      reason,
      hint: expect.any(String),
      msg: expect.any(String),
    });
    if (line !== undefined) expect(entry).toMatchObject({ line });
  });
});

describe('an Ingress', () => {
  test.each([
    ['upper', 'Foo.example', 'lower case'],
    ['dot', 'foo.example.', 'dot'],
    ['port', 'foo.example:80', 'port'],
    ['ipv4', '10.0.0.1', 'IP address'],
    ['ipv6', '[::1]', 'IP address'],
    ['idn', 'bücher.example', 'xn--'],
    ['star', '*.*.example', ''],
  ])(
    'with the host of case %s, %s, is left out, with its field and what to write',
    async (name, host, message) => {
      const entry = await logged(`${name}.yaml`, manifest(ingress(name, [[host, '/', 'web']])));
      expect(entry).toMatchObject({
        level: 'error',
        reason: 'InvalidObject',
        field: 'spec.rules[0].host',
        line: expect.any(Number),
        msg: expect.stringContaining(message),
      });
      expect(await program.ingress(`default/${name}`)).toBeUndefined();
    },
  );

  test.each([
    ['slashless', 'foo', "start with '/'"],
    ['slashes', '/a//b', "'//'"],
    ['dots', '/a/../b', "'/../'"],
    ['percent', '/a%zz', "'%zz'"],
  ])('with the path of case %s, %s, is left out, with its field and why', async (name, path, message) => {
    const entry = await logged(`${name}.yaml`, manifest(ingress(name, [[`${name}.example`, path, 'web']])));
    expect(entry).toMatchObject({
      reason: 'InvalidObject',
      field: 'spec.rules[0].http.paths[0].path',
      msg: expect.stringContaining(message),
    });
    expect((await program.request(`${name}.example`, '/a/b')).status).toBe(404);
  });

  test('with 5,000 paths is served, its last path too', async () => {
    const rules = Array.from({ length: 5000 }, (_, at): Rule => ['many.example', `/path-${at}`, 'web']);
    await program.edit('many.yaml', manifest(ingress('many', rules)));
    await expect
      .poll(() => program.ingress('default/many'), soon)
      .toMatchObject({ programmed: true, problems: [] });
    expect((await program.request('many.example', '/path-4999')).status).toBe(200);
    expect((await program.request('many.example', '/path-5000')).status).toBe(404);
  });

  test('whose Secret holds a key of another certificate shows the default one, and says so', async () => {
    const [one, other] = await Promise.all([selfSigned('key.example'), selfSigned('key.example')]);
    const tls = [{ hosts: ['key.example'], secretName: 'mixed' }];
    const mixed = secret('mixed', { certificate: one.certificate, key: other.key });
    await program.edit('key.yaml', manifest(mixed, ingress('key', [['key.example', '/', 'web']], { tls })));
    await expect.poll(() => program.reasons('default/key'), soon).toEqual(['CertificateKeyMismatch']);
    const answer = await program.request('key.example', '/', { tls: true });
    expect([answer.status, answer.certificate?.subject.CN]).toEqual([200, 'Sluice Fake Certificate']);
    expect(`${program.stderr.text()}${program.stdout.text()}`).not.toContain(other.key.split('\n')[1]);
  });

  test('that names an instance that does not exist is told how to get one', async () => {
    const annotations = { [instanceAnnotations[0]]: 'lb-nowhere' };
    await program.edit(
      'nowhere.yaml',
      manifest(ingress('nowhere', [['nowhere.example', '/', 'web']], { annotations })),
    );
    await expect.poll(() => program.reasons('default/nowhere'), soon).toEqual(['InstanceNotFound']);
    const { stdout } = await program.command('get', 'ingress');
    expect(stdout).toMatch(
      /default\/nowhere: error InstanceNotFound \(nowhere\.yaml:1\)\n {2}.*lb-nowhere.*\n {2}hint: .*sluice slb create/,
    );
  });

  test('on the younger of two instances that want one address is told which has it', async () => {
    const spec = { addressType: 'intranet', specification: 'slb.s1.small', address: program.intranet[3] };
    for (const name of ['lb-one', 'lb-two']) {
      const annotations = { [instanceAnnotations[0]]: name };
      const of = ingress(name, [[`${name}.example`, '/', 'web']], { annotations });
      await program.edit(`${name}.yaml`, manifest(slbInstance(name, spec), of));
      await expect.poll(() => program.ingress(`default/${name}`), soon).toBeDefined();
    }
    await expect.poll(() => program.reasons('default/lb-two'), soon).toEqual(['AddressConflict']);
    const [problem] = (await program.ingress('default/lb-two'))?.problems ?? [];
    expect(problem?.message).toContain('lb-one');
    await expect
      .poll(() => program.ingress('default/lb-one'), soon)
      .toMatchObject({ address: program.intranet[3] });
  });
});
