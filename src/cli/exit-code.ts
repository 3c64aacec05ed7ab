import { OperatorError } from '../base/index.ts';

/** What the exit code of `sluice` says; 130 is a second Ctrl-C. */
export const exitCode = {
  ok: 0,
  /** The command could not be carried out. */
  failed: 1,
  /** The command line or an environment variable is wrong. */
  usage: 2,
  /** What was configured cannot work, and trying again changes nothing (EX_CONFIG of sysexits.h). */
  configuration: 78,
} as const;

/** A wrong command line or environment variable: exit code 2. */
export class UsageError extends OperatorError {
  constructor(message: string, hint: string) {
    super('Usage', message, { hint });
    this.name = 'UsageError';
  }
}

/** The exit code for an error that ended a server: only what a restart cannot mend is a configuration error. */
export function serverExitCode(error: unknown): number {
  if (error instanceof UsageError) return exitCode.usage;
  if (!(error instanceof OperatorError)) return exitCode.failed;
  return error.code === 'StateDirectoryLocked' ? exitCode.failed : exitCode.configuration;
}
