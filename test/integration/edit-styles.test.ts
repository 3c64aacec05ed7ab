import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { backend, ingress, manifest } from '../support/manifests.ts';
import { type NamedOrigin, namedOrigin } from '../support/named-origin.ts';
import { type Program, startProgram } from '../support/program.ts';
import { SteadyLoad } from '../support/steady-load.ts';

let origin: NamedOrigin;
let program: Program;
let load: SteadyLoad;

/** An Ingress whose first rule never changes, while the second tells which edit it is of. */
function version(count: number): string {
  return manifest(
    ingress('edited', [
      ['edited.example', '/', 'web'],
      ['version.example', `/${count}`, 'web'],
    ]),
  );
}

beforeAll(async () => {
  origin = await namedOrigin('web');
  program = await startProgram({
    manifests: { 'web.yaml': manifest(backend(origin)), 'mount/..0/edited.yaml': version(0) },
    ready: /^No Ingress to serve/,
  });
  await symlink('..0', join(program.manifests, 'mount/..data'));
  await symlink('..data/edited.yaml', join(program.manifests, 'mount/edited.yaml'));
  await program.stdout.find(/^ {2}Try$/);
  load = new SteadyLoad(program, {
    host: 'edited.example',
    service: 'web',
    keepAlive: 2,
    fresh: 2,
    pauseMs: 3,
  });
});

afterAll(async () => {
  await load.stop();
  await program.close();
  await origin.close();
});

/** Makes eight edits in one style; each must be in force, and no request may notice. */
async function edits(start: number, edit: (text: string, count: number) => Promise<void>): Promise<void> {
  for (let count = start; count < start + 8; count++) {
    const from = program.stdout.count;
    await edit(version(count), count);
    await program.stdout.find(/^Ingress default\/edited changed/, from);
    expect((await program.request('version.example', `/${count}`)).status).toBe(200);
  }
  await load.more(20);
  expect(load.takeFailures()).toEqual([]);
}

test('a folder whose link is swapped, as a ConfigMap mount does it, never loses a route', async () => {
  const mount = join(program.manifests, 'mount');
  await edits(1, async (text, count) => {
    await mkdir(join(mount, `..${count}`));
    await writeFile(join(mount, `..${count}`, 'edited.yaml'), text);
    await symlink(`..${count}`, join(mount, '..tmp'));
    await rename(join(mount, '..tmp'), join(mount, '..data'));
    await rm(join(mount, `..${count - 1}`), { recursive: true });
  });
});

test('a file that moves to another name keeps its route', async () => {
  const from = program.stdout.count;
  await program.edit('edited.yaml', version(100));
  await rm(join(program.manifests, 'mount'), { recursive: true });
  await program.stdout.find(/^Ingress default\/edited /, from);
  await load.more(20);
  expect(load.takeFailures()).toEqual([]);
});

test('a file that is written in place never loses a route', async () => {
  await edits(200, (text) => writeFile(join(program.manifests, 'edited.yaml'), text));
});

test('a file that an editor deletes and writes anew never loses a route', async () => {
  await edits(300, async (text) => {
    await program.remove('edited.yaml');
    await writeFile(join(program.manifests, 'edited.yaml'), text);
  });
});
