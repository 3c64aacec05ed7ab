import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { codeFolders } from './code-folders.ts';

let folder = '';
let root = '';

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'sluice-code-')));
  root = join(folder, 'package');
  await put('package/package.json', '{ "type": "module", "dependencies": { "one": "1" } }');
  await put('package/src/main.js', `${importOf('one')} console.log(name);`);
  await put('package/state/secret.js', "export const name = 'a secret';");
});

afterEach(() => rm(folder, { recursive: true }));

function importOf(module: string): string {
  return `import { name } from ${JSON.stringify(module)};`;
}

async function put(file: string, content: string): Promise<void> {
  const path = join(folder, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

/** Two packages, of which the first uses the second. */
async function putPackages(one: string, two: string): Promise<void> {
  for (const path of [one, two]) await put(`${path}/package.json`, '{ "type": "module", "main": "main.js" }');
  await put(`${one}/main.js`, `${importOf('two')} export { name };`);
  await put(`${two}/main.js`, "export const name = 'two';");
}

/** What the program prints under the permission model. */
async function run(): Promise<string> {
  const allowed = codeFolders(root, join(root, 'src')).map((path) => `--allow-fs-read=${path}`);
  const child = spawn(process.execPath, ['--permission', ...allowed, join(root, 'src', 'main.js')], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {},
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return stdout + stderr;
}

describe('under the permission model a worker finds its packages', () => {
  test('in the node_modules beside its code, and reads nothing else', async () => {
    await putPackages('package/node_modules/one', 'package/node_modules/two');
    expect(await run()).toBe('two\n');
    await put('package/src/main.js', `${importOf('../state/secret.js')} console.log(name);`);
    expect(await run()).toContain('ERR_ACCESS_DENIED');
  });

  test('in a node_modules that is a link', async () => {
    await putPackages('cache/one', 'cache/two');
    await symlink(join(folder, 'cache'), join(root, 'node_modules'));
    // Node looks for the packages of a package beside its real place.
    await put('cache/one/main.js', `${importOf('../two/main.js')} export { name };`);
    expect(await run()).toBe('two\n');
  });

  test('where a package is a link, with its own packages beside its real place', async () => {
    await putPackages('store/one/node_modules/one', 'store/one/node_modules/two');
    await mkdir(join(root, 'node_modules'));
    await symlink(join(folder, 'store/one/node_modules/one'), join(root, 'node_modules', 'one'));
    expect(await run()).toBe('two\n');
  });
});
