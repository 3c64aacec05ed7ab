import { isDeepStrictEqual } from 'node:util';
import type { Plan } from '../../load-balancer-provider.ts';
import type { ClbOperation } from '../plan/operations.ts';

/** How the plan last applied divides instances that have no room for all pods: endpoints change past the plans. */
export class GroupShares {
  #shares: ReadonlyMap<string, Readonly<Record<string, number>>> = new Map();

  /** Whether there is anything to divide. */
  get divides(): boolean {
    return this.#shares.size > 0;
  }

  /** How many members a group may have; undefined: as many as there are. */
  of(loadBalancer: string, groupName: string): number | undefined {
    return this.#shares.get(loadBalancer)?.[groupName];
  }

  /** Returns whether anything is divided otherwise than before. */
  take({ operations }: Plan<ClbOperation>): boolean {
    const before = this.#shares;
    this.#shares = new Map(
      operations.flatMap((step) =>
        step.kind === 'serve' && step.shares !== undefined ? [[step.loadBalancer, step.shares]] : [],
      ),
    );
    return !isDeepStrictEqual(before, this.#shares);
  }
}
