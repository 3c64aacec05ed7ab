import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { OperatorError, openStateDirectory } from '../../base/index.ts';
import { openInstanceStore } from './file-instance-store.ts';
import { writeError, writeInstances } from './write-instances.ts';

const spec = { addressType: 'intranet', specification: 'slb.s2.small' } as const;

describe('a write that the file system refuses', () => {
  test.each(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'ENOTDIR', 'EIO'])(
    'for %s names file and remedy',
    (code) => {
      const error = writeError('/state/instances.json', Object.assign(new Error('failed'), { code }));
      expect(error).toBeInstanceOf(OperatorError);
      expect(error).toMatchObject({
        code: 'StateDirectoryUnwritable',
        message: expect.stringMatching(
          new RegExp(`^Cannot write /state/instances\\.json: .*\\(${code}\\)\\.$`),
        ),
        hint: expect.stringMatching(/^[A-Z].*\.$/),
      });
    },
  );

  test('stays as it is where nobody can do anything', () => {
    const error = new Error('a bug');
    expect(writeError('/state/instances.json', error)).toBe(error);
  });

  // No user, not even root, makes files there; in some containers it is mounted read-only.
  test.runIf(process.platform === 'linux')('is told to the caller as such', async () => {
    await expect(writeInstances('/sys/kernel/instances.json', '')).rejects.toMatchObject({
      code: 'StateDirectoryUnwritable',
    });
  });
});

test('a state directory deleted while it is in use is made anew by the next write', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-gone-'));
  try {
    const directory = await openStateDirectory(join(folder, 'state'));
    const path = directory.file('instances.json');
    const store = await openInstanceStore(path, { now: () => 1 });
    const first = await store.create({ spec });
    await rm(directory.path, { recursive: true });
    const second = await store.create({ spec });
    expect((await readdir(directory.path)).sort()).toEqual(['format', 'instances.json']);
    const again = await openInstanceStore(path, { now: () => 1 });
    expect(
      again
        .list()
        .map(({ id }) => id)
        .sort(),
    ).toEqual([first.id, second.id].sort());
  } finally {
    await rm(folder, { recursive: true });
  }
});
