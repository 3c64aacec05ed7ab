import type { Backend } from '../state.ts';

/** Whose turn it is, group by group: each backend in proportion to its weight, evenly mixed; or in plain rotation with `rr`. */
export class BackendTurns {
  /** What each backend of a group is owed, by group id. */
  readonly #credits = new Map<string, ReadonlyMap<string, number>>();

  /** The backends that may have the next request, the one whose turn it is first. Those of weight 0 get nothing new. */
  take(groupId: string, backends: readonly Backend[], scheduler: string): readonly Backend[] {
    const able = backends.filter(({ weight }) => weight > 0);
    const before = this.#credits.get(groupId);
    const weightOf = ({ weight }: Backend): number => (scheduler === 'rr' ? 1 : weight);
    const total = able.reduce((sum, backend) => sum + weightOf(backend), 0);
    const credits = new Map(
      able.map((backend) => [nameOf(backend), (before?.get(nameOf(backend)) ?? 0) + weightOf(backend)]),
    );
    const creditOf = (backend: Backend): number => credits.get(nameOf(backend)) ?? 0;
    const order = able.toSorted((one, other) => creditOf(other) - creditOf(one));
    const [first] = order;
    if (first !== undefined) credits.set(nameOf(first), creditOf(first) - total);
    this.#credits.set(groupId, credits);
    return order;
  }
}

const nameOf = ({ serverId, serverIp, port }: Backend): string => `${serverId} ${serverIp} ${port}`;
