import { decodeOrder } from '../../settings/index.ts';
import { exitCode, serverExitCode } from '../exit-code.ts';
import { ignoreBrokenPipe, printError } from '../terminal/print.ts';
import { runControl } from './control.ts';

// What the control process runs. Its settings come from the supervisor as one argument.
ignoreBrokenPipe();
// The supervisor starts another; workers go on meanwhile.
process.on('uncaughtException', (error) => {
  printError(error);
  process.exit(exitCode.failed);
});
try {
  await runControl(decodeOrder(process.argv[2] ?? ''));
} catch (error) {
  printError(error);
  process.exit(serverExitCode(error));
}
