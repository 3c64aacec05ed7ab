import { join } from 'node:path';

/** The variable that names the folder of the program that was built for the tests. */
export const builtVariable = 'BUILT_PROGRAM';

const clone: string = join(import.meta.dirname, '..', '..');
const built: string | undefined = process.env[builtVariable];
const root: string = built ?? clone;
const rooms: string = join(root, built === undefined ? 'src' : 'dist');

/** The script of the program under test: as it was built for these tests, else that of the clone. */
export const programScript: string = join(root, 'bin', 'sluice.js');

/** A state directory that holds the fake certificate: who starts with a copy of it need not make one. */
export const builtState: string | undefined = built === undefined ? undefined : stateIn(built);

/** Where {@link builtState} is in the folder of a built program. */
export function stateIn(folder: string): string {
  return join(folder, 'state');
}

/** What a worker of it must be allowed to read. */
export const programFolders: readonly string[] = [
  rooms,
  join(root, 'package.json'),
  join(clone, 'node_modules'),
];

/** The file of a module that is to run as a process of its own; `path` leads from `src` to it, without its extension. */
export function programModule(path: string): string {
  return join(rooms, `${path}${built === undefined ? '.ts' : '.js'}`);
}
