import { availableParallelism } from 'node:os';
import type { FileReading } from './file-reading.ts';
import { type ReaderThread, startReaderThread } from './reader-thread.ts';

/** Reads files in a few threads. */
export interface ReaderPool {
  /** The readings of files, in one thread; undefined when they take more memory or time than they may. Never rejects. */
  read(paths: readonly string[]): Promise<readonly FileReading[] | undefined>;
  /** Ends the threads; what still waits gets no readings. */
  close(): Promise<void>;
}

interface Job {
  readonly paths: readonly string[];
  readonly done: (readings: readonly FileReading[] | undefined) => void;
}

/** Each may take much memory, whoever asks. */
const maxThreads: number = Math.min(4, availableParallelism());

/** Makes a {@link ReaderPool}. Threads live only as long as there is something to read. */
export function readerPool(defaultNamespace: string): ReaderPool {
  const jobs: Job[] = [];
  const threads = new Set<ReaderThread>();
  let working = 0;
  let closed = false;

  const end = async (thread: ReaderThread | undefined): Promise<void> => {
    if (thread !== undefined && threads.delete(thread)) await thread.close();
  };

  const work = async (): Promise<void> => {
    working += 1;
    let thread: ReaderThread | undefined;
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
      thread ??= startReaderThread();
      threads.add(thread);
      try {
        job.done(await thread.read({ paths: job.paths, defaultNamespace }));
      } catch {
        job.done(undefined);
        await end(thread);
        thread = undefined;
      }
    }
    working -= 1;
    await end(thread);
  };

  return {
    read: (paths) =>
      new Promise((done) => {
        if (closed) done(undefined);
        else jobs.push({ paths, done });
        if (jobs.length > 0 && working < maxThreads) void work();
      }),
    async close() {
      closed = true;
      for (const job of jobs.splice(0)) job.done(undefined);
      await Promise.all([...threads].map(end));
    },
  };
}
