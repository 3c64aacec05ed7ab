// Plain JavaScript that an old Node can parse too.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** Runs this process's arguments on another Node: its signals and its exit code are ours. */
export function runWith(node, args, onError) {
  const child = spawn(node, args, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', onError);
  child.on('exit', (code, signal) => {
    process.exit(code === null ? 128 + (constants.signals[signal] || 0) : code);
  });
}
