import type { FileReading } from './file-reading.ts';
import { readFile, readPlainFile } from './read-file.ts';
import { readerPool } from './reader-pool.ts';
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

/** Makes a {@link ManifestReader}. */
export function manifestReader(defaultNamespace: string): ManifestReader {
  const pool = readerPool(defaultNamespace);

  const readTask = async (task: Task, readings: FileReading[]): Promise<void> => {
    const results = await pool.read(task.map(({ file }) => file.path));
    for (const [index, { file, place }] of task.entries()) {
      // Only a task of one large file can ask for too much; small ones are read here if their thread is lost.
      readings[place] = results?.[index] ?? readAlone(file);
    }
  };

  const readAlone = (file: FileToRead): FileReading =>
    file.size <= smallBytes ? readFile(file.path, defaultNamespace) : tooMuch;

  return {
    async read(files, progress = () => {}) {
      const readings: FileReading[] = files.map(() => ({ kind: 'unseen' }));
      const rest: Task = [];
      for (const [place, file] of files.entries()) {
        const reading = file.size <= smallBytes ? readPlainFile(file.path, defaultNamespace) : undefined;
        if (reading === undefined) rest.push({ file, place });
        else readings[place] = reading;
        if (place % filesPerTask !== filesPerTask - 1) continue;
        await new Promise(setImmediate);
        progress(place + 1 - rest.length);
      }
      if (rest.length <= fewFiles && rest.every(({ file }) => file.size <= smallBytes)) {
        for (const { file, place } of rest) readings[place] = readAlone(file);
        return readings;
      }
      let left = rest.length;
      const readNext = async (task: Task): Promise<void> => {
        await readTask(task, readings);
        left -= task.length;
        progress(files.length - left);
      };
      await Promise.all(makeTasks(rest).map(readNext));
      return readings;
    },
    close: () => pool.close(),
  };
}

const tooMuch: FileReading = {
  kind: 'broken',
  reason: 'InvalidFile',
  message: 'takes more memory or time than a manifest may; split it',
};

type Task = { readonly file: FileToRead; readonly place: number }[];

function makeTasks(files: Task): Task[] {
  const large = files.filter(({ file }) => file.size > smallBytes);
  const small = files.filter(({ file }) => file.size <= smallBytes);
  const tasks: Task[] = large.map((each) => [each]);
  for (let at = 0; at < small.length; at += filesPerTask) tasks.push(small.slice(at, at + filesPerTask));
  return tasks;
}
