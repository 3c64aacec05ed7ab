import type { SiteEdit } from '../test/support/changing-site.ts';
import { ingress, manifest } from '../test/support/manifests.ts';
import type { Program } from '../test/support/running-program.ts';

const inForceMs = 20_000;
const markerMs = 1000;
const mostMarkers = 30;

/**
 * Edits manifests and tells when each edit is in force: by the line the program prints, or, where the control process
 * was killed before it could, once an edit made after it is in force.
 */
export class Editor {
  /** Milliseconds from each edit to its line; not of those the control process missed. */
  readonly times: number[] = [];
  /** Edits that never came in force. */
  readonly missing: string[] = [];
  readonly #program: Program;
  readonly #pending = new Set<() => void>();
  #markers = 0;
  edits = 0;

  constructor(program: Program) {
    this.#program = program;
  }

  /** Makes the edit, and resolves once it is in force. */
  async make({ file, text, line }: SiteEdit): Promise<void> {
    const program = this.#program;
    const from = program.stdout.count;
    const startedAt = performance.now();
    this.edits += 1;
    if (text === undefined) await program.remove(file);
    else await program.edit(file, text);
    let covered = false;
    const catchUp = new Promise<void>((resolve) => {
      const cover = (): void => {
        covered = true;
        resolve();
      };
      this.#pending.add(cover);
      const told = program.stdout.find(line, from, inForceMs).then(
        () => {
          if (!covered) this.times.push(performance.now() - startedAt);
        },
        () => {
          if (!covered) this.missing.push(`${file} is not in force after ${inForceMs} ms`);
        },
      );
      void told.then(() => {
        this.#pending.delete(cover);
        resolve();
      });
    });
    await catchUp;
  }

  /** Resolves once a new control process has taken up what was edited while there was none. */
  async catchUp(): Promise<void> {
    const program = this.#program;
    for (let tries = 0; tries < mostMarkers; tries++) {
      const written = [...this.#pending];
      this.#markers += 1;
      const name = `marker-${this.#markers}`;
      const from = program.stdout.count;
      await program.edit('marker.yaml', manifest(ingress(name, [[`${name}.example`, '/', 'steady']])));
      const line = new RegExp(`^Ingress default/${name} added .* in force`);
      const told = await program.stdout.find(line, from, markerMs).then(
        () => true,
        () => false,
      );
      if (!told) continue;
      for (const cover of written) {
        this.#pending.delete(cover);
        cover();
      }
      return;
    }
    this.missing.push('nothing is in force after the control process was killed');
  }
}
