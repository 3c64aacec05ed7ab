// Runs a script of the clone, or a tool of node_modules, on a Node that is new enough: node scripts/run.js FILE [ARGUMENT…]
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findNode, isNewEnough, oldestMajor } from '../bin/find-node.js';
import { runWith } from '../bin/run-with.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const node = isNewEnough() ? process.execPath : findNode(root);

if (node === undefined) refuse();
else runWith(node, process.argv.slice(2), refuse);

function refuse() {
  console.error(`error: this needs Node ${oldestMajor} or later; this is ${process.version}`);
  console.error('hint: run npm ci, which brings one on Linux (x64 and arm64), or install Node 24');
  process.exitCode = 1;
}
