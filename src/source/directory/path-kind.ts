import { lstatSync } from 'node:fs';

/** What stands at a path: a `folder` or a link (which may lead to one), a `file`, nothing (`gone`), or something `other`. */
export type PathKind = 'folder' | 'file' | 'gone' | 'other';

/** Looks without following links. */
export function pathKind(path: string): PathKind {
  try {
    const stat = lstatSync(path);
    if (stat.isDirectory() || stat.isSymbolicLink()) return 'folder';
    return stat.isFile() ? 'file' : 'other';
  } catch {
    return 'gone';
  }
}
