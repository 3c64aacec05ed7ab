import { execFileSync } from 'node:child_process';
import { cp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { openStateDirectory, systemClock } from '../../src/base/index.ts';
import { loadFakeCertificate } from '../../src/provider/fake-certificate.ts';
import { builtVariable, stateIn } from './built-program.ts';
import { isRunning } from './processes.ts';

// Tests start the program hundreds of times. They start it as it is published, compiled: workers may write nowhere, so
// that of the sources each of them would strip the types anew, which is more than all else it does until it serves.
const root: string = join(import.meta.dirname, '..', '..');
const cache: string = join(root, 'node_modules', '.cache');
const prefix = 'sluice-built-';
const built: string = join(cache, `${prefix}${process.pid}`);

let isBuilder = false;

/** Builds the program, for the processes of this run of the tests alone; once, although several projects ask for it. */
export async function setup(project: TestProject): Promise<void> {
  if (process.env[builtVariable] === built) return;
  isBuilder = true;
  process.env[builtVariable] = built;
  await removeLeft();
  await build();
  await makeState();
  // Whatever a test starts, and what runs the tests, is compiled once a run.
  process.env['NODE_COMPILE_CACHE'] ??= join(built, 'compiled');
  project.onTestsRerun(build);
}

export async function teardown(): Promise<void> {
  if (isBuilder) await rm(built, { recursive: true, force: true, maxRetries: 3 });
}

async function build(): Promise<void> {
  const compiler = join(root, 'node_modules', '.bin', 'tsc');
  const dist = join(built, 'dist');
  const project = join(import.meta.dirname, 'tsconfig.built.json');
  execFileSync(compiler, ['-p', project, '--outDir', dist], { stdio: 'inherit' });
  for (const name of ['bin', 'package.json'])
    await cp(join(root, name), join(built, name), { recursive: true });
  const page = join('admin', 'page');
  await cp(join(root, 'src', page), join(dist, page), { recursive: true });
}

async function makeState(): Promise<void> {
  const directory = await openStateDirectory(stateIn(built));
  await loadFakeCertificate(directory.file('keys'), systemClock);
}

/** Removes what runs that were killed have left. */
async function removeLeft(): Promise<void> {
  for (const name of await readdir(cache).catch(() => [])) {
    const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length)) : 0;
    if (pid > 0 && (pid === process.pid || !isRunning(pid)))
      await rm(join(cache, name), { recursive: true, force: true });
  }
}
