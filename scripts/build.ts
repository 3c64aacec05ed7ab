import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';

// Compiles src to dist, without tests: what the published package and the image run.
const root = join(import.meta.dirname, '..');
rmSync(join(root, 'dist'), { recursive: true, force: true });
const compiler = join(root, 'node_modules', '.bin', 'tsc');
const { status, error } = spawnSync(compiler, ['-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
if (error !== undefined) throw error;
// The web page is served as it is written.
const page = join('admin', 'page');
cpSync(join(root, 'src', page), join(root, 'dist', page), { recursive: true });
process.exitCode = status ?? 1;
