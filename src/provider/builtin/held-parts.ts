import type { EncodedPart } from '../../proxy/index.ts';

const NONE: ReadonlyMap<string, string> = new Map();

/** What the workers hold, endpoints apart: hash by part key, one map a load balancer. */
export interface HeldParts {
  /** Ids of load balancers that have parts. */
  tables(): Iterable<string>;
  /** Listeners, hosts, server names and fallback of a load balancer. */
  ofTable(table: string): ReadonlyMap<string, string>;
  hasCertificate(id: string): boolean;
  /** Ids of all certificates held. */
  certificates(): Iterable<string>;
  readonly hasTicketKeys: boolean;
}

/** The working copy of {@link HeldParts} that follows each push. */
export class HeldPartsCopy implements HeldParts {
  readonly #tables = new Map<string, Map<string, string>>();
  readonly #certificates = new Set<string>();
  hasTicketKeys = false;
  /** Content hash of the settings part. */
  settingsHash: string | undefined;
  /** Content hash of the affinity key. */
  affinityHash: string | undefined;

  /** Endpoints in `inventory` are left out. */
  constructor(inventory: ReadonlyMap<string, string>) {
    for (const [key, hash] of inventory) this.#set(key, hash);
  }

  tables(): Iterable<string> {
    return this.#tables.keys();
  }

  ofTable(table: string): ReadonlyMap<string, string> {
    return this.#tables.get(table) ?? NONE;
  }

  hasCertificate(id: string): boolean {
    return this.#certificates.has(id);
  }

  certificates(): Iterable<string> {
    return this.#certificates;
  }

  /** Takes over a push that is in force. */
  follow(set: readonly EncodedPart[], deleted: readonly string[]): void {
    for (const key of deleted) this.#delete(key);
    for (const { key, hash } of set) this.#set(key, hash);
  }

  #set(key: string, hash: string): void {
    const [kind, id] = splitKey(key);
    if (kind === 'certificate') this.#certificates.add(id);
    else if (kind === 'ticket-keys') this.hasTicketKeys = true;
    else if (kind === 'settings') this.settingsHash = hash;
    else if (kind === 'affinity-key') this.affinityHash = hash;
    else if (kind !== 'endpoints') {
      const table = this.#tables.get(id);
      if (table === undefined) this.#tables.set(id, new Map([[key, hash]]));
      else table.set(key, hash);
    }
  }

  #delete(key: string): void {
    const [kind, id] = splitKey(key);
    if (kind === 'certificate') this.#certificates.delete(id);
    const table = this.#tables.get(id);
    if (table?.delete(key) && table.size === 0) this.#tables.delete(id);
  }
}

/** Kind of a part, and the load balancer (or the certificate) it belongs to. */
function splitKey(key: string): [kind: string, id: string] {
  const first = key.indexOf('/');
  if (first < 0) return [key, ''];
  const second = key.indexOf('/', first + 1);
  return [key.slice(0, first), second < 0 ? key.slice(first + 1) : key.slice(first + 1, second)];
}
