import type { Endpoint } from '../../model/index.ts';
import type { EndpointRuntime } from './endpoint-runtime.ts';
import { EndpointTable } from './endpoint-table.ts';
import { RoundRobin } from './selection/round-robin.ts';

/**
 * Of the endpoints of a backend, those that may take requests now, in the same order: the list itself where all may, as
 * when too few would be left.
 */
export type ChooseAvailable = (endpoints: readonly EndpointRuntime[]) => readonly EndpointRuntime[];

/** The endpoints of one backend in a worker. Its identity stays when endpoints come and go. */
export class BackendRuntime {
  /** Takes them in turn, one turn for all routes. */
  readonly inTurn: RoundRobin = new RoundRobin(this);
  readonly #table: EndpointTable;
  readonly #choose: ChooseAvailable;
  #endpoints: readonly EndpointRuntime[] = [];
  #available: readonly EndpointRuntime[] = [];

  constructor(
    table: EndpointTable = new EndpointTable(),
    choose: ChooseAvailable = (endpoints) => endpoints,
  ) {
    this.#table = table;
    this.#choose = choose;
  }

  get endpoints(): readonly EndpointRuntime[] {
    return this.#endpoints;
  }

  /** Those that may take requests: another list whenever it has changed. */
  get available(): readonly EndpointRuntime[] {
    return this.#available;
  }

  set(endpoints: readonly Endpoint[]): void {
    this.#endpoints = this.#table.replace(this, this.#endpoints, endpoints);
    this.refresh();
  }

  /** Chooses again which endpoints may take requests; called when the health of one has changed. */
  refresh(): void {
    this.#available = this.#choose(this.#endpoints);
  }
}
