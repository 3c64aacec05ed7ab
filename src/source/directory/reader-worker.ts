import { parentPort } from 'node:worker_threads';
import { readFile } from './read-file.ts';
import type { ReaderTask } from './reader-thread.ts';

// The entry of a reader thread: answers each task with the readings of its files.
parentPort?.on('message', (task: ReaderTask) => {
  parentPort?.postMessage(task.paths.map((path) => readFile(path, task.defaultNamespace)));
});
