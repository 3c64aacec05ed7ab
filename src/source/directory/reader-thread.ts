import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { FileReading } from './file-reading.ts';

/** Files for a reader thread. */
export interface ReaderTask {
  readonly paths: readonly string[];
  readonly defaultNamespace: string;
}

/** A thread that reads manifest files, so that a hostile one can take its memory and its time, and not ours. */
export interface ReaderThread {
  /** Rejects when the task takes more memory or time than it may; the thread is gone then. */
  read(task: ReaderTask): Promise<readonly FileReading[]>;
  close(): Promise<void>;
}

interface Pending {
  readonly resolve: (readings: readonly FileReading[]) => void;
  readonly reject: (error: Error) => void;
}

// The full parser needs far more memory for a hostile text than for an honest one; documents are read one by one.
const maxMemoryMb = 512;
const maxTaskMs = 15_000;

/** Starts a {@link ReaderThread}; one task at a time. */
export function startReaderThread(): ReaderThread {
  // Sources are run as they are, a package is compiled: the entry has the extension of this file.
  const here = fileURLToPath(import.meta.url);
  const worker = new Worker(new URL(`./reader-worker${extname(here)}`, import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: maxMemoryMb },
    stdout: true,
    stderr: true,
  });
  let pending: Pending | undefined;
  // What comes back was made by readFile in our own thread.
  worker.on('message', (readings: readonly FileReading[]) => pending?.resolve(readings));
  worker.on('error', (error) => pending?.reject(new Error('the reader thread failed', { cause: error })));
  worker.on('exit', () => pending?.reject(new Error('the reader thread ended')));
  return {
    read: (task) => {
      const timer = setTimeout(() => void worker.terminate(), maxTaskMs);
      const result = new Promise<readonly FileReading[]>((resolve, reject) => {
        pending = { resolve, reject };
      });
      worker.postMessage(task);
      return result.finally(() => clearTimeout(timer));
    },
    close: async () => {
      await worker.terminate();
    },
  };
}
