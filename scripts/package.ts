import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// Builds, stages the package as it is published in build/package, checks it, and packs it into build/.
// A clone brings its own Node as optional packages; the published package relies on the Node that is installed.
const root = join(import.meta.dirname, '..');
const build = join(root, 'build');
const stage = join(build, 'package');

run(process.execPath, ['scripts/build.ts'], root);
rmSync(build, { recursive: true, force: true });
mkdirSync(stage, { recursive: true });

const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
if (!isRecord(manifest)) throw new Error('package.json is not an object');
const { files } = manifest;
if (!Array.isArray(files)) throw new Error('package.json has no files');
for (const name of files) {
  const from = join(root, String(name));
  if (existsSync(from)) cpSync(from, join(stage, String(name)), { recursive: true });
}
checkPage();
const left = ['private', 'devDependencies', 'optionalDependencies', 'scripts'];
const published = Object.fromEntries(Object.entries(manifest).filter(([key]) => !left.includes(key)));
writeFileSync(join(stage, 'package.json'), `${JSON.stringify(published, undefined, 2)}\n`);

run(join(root, 'node_modules', '.bin', 'publint'), ['run', '--strict', stage], root);
run('npm', ['pack', '--loglevel', 'error', '--pack-destination', build], stage);

/** No import leads to the files of the web page, so nothing else would notice that one is missing. */
function checkPage(): void {
  const folder = join('admin', 'page');
  for (const name of readdirSync(join(root, 'src', folder))) {
    const packed = join(stage, 'dist', folder, name);
    if (!existsSync(packed))
      throw new Error(`${packed} is missing: the package would have no whole web page`);
  }
}

function run(command: string, args: readonly string[], cwd: string): void {
  execFileSync(command, args, { cwd, stdio: 'inherit' });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
