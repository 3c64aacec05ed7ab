import { availableParallelism } from 'node:os';
import type { FileReading } from './file-reading.ts';
import { readFile, readPlainFile } from './read-file.ts';
import { type ReaderThread, startReaderThread } from './reader-thread.ts';
import type { ReadingProgress } from './reading-progress.ts';

/** A file to read. */
export interface FileToRead {
  readonly path: string;
  readonly size: number;
}

/** Reads manifest files: plain ones and a few others at once; large ones, and many that need the full parser, in threads. */
export interface ManifestReader {
  /** The readings, in the order of the files. Never rejects. `progress` hears how many are read. */
  read(files: readonly FileToRead[], progress?: ReadingProgress): Promise<readonly FileReading[]>;
  /** Ends the threads. */
  close(): Promise<void>;
}

/** Up to this size even the worst text takes little memory and time. */
export const smallBytes: number = 64 * 1024;
const fewFiles = 64;
const filesPerTask = 32;
const maxThreads = 4;

/** Makes a {@link ManifestReader}. Threads live only as long as a call of `read`. */
export function manifestReader(defaultNamespace: string): ManifestReader {
  const running = new Set<ReaderThread>();
  let closed = false;

  const runTasks = async (tasks: Task[], readings: FileReading[]): Promise<void> => {
    let thread: ReaderThread | undefined;
    for (let task = tasks.shift(); task !== undefined && !closed; task = tasks.shift()) {
      thread ??= startReaderThread();
      running.add(thread);
      const paths = task.map(({ file }) => file.path);
      try {
        const results = await thread.read({ paths, defaultNamespace });
        for (const [index, reading] of results.entries()) readings[task[index]?.place ?? 0] = reading;
      } catch {
        // Only a task of one large file can ask for too much; small ones are read here if their thread is lost.
        for (const { file, place } of task) readings[place] = readAlone(file);
        running.delete(thread);
        await thread.close();
        thread = undefined;
      }
    }
    if (thread === undefined) return;
    running.delete(thread);
    await thread.close();
  };

  const readAlone = (file: FileToRead): FileReading =>
    file.size <= smallBytes
      ? readFile(file.path, defaultNamespace)
      : {
          kind: 'broken',
          reason: 'InvalidFile',
          message: 'takes more memory or time than a manifest may; split it',
        };

  return {
    async read(files) {
      const readings: FileReading[] = files.map(() => ({ kind: 'unseen' }));
      const rest: Task = [];
      for (const [place, file] of files.entries()) {
        const reading = file.size <= smallBytes ? readPlainFile(file.path, defaultNamespace) : undefined;
        if (reading === undefined) rest.push({ file, place });
        else readings[place] = reading;
        if (place % filesPerTask === filesPerTask - 1) await new Promise(setImmediate);
      }
      if (rest.length <= fewFiles && rest.every(({ file }) => file.size <= smallBytes)) {
        for (const { file, place } of rest) readings[place] = readAlone(file);
        return readings;
      }
      const tasks = makeTasks(rest);
      const threads = Math.min(tasks.length, maxThreads, availableParallelism());
      await Promise.all(Array.from({ length: threads }, () => runTasks(tasks, readings)));
      return readings;
    },
    async close() {
      closed = true;
      await Promise.all([...running].map((thread) => thread.close()));
    },
  };
}

type Task = { readonly file: FileToRead; readonly place: number }[];

function makeTasks(files: Task): Task[] {
  const large = files.filter(({ file }) => file.size > smallBytes);
  const small = files.filter(({ file }) => file.size <= smallBytes);
  const tasks: Task[] = large.map((each) => [each]);
  for (let at = 0; at < small.length; at += filesPerTask) tasks.push(small.slice(at, at + filesPerTask));
  return tasks;
}
