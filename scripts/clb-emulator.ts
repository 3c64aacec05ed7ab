// Alibaba Cloud's CLB on this machine, to try the provider without an account: the API and the traffic, in memory alone.
import { type EmulatorOptions, readOptions, usage } from './clb-emulator/read-options.ts';
import { runEmulator } from './clb-emulator/run-emulator.ts';

if (process.argv.includes('--help')) {
  console.log(usage);
} else {
  const options = readFlags();
  if (options !== undefined) await serve(options);
}

function readFlags(): EmulatorOptions | undefined {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    fail(error, 2);
    console.error(`\n${usage}`);
    return undefined;
  }
}

async function serve(options: EmulatorOptions): Promise<void> {
  try {
    const running = await runEmulator(options, (line) => console.log(line));
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void running.close());
  } catch (error) {
    fail(error, 1);
  }
}

function fail(error: unknown, exitCode: number): void {
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = exitCode;
}
