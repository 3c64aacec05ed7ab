import { dirname, join } from 'node:path';
import { openStateDirectory } from '../base/index.ts';
import { type ProcessProgram, runSupervisor } from '../proxy/index.ts';
import {
  decodeOrder,
  doubtfulProxies,
  doubtfulVariables,
  encodeOrder,
  type ServeOrder,
} from '../settings/index.ts';
import { createLogger } from '../telemetry/index.ts';
import { checkLogFile } from './check-log-file.ts';
import { codeFolders } from './code-folders.ts';
import { readAddressPools } from './control/address-pools.ts';

/**
 * Runs a server until it is told to stop, and returns its exit code. This process is the supervisor.
 * @throws OperatorError when the settings or the state directory cannot be used.
 */
export async function serve(order: ServeOrder): Promise<number> {
  const { settings } = order.effective;
  const builtin = settings.provider === 'builtin';
  if (builtin) readAddressPools(settings);
  const { accessLogFile, logLevel, drainTimeout, shutdownDelay } = settings;
  const logger = createLogger({ level: logLevel, pretty: process.stderr.isTTY, name: 'supervisor' });
  for (const line of [...doubtfulVariables(process.env), ...doubtfulProxies(settings)]) logger.warn(line);
  const directory = await openStateDirectory(settings.stateDir);
  const lock = await directory.lock();
  let controlOrder = encodeOrder(order);
  try {
    // Not before: a file in a state directory that is yet to be made would keep it from being made.
    if (builtin && accessLogFile !== undefined) await checkLogFile(accessLogFile);
    return await runSupervisor({
      control: {
        ...program('cli', 'control', 'control-main'),
        get args() {
          return [controlOrder];
        },
      },
      onSettings: (text) => {
        const kept = readOrder(text);
        if (kept === undefined) return;
        controlOrder = text;
        logger.setLevel(kept.effective.settings.logLevel);
      },
      worker: {
        ...program('proxy', 'worker-main'),
        ...(accessLogFile === undefined
          ? {}
          : { args: [`--access-log-file=${accessLogFile}`], allowWrite: accessLogFile }),
        allowRead: codeFolders(dirname(rooms), rooms),
      },
      ...(settings.echo || settings.echoAll ? { echo: program('echo', 'echo-process') } : {}),
      // In a cloud, others serve: nothing here takes a request.
      workers: builtin ? settings.workers : 0,
      logger,
      drainMs: drainTimeout * 1000,
      readinessDelayMs: shutdownDelay * 1000,
    });
  } finally {
    await lock.release();
  }
}

/** Undefined for what is no order: this process must not end for what another says. */
function readOrder(text: string): ServeOrder | undefined {
  try {
    return decodeOrder(text);
  } catch {
    return undefined;
  }
}

/** The folder that holds the rooms: `src` in a clone, `dist` in the installed package. */
const rooms: string = dirname(import.meta.dirname);

function program(...path: readonly string[]): ProcessProgram {
  return { modulePath: `${join(rooms, ...path)}${import.meta.filename.endsWith('.ts') ? '.ts' : '.js'}` };
}
