/**
 * Values by hostname: an exact name, `*.` and a name (exactly one label more), or `*`. An exact entry hides a wildcard,
 * and a wildcard hides `*`, whatever their values hold. The cost of a look-up does not grow with the number of entries.
 */
export class HostTable<T extends object> {
  readonly #exact = new Map<string, T>();
  // Keyed by what follows the star: `.example.com`.
  readonly #wildcards = new Map<string, T>();
  #any: T | undefined;

  set(host: string, value: T): void {
    if (host === '*') this.#any = value;
    else if (host.startsWith('*.')) this.#wildcards.set(host.slice(1), value);
    else this.#exact.set(host, value);
  }

  delete(host: string): void {
    if (host === '*') this.#any = undefined;
    else if (host.startsWith('*.')) this.#wildcards.delete(host.slice(1));
    else this.#exact.delete(host);
  }

  /** `name` is in lower case, without port and trailing dot, as {@link hostName} gives it. */
  find(name: string): T | undefined {
    const exact = this.#exact.get(name);
    if (exact !== undefined) return exact;
    if (this.#wildcards.size > 0) {
      const dot = name.indexOf('.');
      const wildcard = dot > 0 ? this.#wildcards.get(name.slice(dot)) : undefined;
      if (wildcard !== undefined) return wildcard;
    }
    return this.#any;
  }
}
