import { type FSWatcher, watch } from 'node:fs';
import { dirname } from 'node:path';
import { contentHash, type Quiet, whenQuiet } from '../base/index.ts';
import { combineSettings, type EffectiveSettings, type SettingsInput } from './effective-settings.ts';
import type { SettingProblem } from './origin.ts';
import { SettingsError } from './settings-error.ts';
import { parseSettingsFile, readSettingsText } from './settings-file.ts';

/** What the file of settings says now. */
export type SettingsReading =
  | { readonly kind: 'settings'; readonly effective: EffectiveSettings }
  | { readonly kind: 'wrong'; readonly problems: readonly SettingProblem[] };

export interface SettingsWatchOptions {
  readonly input: SettingsInput;
  /** The file, absolute. */
  readonly file: string;
  /** Called with what the file says at first, and whenever it says something else. */
  readonly onReading: (reading: SettingsReading) => void;
  /** How long its folder must be quiet before the file is read; 200 by default. */
  readonly quietMs?: number;
  /** How often the file is read although nothing was announced: links to elsewhere, network file systems. 5,000 by default. */
  readonly pollMs?: number;
}

/** Follows a file of settings until it is closed. */
export class SettingsWatch {
  readonly #options: SettingsWatchOptions;
  readonly #quiet: Quiet;
  readonly #timer: NodeJS.Timeout;
  #watcher: FSWatcher | undefined;
  #known: string | undefined;
  #reading = false;
  #again = false;
  #closed = false;

  constructor(options: SettingsWatchOptions) {
    const { quietMs = 200, pollMs = 5000 } = options;
    this.#options = options;
    this.#quiet = whenQuiet(() => void this.#look(), quietMs, 10 * quietMs);
    this.#timer = setInterval(() => void this.#look(), pollMs);
    this.#timer.unref();
    void this.#look();
  }

  close(): void {
    this.#closed = true;
    this.#quiet.close();
    clearInterval(this.#timer);
    this.#watcher?.close();
  }

  async #look(): Promise<void> {
    this.#again = this.#reading;
    if (this.#reading) return;
    this.#reading = true;
    this.#watch();
    const { file, input, onReading } = this.#options;
    const read = await readSettingsText(file);
    this.#reading = false;
    if (this.#closed) return;
    if (this.#again) this.#quiet.touch();
    const content = 'text' in read ? contentHash(read.text) : read.failure;
    if (content === this.#known) return;
    this.#known = content;
    onReading('text' in read ? judge(input, file, read.text) : unreadable(file, read.failure));
  }

  /** The folder, not the file: editors and Kubernetes put another file in its place. */
  #watch(): void {
    if (this.#watcher !== undefined) return;
    try {
      const watcher = watch(dirname(this.#options.file), () => this.#quiet.touch());
      watcher.on('error', () => {
        watcher.close();
        this.#watcher = undefined;
      });
      this.#watcher = watcher;
    } catch {
      // A folder that is not there is looked for again with the next poll.
    }
  }
}

function judge(input: SettingsInput, file: string, text: string): SettingsReading {
  try {
    return { kind: 'settings', effective: combineSettings(input, parseSettingsFile(file, text)) };
  } catch (error) {
    if (error instanceof SettingsError) return { kind: 'wrong', problems: error.problems };
    throw error;
  }
}

function unreadable(file: string, message: string): SettingsReading {
  const origin = { kind: 'file' as const, file, line: 1, column: 1 };
  return { kind: 'wrong', problems: [{ setting: '', origin, message }] };
}
