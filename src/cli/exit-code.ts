import { OperatorError } from '../base/index.ts';
import { SettingsError } from '../settings/index.ts';

/** What the exit code of `sluice` says; `exitCodeRows` has each in a sentence. */
export const exitCode = {
  ok: 0,
  failed: 1,
  usage: 2,
  noRoute: 3,
  refused: 4,
  problemsFound: 5,
  differs: 6,
  errorsPresent: 7,
  /** EX_CONFIG of sysexits.h: an init system need not try again. */
  configuration: 78,
  /** 128 and SIGINT, as shells have it. */
  interrupted: 130,
} as const;

/** Every exit code; help and `docs/reference/commands.md` show these. */
export const exitCodeRows: readonly { readonly code: number; readonly meaning: string }[] = [
  { code: exitCode.ok, meaning: 'Done, and nothing to complain of.' },
  {
    code: exitCode.failed,
    meaning: 'The command could not be carried out: no server answers, or it refused.',
  },
  { code: exitCode.usage, meaning: 'The command line, a variable or the file of settings is wrong.' },
  { code: exitCode.noRoute, meaning: '`explain`: no route takes the request; it is answered 404.' },
  { code: exitCode.refused, meaning: '`explain`: the request is answered 400 or 503.' },
  { code: exitCode.problemsFound, meaning: '`check`, `serve --dry-run`: there are problems.' },
  { code: exitCode.differs, meaning: '`try`: a real answer is not the one explained.' },
  { code: exitCode.errorsPresent, meaning: '`status`: something is not served as asked.' },
  {
    code: exitCode.configuration,
    meaning: '`serve`: what was configured cannot work, and trying again changes nothing.',
  },
  { code: exitCode.interrupted, meaning: 'Ended by Ctrl-C before it was done.' },
];

/** A wrong command line or environment variable: exit code 2. */
export class UsageError extends OperatorError {
  constructor(message: string, hint: string) {
    super('Usage', message, { hint });
    this.name = 'UsageError';
  }
}

/** The exit code for an error that ended a command. */
export function errorExitCode(error: unknown): number {
  return error instanceof UsageError || error instanceof SettingsError ? exitCode.usage : exitCode.failed;
}

/** The exit code for an error that ended a server: only what a restart cannot mend is a configuration error. */
export function serverExitCode(error: unknown): number {
  const code = errorExitCode(error);
  if (code === exitCode.usage || !(error instanceof OperatorError)) return code;
  return error.code === 'StateDirectoryLocked' ? exitCode.failed : exitCode.configuration;
}
