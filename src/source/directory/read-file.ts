import type { FileReading } from './file-reading.ts';
import { readManifest } from './read-manifest.ts';
import { readQuickManifest } from './read-quick-manifest.ts';
import { readText } from './read-text.ts';

/** Reads a manifest file. Never throws. */
export function readFile(path: string, defaultNamespace: string): FileReading {
  const file = readText(path);
  return file.kind === 'text' ? readManifest(file.text, defaultNamespace) : file;
}

/** Reads a manifest file that needs no full parser; undefined for every other one. */
export function readPlainFile(path: string, defaultNamespace: string): FileReading | undefined {
  const file = readText(path);
  if (file.kind !== 'text') return file;
  const documents = readQuickManifest(file.text, defaultNamespace);
  return documents === undefined ? undefined : { kind: 'documents', documents };
}
