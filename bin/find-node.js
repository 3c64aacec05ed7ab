// Plain JavaScript that an old Node can parse too.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The oldest major version of Node that Sluice runs on. */
export const oldestMajor = 24;

/** True when the Node that runs this is new enough. */
export function isNewEnough() {
  return Number.parseInt(process.versions.node, 10) >= oldestMajor;
}

/**
 * The Node that npm ci brought into the clone at `root`, or undefined. Not looked for in node_modules/.bin: older versions
 * of npm make no link there, since the package of another processor has a program of the same name.
 */
export function findNode(root) {
  const program = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  return existsSync(program) ? program : undefined;
}
