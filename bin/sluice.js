#!/usr/bin/env node
// Plain JavaScript that an old Node can parse too, so that it can say what is wrong.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const oldestMajor = 24;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const isClone = existsSync(join(root, 'src', 'cli', 'main.ts'));

if (Number.parseInt(process.versions.node, 10) >= oldestMajor) {
  start();
} else {
  const runtime = join(root, 'node_modules', '.bin', 'node');
  if (isClone && existsSync(runtime)) startWith(runtime);
  else refuse();
}

function start() {
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

/** Runs the same command on the Node that npm ci brought: its signals and its exit code are ours. */
function startWith(runtime) {
  const child = spawn(runtime, process.argv.slice(1), { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`error: ${runtime} cannot be started: ${error.message}`);
    refuse();
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code === null ? 128 + (constants.signals[signal] || 0) : code;
    process.exit();
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
