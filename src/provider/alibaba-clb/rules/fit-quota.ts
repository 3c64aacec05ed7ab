import { type EffectTable, mapHostOf, wildcardAbove } from './map-table.ts';
import type { RouteEffect } from './route-effect.ts';

/** The owners, by key, that a listener has room for, and the table without the others. */
export interface Fit {
  readonly table: EffectTable;
  /** Keys of those who gave way, in the order of `owners`. */
  readonly left: readonly string[];
}

/**
 * Lets in one Ingress after the other, oldest first, whole, as long as the rules of all that are in do not pass `quota`.
 * One that does not fit gives way; a younger one that needs less, or nothing more, may still come in.
 */
export function fitQuota(table: EffectTable, owners: Iterable<string>, quota: number): Fit {
  const index = indexByOwner(table);
  const admission = new Admission(table, quota);
  // What is the operator's is not up for choice.
  admission.tryAdmit(index.get('') ?? new Map(), undefined);
  const left: string[] = [];
  for (const owner of owners) {
    const fallback = table.fallback?.ownerKey === owner ? table.fallback : undefined;
    const hosts = index.get(owner);
    if (hosts === undefined && fallback === undefined) continue;
    if (!admission.tryAdmit(hosts ?? new Map(), fallback)) left.push(owner);
  }
  return { table: admission.table(), left };
}

type EffectsByHost = ReadonlyMap<string, readonly RouteEffect[]>;

function indexByOwner({ hosts }: EffectTable): ReadonlyMap<string, EffectsByHost> {
  const index = new Map<string, Map<string, RouteEffect[]>>();
  for (const [host, effects] of hosts) {
    for (const effect of effects) {
      const own = index.get(effect.ownerKey) ?? new Map<string, RouteEffect[]>();
      index.set(effect.ownerKey, own);
      const list = own.get(host);
      if (list === undefined) own.set(host, [effect]);
      else list.push(effect);
    }
  }
  return index;
}

/** Who is in so far, and how many rules each host takes. */
class Admission {
  readonly #hosts = new Map<string, readonly RouteEffect[]>();
  readonly #counts = new Map<string, number>();
  readonly #order: readonly string[];
  readonly #quota: number;
  #fallback: RouteEffect | undefined;
  #total = 0;

  constructor(table: EffectTable, quota: number) {
    this.#quota = quota;
    this.#order = [...table.hosts.keys()];
    if (table.fallback?.ownerKey === '') this.#fallback = table.fallback;
    // Hosts without any route are nobody's; they are there to hide wildcards.
    for (const [host, effects] of table.hosts) if (effects.length === 0) this.#hosts.set(host, effects);
  }

  table(): EffectTable {
    const hosts = this.#order.flatMap((host) => {
      const effects = this.#hosts.get(host);
      return effects === undefined ? [] : [[host, effects] as const];
    });
    return { hosts: new Map(hosts), fallback: this.#fallback };
  }

  /** Adds the routes of one owner unless there is no room for their rules. */
  tryAdmit(added: EffectsByHost, fallback: RouteEffect | undefined): boolean {
    const before = { fallback: this.#fallback, hosts: new Map<string, readonly RouteEffect[] | undefined>() };
    if (fallback !== undefined) this.#fallback = fallback;
    for (const [host, effects] of added) {
      const present = this.#hosts.get(host);
      before.hosts.set(host, present);
      this.#hosts.set(
        host,
        [...(present ?? []), ...effects].sort((a, b) => a.place - b.place),
      );
    }
    const counts = this.#count(this.#touched(added, fallback !== undefined));
    if (counts !== undefined) {
      for (const [host, count] of counts) {
        this.#total += count - (this.#counts.get(host) ?? 0);
        this.#counts.set(host, count);
      }
      return true;
    }
    this.#fallback = before.fallback;
    for (const [host, effects] of before.hosts) {
      if (effects === undefined) this.#hosts.delete(host);
      else this.#hosts.set(host, effects);
    }
    return false;
  }

  /**
   * The hosts whose rules may be others now: those of the owner, wildcards whose apex or whose longer names are taken by them,
   * and hosts without routes, which hide from wildcards.
   */
  #touched(added: EffectsByHost, all: boolean): ReadonlySet<string> {
    if (all) return new Set(this.#hosts.keys());
    const touched = new Set(added.keys());
    for (const host of added.keys()) if (this.#hosts.has(`*.${host}`)) touched.add(`*.${host}`);
    const wildcards = [...added.keys()].filter((host) => host.startsWith('*'));
    if (wildcards.length === 0) return touched;
    for (const [host, effects] of this.#hosts) {
      const reached =
        host.startsWith('*.') && (added.has('*') || added.has(wildcardAbove(host.slice(2)) ?? ''));
      if (effects.length === 0 || reached) touched.add(host);
    }
    return touched;
  }

  /** The rules each of the hosts takes; undefined where all are more than there may be. */
  #count(hosts: ReadonlySet<string>): ReadonlyMap<string, number> | undefined {
    const table = { hosts: this.#hosts, fallback: this.#fallback };
    const counts = new Map<string, number>();
    let room = this.#quota - this.#total;
    for (const host of hosts) room += this.#counts.get(host) ?? 0;
    for (const host of hosts) {
      const count = mapHostOf(table, host, room).rules.length;
      room -= count;
      if (room < 0) return undefined;
      counts.set(host, count);
    }
    return counts;
  }
}
