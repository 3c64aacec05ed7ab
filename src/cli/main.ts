import { flushOutput, ignoreBrokenPipe } from './print.ts';
import { runProgram } from './program.ts';

ignoreBrokenPipe();
const code = await runProgram(process.argv.slice(2));
await flushOutput();
process.exit(code);
