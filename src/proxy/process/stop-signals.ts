import type { Logger } from '../../base/index.ts';

export interface StopSignalOptions {
  readonly logger: Logger;
  readonly repeatMs: number;
  /** True: started at a terminal, whose end SIGHUP reports. */
  readonly terminal: boolean;
  /** The first SIGINT or SIGTERM, or SIGHUP of a terminal. */
  stop(): void;
  /** A SIGINT while stopping. */
  abort(): void;
  /** SIGUSR1, the signal by which programs that rotate logs ask for a file to be opened anew. */
  reopenLog(): void;
}

/**
 * Listens for stop signals, and for the one that rotates logs, until closed. SIGHUP stops a server whose terminal has gone: nobody could stop it by Ctrl-C
 * any more. Else it is ignored: configuration is watched, there is nothing to reload.
 */
export function listenForStop(options: StopSignalOptions): { close(): void } {
  let stoppedAt: number | undefined;
  const onStop = (signal: NodeJS.Signals): void => {
    const now = performance.now();
    if (stoppedAt === undefined) {
      stoppedAt = now;
      options.logger.info('stop signal received', { signal });
      options.stop();
    } else if (signal === 'SIGINT' && now - stoppedAt >= options.repeatMs) {
      options.abort();
    }
  };
  const onHangup = (): void => {
    if (options.terminal) onStop('SIGHUP');
    else options.logger.info('SIGHUP ignored: changes are taken up as they are made');
  };
  const onReopen = (): void => {
    options.logger.info('SIGUSR1: the file of the access log, where there is one, is opened anew');
    options.reopenLog();
  };
  process.on('SIGINT', onStop);
  process.on('SIGTERM', onStop);
  process.on('SIGHUP', onHangup);
  // Without a listener Node would open its inspector.
  process.on('SIGUSR1', onReopen);
  return {
    close() {
      process.off('SIGINT', onStop);
      process.off('SIGTERM', onStop);
      process.off('SIGHUP', onHangup);
      process.off('SIGUSR1', onReopen);
    },
  };
}

/**
 * For the processes below the supervisor: a terminal and some service managers signal every process of a group,
 * but only the supervisor decides when the others end.
 * Nor does a message that could not be sent end them: the channel is gone then, and its end is an event of its own.
 */
export function leaveEndToSupervisor(): void {
  process.on('error', () => {});
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
}
