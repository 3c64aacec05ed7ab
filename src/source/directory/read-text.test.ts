import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readText } from './read-text.ts';

function readBytes(bytes: Buffer): ReturnType<typeof readText> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-text-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'a.yaml'), bytes);
  return readText(join(folder, 'a.yaml'));
}

test.each([
  ['of UTF-16, little end first', Buffer.from('\ufeffa: b', 'utf16le'), 'is UTF-16 text; save it as UTF-8'],
  [
    'of UTF-16, big end first',
    Buffer.from('\ufeffa: b', 'utf16le').swap16(),
    'is UTF-16 text; save it as UTF-8',
  ],
  ['of Latin-1', Buffer.from('a: é', 'latin1'), 'is not UTF-8 text; save it as UTF-8'],
  ['that is binary', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0]), 'is a binary file'],
])('a file %s is refused with what to do', (_what, bytes, message) => {
  expect(readBytes(bytes)).toMatchObject({
    kind: 'broken',
    reason: 'InvalidFile',
    message: expect.stringContaining(message),
  });
});

test('the byte order mark of UTF-8 is no part of the text', () => {
  expect(readBytes(Buffer.from('\ufeffa: b'))).toEqual({ kind: 'text', text: 'a: b' });
});
