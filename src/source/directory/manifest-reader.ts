import { availableParallelism } from 'node:os';
import type { FileReading } from './file-reading.ts';
import { readFile } from './read-file.ts';
import { type ReaderThread, startReaderThread } from './reader-thread.ts';

/** A file to read. */
export interface FileToRead {
  readonly path: string;
  readonly size: number;
}

/** Reads manifest files: a few small ones at once, large or many ones in threads. */
export interface ManifestReader {
  /** The readings, in the order of the files. Never rejects. */
  read(files: readonly FileToRead[]): Promise<readonly FileReading[]>;
  /** Ends the threads. */
  close(): Promise<void>;
}

/** Up to here even the worst text takes little memory and time. */
const smallBytes = 64 * 1024;
const fewFiles = 64;
const filesPerTask = 32;
const maxThreads = 4;

/** Makes a {@link ManifestReader}. Threads live only as long as a call of `read`. */
export function manifestReader(defaultNamespace: string): ManifestReader {
  const running = new Set<ReaderThread>();

  const runTasks = async (tasks: Task[], readings: FileReading[]): Promise<void> => {
    let thread: ReaderThread | undefined;
    for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) {
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
      : { kind: 'broken', reason: 'InvalidFile', message: 'takes more memory or time than a manifest may' };

  return {
    async read(files) {
      if (files.length <= fewFiles && files.every((file) => file.size <= smallBytes)) {
        return files.map((file) => readFile(file.path, defaultNamespace));
      }
      const tasks = makeTasks(files);
      const readings: FileReading[] = files.map(() => ({ kind: 'unseen' }));
      const threads = Math.min(tasks.length, maxThreads, availableParallelism());
      await Promise.all(Array.from({ length: threads }, () => runTasks(tasks, readings)));
      return readings;
    },
    async close() {
      await Promise.all([...running].map((thread) => thread.close()));
    },
  };
}

type Task = { readonly file: FileToRead; readonly place: number }[];

function makeTasks(files: readonly FileToRead[]): Task[] {
  const large: Task[] = [];
  const small: Task[] = [];
  let open: Task | undefined;
  for (const [place, file] of files.entries()) {
    if (file.size > smallBytes) large.push([{ file, place }]);
    else if (open !== undefined && open.length < filesPerTask) open.push({ file, place });
    else {
      open = [{ file, place }];
      small.push(open);
    }
  }
  return [...large, ...small];
}
