import { createRequire } from 'node:module';
import type { DestinationStream, Level } from 'pino';
import type { Logger } from '../base/index.ts';

/** How much a process says; `silent` says nothing. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export interface LoggerOptions {
  readonly level: LogLevel;
  /** Lines for people instead of JSON. */
  readonly pretty: boolean;
  /** The process that speaks, for example `control`. */
  readonly name: string;
}

/** A logger whose level may change while it is used. */
export interface LevelLogger extends Logger {
  setLevel(level: LogLevel): void;
}

const load = createRequire(import.meta.url);

/**
 * A logger that writes to standard error. Writes are synchronous, so that the last lines before an exit are not lost.
 */
export function createLogger(options: LoggerOptions): LevelLogger {
  // Loaded here: a worker has no log of this kind. CommonJS, so that it is required as such.
  const { destination, pino, stdTimeFunctions } = load('pino') as typeof import('pino');
  const stream: DestinationStream = options.pretty ? prettyStream() : destination({ dest: 2, sync: true });
  const log = pino(
    {
      level: options.level,
      base: { name: options.name, pid: process.pid },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    stream,
  );
  const write =
    (level: Level): Logger['info'] =>
    (message, fields) => {
      if (fields === undefined) log[level](message);
      else log[level](fields, message);
    };
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    setLevel(level) {
      log.level = level;
    },
  };
}

function prettyStream(): DestinationStream {
  const { PinoPretty } = load('pino-pretty') as typeof import('pino-pretty');
  return PinoPretty({ destination: 2, sync: true, ignore: 'pid', translateTime: 'SYS:HH:MM:ss.l' });
}
