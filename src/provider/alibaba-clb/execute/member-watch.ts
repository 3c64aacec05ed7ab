import { stableJson } from '../../../base/index.ts';
import type { EndpointBook } from '../endpoints/endpoint-book.ts';
import type { EndpointSync } from '../endpoints/endpoint-sync.ts';
import type { GroupBackends } from '../plan/clb-actual.ts';
import type { WorldCache } from '../world/world-cache.ts';

export interface MemberWatchOptions {
  readonly members: Pick<EndpointSync, 'problems' | 'settled'>;
  readonly book: Pick<EndpointBook, 'groups'>;
  readonly cache: WorldCache;
  readonly onOther: () => void;
}

/** Notices when what the reports say of endpoints and members is no longer so: endpoints change past the plans. */
export class MemberWatch {
  readonly #options: MemberWatchOptions;
  #unresolved = '[]';
  #problems = '[]';
  #looking = false;

  constructor(options: MemberWatchOptions) {
    this.#options = options;
  }

  /** A plan is made with these. */
  planned(backends: ReadonlyMap<string, GroupBackends>): void {
    this.#unresolved = describeUnresolved(backends);
  }

  /** Reports are made now. */
  reported(): void {
    this.#problems = this.#describeProblems();
  }

  /** Compares with what was reported once the changes under way are done. */
  look(): void {
    if (this.#looking) return;
    this.#looking = true;
    const { members, book, onOther } = this.#options;
    void members.settled().then(() => {
      this.#looking = false;
      const same =
        describeUnresolved(book.groups()) === this.#unresolved && this.#describeProblems() === this.#problems;
      if (!same) onOther();
    });
  }

  #describeProblems(): string {
    const { cache, members } = this.#options;
    return stableJson([...cache.world.instances.keys()].map((id) => members.problems(id)));
  }
}

function describeUnresolved(backends: ReadonlyMap<string, GroupBackends>): string {
  const groups = [...backends].filter(([, group]) => group.unresolved.length > 0);
  return stableJson(groups.map(([backend, group]) => [backend, group.unresolved]));
}
