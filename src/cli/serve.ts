import { dirname, join } from 'node:path';
import { openStateDirectory } from '../base/index.ts';
import { type ProcessProgram, runSupervisor } from '../proxy/index.ts';
import { createLogger } from '../telemetry/index.ts';
import { readAddressPools } from './address-pools.ts';
import { codeFolders } from './code-folders.ts';
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
        allowRead: codeFolders(dirname(rooms), rooms),
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
