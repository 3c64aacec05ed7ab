/** Structured values that go with a log line. Never keys, credentials or header values. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Where rooms write what an operator should read: a fixed text, and fields. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** Discards everything; for tests and for library use. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
