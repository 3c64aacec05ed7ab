#!/usr/bin/env node
// Plain JavaScript that an old Node can parse too, so that it can say what is wrong.
import { existsSync } from 'node:fs';
import module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { findNode, isNewEnough, oldestMajor } from './find-node.js';
import { runWith } from './run-with.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const isClone = existsSync(join(root, 'src', 'cli', 'main.ts'));

if (isNewEnough()) {
  start();
} else {
  const node = isClone ? findNode(root) : undefined;
  if (node === undefined) refuse();
  else runWith(node, process.argv.slice(1), refuse);
}

function start() {
  // Log rotation sends SIGUSR1, by which Node opens its inspector where nothing listens for it.
  process.on('SIGUSR1', () => {});
  // Beside the code, so that only those who may change the code may change what is cached of it; where that cannot be
  // written nothing is cached. The processes this one starts find the cache by the environment.
  process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules', '.cache', 'sluice');
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE);
  const entry = isClone ? join(root, 'src', 'cli', 'main.ts') : join(root, 'dist', 'cli', 'main.js');
  import(pathToFileURL(entry).href).catch((error) => {
    console.error(`error: sluice cannot start: ${error instanceof Error ? error.message : error}`);
    console.error(`hint: run npm ci in ${root}, or install the package again`);
    process.exitCode = 1;
  });
}

function refuse() {
  console.error(`error: sluice needs Node ${oldestMajor} or later; this is ${process.version}`);
  console.error(
    isClone
      ? 'hint: run npm ci, which brings a Node of its own, then npm start or npx sluice; or install Node 24'
      : 'hint: install Node 24 or later from https://nodejs.org',
  );
  process.exitCode = 1;
}
