import type { FileReading } from './file-reading.ts';
import { readManifest } from './read-manifest.ts';
import { readText } from './read-text.ts';

/** Reads a manifest file. Never throws. */
export function readFile(path: string, defaultNamespace: string): FileReading {
  const file = readText(path);
  return file.kind === 'text' ? readManifest(file.text, defaultNamespace) : file;
}
