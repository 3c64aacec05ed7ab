import type { ConfigUpdate, EncodedPart } from '../config/index.ts';

/** What one version put in place of what. */
type Undo = ReadonlyMap<string, EncodedPart | undefined>;

/**
 * The supervisor's copy of the configuration: parts by key, and a version that counts up by one a change.
 * It never reads the text of a part.
 */
export class RelayStore {
  readonly #parts = new Map<string, EncodedPart>();
  readonly #undo = new Map<number, Undo>();
  /** The last version that touched a key, while versions can still be taken back. */
  readonly #touched = new Map<string, number>();
  #version = 0;

  get version(): number {
    return this.#version;
  }

  /** Takes changes in and returns the step to send on. Keep it revocable until {@link settle}. */
  apply(set: readonly EncodedPart[], deleted: readonly string[]): ConfigUpdate {
    const base = this.#version;
    const version = base + 1;
    const undo = new Map<string, EncodedPart | undefined>();
    const remember = (key: string): void => {
      if (!undo.has(key)) undo.set(key, this.#parts.get(key));
      this.#touched.set(key, version);
    };
    for (const key of deleted) {
      remember(key);
      this.#parts.delete(key);
    }
    for (const part of set) {
      remember(part.key);
      this.#parts.set(part.key, part);
    }
    this.#undo.set(version, undo);
    this.#version = version;
    return { base, version, set, delete: deleted };
  }

  /**
   * Takes a version back: each key it changed, and no later version did, becomes what it was before.
   * Returns the step to send on (a version of its own), or undefined when the version is settled.
   */
  revert(version: number): ConfigUpdate | undefined {
    const undo = this.#undo.get(version);
    if (undo === undefined) return undefined;
    this.#undo.delete(version);
    const set: EncodedPart[] = [];
    const deleted: string[] = [];
    for (const [key, before] of undo) {
      if (this.#touched.get(key) !== version) continue;
      if (before !== undefined) set.push(before);
      else if (this.#parts.has(key)) deleted.push(key);
    }
    const update = this.apply(set, deleted);
    this.settle(update.version);
    return update;
  }

  /** Makes a version final. */
  settle(version: number): void {
    this.#undo.delete(version);
    if (this.#undo.size === 0) this.#touched.clear();
  }

  /** Everything, as a step from nothing. */
  full(): ConfigUpdate {
    return { base: 0, version: this.#version, set: [...this.#parts.values()], delete: [] };
  }

  /** Part key to content hash. */
  inventory(): Map<string, string> {
    return new Map(Array.from(this.#parts.values(), (part) => [part.key, part.hash]));
  }
}
