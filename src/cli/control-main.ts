import { systemErrorCode } from '../base/index.ts';
import { runControl } from './control.ts';
import { exitCode, serverExitCode } from './exit-code.ts';
import { printError } from './print.ts';
import { decodeSettings } from './settings.ts';

// What the control process runs. Its settings come from the supervisor as one argument.
try {
  await runControl(decodeSettings(process.argv[2]));
} catch (error) {
  printError(error);
  // A full disk or a busy system may be better by the next start; wrong settings will not.
  process.exit(systemErrorCode(error) === undefined ? serverExitCode(error) : exitCode.failed);
}
