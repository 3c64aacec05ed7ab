import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../base/index.ts';
import { openInstanceStore } from './file-instance-store.ts';
import type { InstanceSpec } from './instance-record.ts';
import type { InstanceStore, ManifestInstance } from './instance-store.ts';

const spec: InstanceSpec = { addressType: 'intranet', specification: 'slb.s2.small' };
const writer = fileURLToPath(new URL('./fixtures/write-instances.ts', import.meta.url));
let folder: string;
let path: string;
let now = 1000;
const clock = { now: () => now };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-instances-'));
  path = join(folder, 'instances.json');
  now = 1000;
});

afterEach(() => rm(folder, { recursive: true }));

function open(): Promise<InstanceStore> {
  return openInstanceStore(path, clock);
}

function document(name: string, more: Partial<ManifestInstance> = {}): ManifestInstance {
  return { name, createdAt: 500, spec, ...more };
}

test('an instance made is there again after a restart, with its status', async () => {
  const store = await open();
  const made = await store.create({ spec: { ...spec, name: 'shop', tags: { team: 'a' } } });
  expect(made.id).toMatch(/^lb-[a-z0-9]{17}$/);
  expect(made).toMatchObject({ name: 'shop', managed: false, createdAt: 1000, home: { kind: 'state' } });
  const status = { ...made.status, address: '10.0.0.1', bind: '10.0.0.1', ports: { 80: 8080 }, idleSince: 7 };
  await store.setStatus(made.id, status);
  expect((await open()).list()).toEqual([{ ...made, status }]);
});

test('instances are listed oldest first', async () => {
  const store = await open();
  const late = await store.create({ spec });
  now = 10;
  const early = await store.create({ spec }, { managed: true });
  await store.setManifests([document('middle')]);
  expect(store.list().map(({ name }) => name)).toEqual([early.id, 'middle', late.id]);
  expect(early.managed).toBe(true);
});

test('changes made at once all reach the file', async () => {
  const store = await open();
  const made = await Promise.all(Array.from({ length: 20 }, () => store.create({ spec })));
  const ids = (await open()).list().map(({ id }) => id);
  expect(ids.sort()).toEqual(made.map(({ id }) => id).sort());
});

describe('creating is refused for', () => {
  test.each([
    ['a name that starts with a digit', { ...spec, name: '1shop' }, 'spec.name'],
    ['a name of 81 characters', { ...spec, name: 'x'.repeat(81) }, 'spec.name'],
    ['an address that is a name', { ...spec, address: 'example.com' }, 'spec.address'],
    ['an empty tag', { ...spec, tags: { '': 'x' } }, 'spec.tags'],
    [
      '21 tags',
      { ...spec, tags: Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`t${i}`, ''])) },
      'spec.tags',
    ],
    ['an endless specification', { ...spec, specification: 'x'.repeat(65) }, 'spec.specification'],
  ])('%s', async (_what, bad, field) => {
    const store = await open();
    await expect(store.create({ spec: bad })).rejects.toMatchObject({
      code: 'InvalidInstance',
      message: expect.stringContaining(field),
    });
    expect(store.list()).toEqual([]);
  });
});

describe('deleting', () => {
  test('removes an empty instance', async () => {
    const store = await open();
    const { id } = await store.create({ spec });
    await store.delete(id);
    expect(store.get(id)).toBeUndefined();
    expect((await open()).list()).toEqual([]);
  });

  test('is refused for an instance with listeners, naming them, unless forced', async () => {
    const store = await open();
    const listeners = [{ port: 80, protocol: 'tcp' as const, owner: 'Service shop/web' }];
    const { id } = await store.create({ spec, listeners, state: 'active' });
    await expect(store.delete(id)).rejects.toMatchObject({
      code: 'InstanceInUse',
      message: expect.stringContaining('80 (Service shop/web)'),
      hint: expect.stringContaining('--force'),
    });
    await store.delete(id, { force: true });
    expect(store.list()).toEqual([]);
  });

  test('is refused for an instance of the manifests, naming the file, even if forced', async () => {
    const store = await open();
    await store.setManifests([document('lb-mine', { file: 'slb.yaml' })]);
    await expect(store.delete('lb-mine', { force: true })).rejects.toMatchObject({
      code: 'InstanceInManifest',
      hint: expect.stringContaining('slb.yaml'),
    });
  });

  test('is refused for an instance that does not exist', async () => {
    await expect((await open()).delete('lb-none')).rejects.toMatchObject({ code: 'InstanceNotFound' });
  });
});

