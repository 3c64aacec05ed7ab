import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { callSluice } from './fixtures/call-sluice.ts';
import { type RunningServer, runSluice, startServer } from './fixtures/run-sluice.ts';
import { freePorts } from './try/free-ports.ts';
import { instanceRow, instanceRows } from './wire/wire.ts';

const cafe: string = join(import.meta.dirname, '..', '..', 'examples', 'cafe');

let folder = '';
let state = '';
let server: RunningServer | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-cli-'));
  state = join(folder, 'state');
});

afterEach(async () => {
  server?.kill();
  server = undefined;
  await rm(folder, { recursive: true });
});

describe('the command line', () => {
  test('prints its version and its help', async () => {
    const version = await runSluice(['--version']);
    expect(version).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
    const help = await runSluice(['serve', '--help']);
    expect(help.code).toBe(0);
    expect(help.stdout).toContain('Examples:\n  $ sluice serve --manifests');
  });

  test.each([
    [['serv'], /unknown command 'serv'\s+\(Did you mean serve\?\)\s+hint: /],
    [['serve', '--manifest', 'x'], /unknown option '--manifest'\s+\(Did you mean --manifests\?\)/],
    [['serve'], /^error: --manifests: required[^\n]*\nhint: /],
    [['serve', '--manifests', 'x', '--workers', '1'], /^error: --workers: expected a whole number/],
    [['serve', '--manifests', 'x', '--https-port', '80'], /^error: --https-port: .*port 80\.\nhint: /],
    [['serve', '--manifests', 'x', '--internet-address', 'lan'], /^error: --internet-address: .* FIRST-LAST/],
    [['serve', '--manifests', 'x', '--internet-address', '10.0.0.9-10.0.0.1'], /^error: "10[^\n]*\nhint: /],
    [
      ['serve', '--config', '/nowhere/sluice.yaml'],
      /^error: --config: .* cannot be read \(ENOENT\)\.\nhint: /,
    ],
    [['config', 'print', '--workers', '1'], /^error: 2 settings|^error: --workers/],
    [['slb', 'create', '--address-type', 'moon', '--spec', 'slb.s1.small'], /^error: --address-type/],
    [
      ['slb', 'create', '--address-type', 'internet', '--spec', 'bar'],
      /^error: --spec: "bar"[^\n]*\nhint: Write one of slb\.s1\.small, .*slb\.lcu\.elastic/,
    ],
    [['slb', 'list', '--output', 'xml'], /^error: --output/],
  ])('refuses %j with a message, a hint and no stack', async (args, message) => {
    const { code, stderr, stdout } = await runSluice(args, { SLUICE_STATE_DIR: state });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect({ code, stdout }).toEqual({ code: args.includes('10.0.0.9-10.0.0.1') ? 78 : 2, stdout: '' });
  });
});

describe('serve', () => {
  test('refuses a state directory of another program', async () => {
    await mkdir(state);
    await writeFile(join(state, 'precious.txt'), 'not ours');
    const { code, stderr } = await runSluice(['serve', '--manifests', cafe, '--state-dir', state]);
    expect(stderr).toMatch(/^error: .*state.*\nhint: .*--state-dir/);
    expect(code).toBe(78);
    expect(await readdir(state)).toEqual(['precious.txt']);
  });

  test('ends when the manifests are not there', async () => {
    const missing = join(folder, 'missing');
    const { code, stderr } = await runSluice(['serve', '--manifests', missing, '--state-dir', state]);
    expect(stderr).toMatch(new RegExp(`error: .*${missing}`));
    expect(stderr).toContain('hint: ');
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(code).toBe(78);
  });

  test('serves an example, shows it, refuses a second server, follows an edit and drains', async () => {
    const manifests = join(folder, 'cafe');
    await cp(cafe, manifests, { recursive: true });
    const [http, https] = await freePorts();
    const ports = ['--http-port', String(http), '--https-port', String(https)];
    server = startServer(['--manifests', manifests, '--echo', '--state-dir', state, ...ports]);
    expect(await server.line(/Instance lb-/)).toMatch(
      /Internet-facing, created automatically\) at 127\.0\.0\.1$/,
    );
    expect(await server.line(/curl -k/)).toContain(`https://foo.bar.com:${https}/`);

    const shown = await runSluice(['get', 'ingress', '--state-dir', state]);
    expect(shown.stdout).toMatch(
      new RegExp(`default +cafe +<none> +foo.bar.com +127.0.0.1 +${http}, ${https} `),
    );

    const second = await runSluice(['serve', '--manifests', manifests, '--state-dir', state]);
    expect(second).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^error: .*process \d+.*\nhint: /),
    });

    const list = await runSluice(['slb', 'list', '--state-dir', state, '--output', 'json']);
    const [managed] = instanceRows.parse(JSON.parse(list.stdout));
    expect(managed).toMatchObject({ managed: true, ingresses: ['default/cafe'] });
    const refused = await runSluice(['slb', 'delete', managed?.id ?? '', '--state-dir', state]);
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is used by Ingress default/cafe'),
    });

    const order = ['slb', 'create', '--address-type', 'internet', '--spec', 'slb.s1.small'];
    const taken = await runSluice([...order, '--address', '127.0.0.1', '--state-dir', state]);
    expect(taken).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^error: The new instance wants address 127\.0\.0\.1, which .* has.*\nhint: /,
      ),
    });
    const outside = await runSluice([...order, '--address', '10.9.9.9', '--state-dir', state]);
    expect(outside).toMatchObject({ code: 1, stderr: expect.stringContaining('not in the internet pool') });

    const file = join(manifests, 'ingress.yaml');
    await writeFile(file, (await readFile(file, 'utf8')).replace('/tea', '/chai'));
    expect(await server.line(/^Ingress default\/cafe changed/)).toMatch(/: in force after \d+ ms$/);
    expect(await server.stop()).toBe(0);
  });
});

