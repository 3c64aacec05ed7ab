import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { errorMessage, systemErrorCode } from '../../base/index.ts';
import type { FileReading } from './file-reading.ts';

/** The size a manifest file may have. */
export const maxFileBytes: number = 8 * 1024 * 1024;

/** The text of a file, or why there is none. */
export type FileText =
  | { readonly kind: 'text'; readonly text: string }
  | Extract<FileReading, { kind: 'broken' }>;

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Reads a file of at most 8 MiB of UTF-8. Never waits: a pipe or device in the place of the file is refused. */
export function readText(path: string): FileText {
  let bytes: Buffer | undefined;
  try {
    bytes = readBytes(path);
  } catch (error) {
    const code = systemErrorCode(error);
    const why = code === 'EACCES' || code === 'EPERM' ? 'permission denied' : errorMessage(error);
    return { kind: 'broken', reason: 'FileUnreadable', message: `cannot be read: ${why}` };
  }
  if (bytes === undefined) {
    return {
      kind: 'broken',
      reason: 'FileTooLarge',
      message: `is larger than ${maxFileBytes / 1024 / 1024} MiB; split it`,
    };
  }
  if (isUtf16(bytes)) return notText('is UTF-16 text; save it as UTF-8');
  if (bytes.includes(0))
    return notText('is a binary file (it holds NUL bytes); move it elsewhere, or save it as UTF-8 text');
  try {
    return { kind: 'text', text: decoder.decode(bytes) };
  } catch {
    return notText('is not UTF-8 text; save it as UTF-8');
  }
}

/** True when a text begins with the byte order mark of UTF-16. */
function isUtf16(bytes: Buffer): boolean {
  const mark = bytes.length < 2 ? 0 : bytes.readUInt16BE(0);
  return mark === 0xfeff || mark === 0xfffe;
}

function notText(message: string): FileText {
  return { kind: 'broken', reason: 'InvalidFile', message };
}

function readBytes(path: string): Buffer | undefined {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) throw new Error('not a regular file');
    if (stat.size > maxFileBytes) return undefined;
    // One byte more than stat said tells whether the file has grown since.
    let buffer = Buffer.allocUnsafe(stat.size + 1);
    let length = 0;
    for (;;) {
      const read = readSync(file, buffer, length, buffer.length - length, null);
      length += read;
      if (length > maxFileBytes) return undefined;
      // A regular file gives less than asked for at its end alone.
      if (length < buffer.length) return buffer.subarray(0, length);
      buffer = Buffer.concat([buffer], Math.min(length * 2, maxFileBytes + 1));
    }
  } finally {
    closeSync(file);
  }
}
