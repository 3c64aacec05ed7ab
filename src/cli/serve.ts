import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openStateDirectory } from '../base/index.ts';
import { type ProcessProgram, runSupervisor } from '../proxy/index.ts';
import { createLogger } from '../telemetry/index.ts';
import { readAddressPools } from './address-pools.ts';
import type { ServeSettings } from './settings.ts';

/**
 * Runs a server until it is told to stop, and returns its exit code. This process is the supervisor.
 * @throws OperatorError when the settings or the state directory cannot be used.
 */
export async function serve(settings: ServeSettings): Promise<number> {
  readAddressPools(settings);
  const { logLevel, workers, drainTimeout, shutdownDelay } = settings;
  const logger = createLogger({ level: logLevel, pretty: process.stderr.isTTY, name: 'supervisor' });
  const directory = await openStateDirectory(settings.stateDir);
  const lock = await directory.lock();
  try {
    return await runSupervisor({
      control: { ...program('cli', 'control-main'), args: [JSON.stringify(settings)] },
      worker: {
        ...program('proxy', 'worker-main'),
        args: [`--access-log=${settings.accessLog}`],
        allowRead: codeFolders(),
      },
      ...(settings.echo ? { echo: program('echo', 'echo-process') } : {}),
      workers,
      logger,
      drainMs: drainTimeout * 1000,
      readinessDelayMs: shutdownDelay * 1000,
    });
  } finally {
    await lock.release();
  }
}

/** The folder that holds the rooms: `src` in a clone, `dist` in the installed package. */
const rooms: string = dirname(import.meta.dirname);

function program(...path: readonly string[]): ProcessProgram {
  return { modulePath: `${join(rooms, ...path)}${import.meta.filename.endsWith('.ts') ? '.ts' : '.js'}` };
}

/** What a worker may read: the code of this package and of the packages it uses. Not the folder they lie in, which may hold state. */
function codeFolders(): readonly string[] {
  const root = dirname(rooms);
  return [rooms, join(root, 'package.json'), ...packageFolders(root)];
}

function packageFolders(from: string): readonly string[] {
  const here = join(from, 'node_modules');
  const parent = dirname(from);
  return [...(existsSync(here) ? [here] : []), ...(parent === from ? [] : packageFolders(parent))];
}