describe('slb without a server', () => {
  test('creates, lists, shows and deletes in the state directory', async () => {
    const target = ['--state-dir', state, '--output', 'json'];
    const order = ['--address-type', 'intranet', '--spec', 'slb.s2.small', '--name', 'inside'];
    const created = await runSluice(['slb', 'create', ...order, '--tag', 'team=tea', 'a=b', ...target]);
    const row = instanceRow.parse(JSON.parse(created.stdout));
    expect(row).toMatchObject({
      id: expect.stringMatching(/^lb-[a-z0-9]{17}$/),
      name: 'inside',
      addressType: 'intranet',
      specification: 'slb.s2.small',
      tags: { team: 'tea', a: 'b' },
      managed: false,
    });
    const listed = await runSluice(['slb', 'list', ...target]);
    expect(JSON.parse(listed.stdout)).toEqual([row]);
    const shown = await runSluice(['slb', 'show', row.id, '--state-dir', state]);
    expect(shown.stdout).toMatch(/^name: +inside$/m);
    expect((await runSluice(['slb', 'delete', row.id, ...target])).code).toBe(0);
    const again = await runSluice(['slb', 'delete', row.id, ...target]);
    expect(again).toMatchObject({ code: 1, stderr: expect.stringMatching(/does not exist.*\nhint: /) });
  });

  test('takes a name for an id while it is the only one, and says what cannot be used', async () => {
    const target = ['--state-dir', state];
    const create = ['slb', 'create', '--address-type', 'intranet', '--name', 'twin', ...target];
    const shared = await callSluice([...create, '--spec', '']);
    expect(shared.stdout).toMatch(/^Created lb-\w+\nshared-performance: cannot be used by Ingresses\n$/);
    const list = await callSluice(['slb', 'list', ...target]);
    expect(list.stdout).toMatch(/ InstanceSharedPerformance\n\nlb-\w+: error InstanceSharedPerformance\n/);
    const id = /lb-\w+/.exec(shared.stdout)?.[0] ?? '';
    expect((await callSluice(['slb', 'show', 'twin', ...target])).stdout).toContain(id);
    await callSluice([...create, '--spec', 'slb.s1.small']);
    const ambiguous = await callSluice(['slb', 'delete', 'twin', ...target]);
    expect(ambiguous).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        new RegExp(`^error: 2 instances are called twin\\.\nhint: Use the id: .*${id}`),
      ),
    });
    await callSluice(['slb', 'delete', id, ...target]);
    expect((await callSluice(['slb', 'delete', 'twin', ...target])).stdout).toMatch(/^Deleted lb-/);
  });

  test('makes no state directory by looking', async () => {
    const { code, stdout } = await callSluice(['slb', 'list', '--state-dir', state]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'There are no instances.\n' });
    expect(await readdir(folder)).toEqual([]);
  });

  test('says that get needs one', async () => {
    const { code, stderr } = await callSluice(['get', 'ingress', '--state-dir', state]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: No server listens.*\nhint: Start one with sluice serve/);
  });
});
