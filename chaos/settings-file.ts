import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const betweenMs = 500;

/** Settings that may change under load; nobody may notice. */
const variants: readonly string[] = [
  'mostAttempts: 3',
  'upstreamIdleTimeout: 2',
  'traceparent: make',
  'upstreamMostConnections: 512',
  'clientIdleTimeout: 60',
  'ejectAfter: 0',
];

/** The file of settings of a run, which changes all the time. */
export class SettingsFile {
  changes = 0;
  readonly path: string;
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
    this.path = join(folder, 'sluice.yaml');
  }

  static async create(): Promise<SettingsFile> {
    const file = new SettingsFile(await mkdtemp(join(tmpdir(), 'sluice-chaos-')));
    await file.#write('');
    return file;
  }

  /** Changes one setting after another until stopped. */
  async change(stopped: () => boolean): Promise<void> {
    while (!stopped()) {
      await this.#write(variants[this.changes % variants.length] ?? '');
      this.changes += 1;
      await pause(betweenMs);
    }
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true });
  }

  async #write(line: string): Promise<void> {
    const unfinished = `${this.path}.new`;
    await writeFile(unfinished, `accessLog: "off"\nreasonHeader: true\n${line}\n`);
    await rename(unfinished, this.path);
  }
}
