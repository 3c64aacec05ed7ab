import { type DestinationStream, destination, type Level, pino, stdTimeFunctions } from 'pino';
import pretty from 'pino-pretty';
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

/**
 * A logger that writes to standard error. Writes are synchronous, so that the last lines before an exit are not lost.
 */
export function createLogger(options: LoggerOptions): LevelLogger {
  const stream: DestinationStream = options.pretty
    ? pretty({ destination: 2, sync: true, ignore: 'pid', translateTime: 'SYS:HH:MM:ss.l' })
    : destination({ dest: 2, sync: true });
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
