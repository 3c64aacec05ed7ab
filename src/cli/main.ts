import { runProgram } from './program.ts';
import { flushOutput, ignoreBrokenPipe } from './terminal/print.ts';

ignoreBrokenPipe();
const code = await runProgram(process.argv.slice(2));
await flushOutput();
process.exit(code);
