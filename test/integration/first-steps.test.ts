import { spawn, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningServer, startServer } from '../../src/cli/fixtures/run-sluice.ts';
import { freePorts } from '../../src/cli/try/free-ports.ts';

const root: string = join(import.meta.dirname, '..', '..');

let folder = '';
let server: RunningServer | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-guide-'));
  await mkdir(join(folder, 'bin'));
  await symlink(join(root, 'bin', 'sluice.js'), join(folder, 'bin', 'sluice'));
});

afterAll(async () => {
  server?.kill();
  await rm(folder, { recursive: true });
});

/** What the guide takes for granted and this machine does not have. */
const missing: string = ['bash', 'curl', 'openssl']
  .filter((tool) => spawnSync(tool, ['--version']).error !== undefined)
  .join(', ');

const title: string = `the first steps work as the guide writes them${missing === '' ? '' : ` (skipped: no ${missing})`}`;

/** Runs a block of commands and returns what it printed, each failed command as `exit code N`. */
async function run(script: string): Promise<string> {
  const env = {
    ...process.env,
    PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`,
    SLUICE_STATE_DIR: join(folder, 'state'),
  };
  const trap = 'trap \'echo "exit code $?"\' ERR\n';
  const child = spawn('bash', ['-c', trap + script], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return text(child.stdout);
}

test.skipIf(missing !== '')(title, { timeout: 120_000 }, async () => {
  const guide = await readFile(join(root, 'docs', 'guides', 'first-steps.md'), 'utf8');
  const [http, https] = await freePorts();
  const blocks = [...guide.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) =>
    block.replaceAll('8080', String(http)).replaceAll('8443', String(https)),
  );
  expect(blocks.length).toBeGreaterThan(10);
  const printed: string[] = [];
  for (const block of blocks) {
    const [, flags] = /^sluice serve (.*)$/m.exec(block) ?? [];
    if (flags === undefined) {
      const output = await run(block);
      const promised = [...block.matchAll(/# (exit code \d+)$/gm)].map(([, code]) => code);
      expect(output.match(/^exit code \d+$/gm) ?? [], `${block}\n${output}`).toEqual(promised);
      printed.push(output);
      // A change of a file is seen by the server a moment later: it says so before the next step looks.
      if (block.includes('sed -i')) await server?.line(/^Ingress default\/shop /);
    } else {
      const own = [
        '--state-dir',
        join(folder, 'state'),
        '--admin-address',
        '127.0.0.1:0',
        '--access-log',
        'off',
      ];
      server = startServer([...flags.replace('shop', join(folder, 'shop')).split(' '), ...own]);
      await server.line(/^ {2}Try$/);
    }
  }
  const all = printed.join('\n');
  for (const promised of [
    'service: default/api',
    /^OK: 1 Ingress on 1 instance$/m,
    /503 ServiceNotFound/,
    /LastGoodKept/,
    /^default\/shop-tls +good /m,
    /^service: default\/web$/m,
    /NoRoute/,
    /all answered as explained/,
  ]) {
    expect(all).toMatch(promised);
  }
});
