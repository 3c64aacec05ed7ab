import { type FSWatcher, statSync, watch } from 'node:fs';
import { errorMessage } from '../../base/index.ts';

/** Told of a change: the folder as it was announced, and the entry, where it is known. */
export type FolderListener = (folder: string, name: string | undefined) => void;

interface Watched {
  readonly watcher: FSWatcher;
  folder: string;
  /** Undefined: every entry matters. */
  names: Set<string> | undefined;
  round: number;
}

/**
 * One watch a folder, kept by identity: a folder that was replaced is watched anew, one that is announced by two
 * paths is watched once. Announce all folders that matter between `begin` and `finish`; the others are let go.
 */
export class FolderWatches {
  readonly #listener: FolderListener;
  readonly #onFailure: (reason: string) => void;
  readonly #watched = new Map<string, Watched>();
  #round = 0;

  constructor(listener: FolderListener, onFailure: (reason: string) => void) {
    this.#listener = listener;
    this.#onFailure = onFailure;
  }

  begin(): void {
    this.#round += 1;
  }

  /** A folder matters; with `names`, only these entries of it do. */
  readonly add = (folder: string, names?: readonly string[]): void => {
    const identity = identityOf(folder);
    if (identity === undefined) return;
    const known = this.#watched.get(identity);
    if (known === undefined) {
      this.#open(identity, folder, names);
      return;
    }
    const fresh = known.round !== this.#round;
    known.round = this.#round;
    if (names === undefined) known.folder = folder;
    if (names === undefined || (!fresh && known.names === undefined)) known.names = undefined;
    else known.names = new Set(fresh ? names : [...(known.names ?? []), ...names]);
  };

  finish(): void {
    for (const [identity, watched] of this.#watched) {
      if (watched.round === this.#round) continue;
      watched.watcher.close();
      this.#watched.delete(identity);
    }
  }

  close(): void {
    this.begin();
    this.finish();
  }

  #open(identity: string, folder: string, names: readonly string[] | undefined): void {
    try {
      const watcher = watch(folder, { encoding: 'utf8' });
      const watched: Watched = {
        watcher,
        folder,
        names: names === undefined ? undefined : new Set(names),
        round: this.#round,
      };
      watcher.on('change', (_event, name) =>
        this.#changed(watched, typeof name === 'string' ? name : undefined),
      );
      watcher.on('error', (error) => {
        watcher.close();
        this.#watched.delete(identity);
        this.#onFailure(errorMessage(error));
      });
      this.#watched.set(identity, watched);
    } catch (error) {
      this.#onFailure(errorMessage(error));
    }
  }

  #changed(watched: Watched, name: string | undefined): void {
    if (name === undefined || watched.names === undefined || watched.names.has(name)) {
      this.#listener(watched.folder, watched.names === undefined ? name : undefined);
    }
  }
}

function identityOf(folder: string): string | undefined {
  try {
    const { dev, ino } = statSync(folder, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}