describe('documents of the manifests', () => {
  test('a document whose name no annotation could hold gets an id that one can', async () => {
    const store = await open();
    const name = `lb-${'a'.repeat(62)}`;
    await store.setManifests([document(name)]);
    expect(store.list().map(({ id }) => id)).toEqual([expect.stringMatching(/^lb-[a-z0-9]{17}$/)]);
  });

  test('are known by their name when it is an id, else by an id that stays theirs', async () => {
    const store = await open();
    await store.setManifests([document('lb-mine'), document('shop')]);
    const shop = store.list().find(({ name }) => name === 'shop');
    expect(shop?.id).toMatch(/^lb-[a-z0-9]{17}$/);
    expect(store.get('lb-mine')?.home).toEqual({ kind: 'manifest', document: 'lb-mine' });

    const again = await open();
    expect(again.get(shop?.id ?? '')).toEqual(shop);
    await again.setManifests([]);
    expect(again.list()).toEqual([]);
    await (await open()).setManifests([document('shop')]);
    expect((await open()).list().map(({ id }) => id)).toEqual([shop?.id]);
  });

  test('keep their status when their spec changes', async () => {
    const store = await open();
    await store.setManifests([document('lb-mine')]);
    await store.setStatus('lb-mine', { state: 'active', address: '10.0.0.1', listeners: [] });
    await store.setManifests([document('lb-mine', { spec: { ...spec, name: 'renamed' } })]);
    expect(store.get('lb-mine')).toMatchObject({ name: 'renamed', status: { address: '10.0.0.1' } });
  });

  test('do not replace an instance of the state directory that has their id', async () => {
    const store = await open();
    const made = await store.create({ spec });
    await store.setManifests([document(made.id, { spec: { ...spec, name: 'other' } })]);
    expect(store.get(made.id)).toEqual(made);
  });

  test('that did not change cause nothing', async () => {
    const store = await open();
    await store.setManifests([document('lb-mine')]);
    let calls = 0;
    store.onChange(() => {
      calls += 1;
    });
    await store.setManifests([document('lb-mine')]);
    expect(calls).toBe(0);
    await store.setManifests([]);
    expect(calls).toBe(1);
  });
});

test('listeners hear of instances made and deleted, not of status, until they have had enough', async () => {
  const store = await open();
  let calls = 0;
  const stop = store.onChange(() => {
    calls += 1;
  });
  const { id, status } = await store.create({ spec });
  await store.setStatus(id, { ...status, address: '10.0.0.1' });
  expect(calls).toBe(1);
  await store.delete(id);
  expect(calls).toBe(2);
  stop();
  await store.create({ spec });
  expect(calls).toBe(2);
});

test.each([
  ['no JSON', '{"format":1'],
  ['another format', '{"format":2,"records":[],"documentIds":{}}'],
  ['a record of another shape', '{"format":1,"records":[{"id":"lb-a"}],"documentIds":{}}'],
])('a file with %s is refused with its path, and not touched', async (_what, text) => {
  await writeFile(path, text);
  await expect(open()).rejects.toMatchObject({
    code: 'StateFileInvalid',
    message: expect.stringContaining(path),
  });
  expect(await readFile(path, 'utf8')).toBe(text);
});

test('what cannot be written has not happened, and the store goes on', async () => {
  const store = await open();
  const kept = await store.create({ spec });
  await rm(folder, { recursive: true });
  await writeFile(folder, 'a file in its place');
  const refused = { code: 'StateDirectoryUnwritable', message: expect.stringContaining(path) };
  await expect(store.create({ spec })).rejects.toMatchObject(refused);
  await expect(store.delete(kept.id)).rejects.toMatchObject(refused);
  expect(store.list()).toEqual([kept]);
  await rm(folder);
  await mkdir(folder);
  const later = await store.create({ spec });
  expect(
    (await open())
      .list()
      .map(({ id }) => id)
      .sort(),
  ).toEqual([kept.id, later.id].sort());
});

test('a kill at any moment loses no instance that was promised', async () => {
  const promised = new Set<string>();
  for (const lines of [1, 7, 20, 60, 90]) {
    const child = spawn(process.execPath, [writer, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    let seen = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.startsWith('-')) promised.delete(line.slice(1));
      else promised.add(line);
      seen += 1;
      if (seen === lines) child.kill('SIGKILL');
    }
    const store = await openInstanceStore(path, systemClock);
    const kept = new Set(store.list().map(({ id }) => id));
    expect([...promised].filter((id) => !kept.has(id))).toEqual([]);
  }
});
