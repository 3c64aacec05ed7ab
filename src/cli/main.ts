import { ignoreBrokenPipe } from './print.ts';
import { runProgram } from './program.ts';

ignoreBrokenPipe();
process.exit(await runProgram(process.argv.slice(2)));
