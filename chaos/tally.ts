/**
 * What a request's host is to the run. `A`: nothing of it changes. `pods`: only its pods come and go, which nobody
 * may notice either. `B`: its rules, endpoints, certificate or instance change.
 */
export type HostSet = 'A' | 'B' | 'pods';

export interface SetFigures {
  right: number;
  /** Answered, but not as any configuration says that was in force meanwhile. */
  wrong: number;
  /** Not answered. */
  failed: number;
  /** Not answered, on a connection that a killed worker had accepted. */
  lost: number;
}

const mostComplaints = 20;

/** Counts what became of the requests, and keeps the first complaints. */
export class Tally {
  readonly sets: Readonly<Record<HostSet, SetFigures>> = { A: none(), pods: none(), B: none() };
  readonly complaints: string[] = [];

  get requests(): number {
    return Object.values(this.sets).reduce(
      (sum, { right, wrong, failed, lost }) => sum + right + wrong + failed + lost,
      0,
    );
  }

  get broken(): number {
    return Object.values(this.sets).reduce((sum, { wrong, failed }) => sum + wrong + failed, 0);
  }

  count(set: HostSet, what: keyof SetFigures, complaint = ''): void {
    this.sets[set][what] += 1;
    if ((what === 'wrong' || what === 'failed') && this.complaints.length < mostComplaints) {
      this.complaints.push(`set ${set}: ${complaint}`);
    }
  }
}

function none(): SetFigures {
  return { right: 0, wrong: 0, failed: 0, lost: 0 };
}

/** The connections that killed workers had accepted. */
export class Kills {
  readonly #kills: { readonly at: number; readonly ports: ReadonlySet<number> }[] = [];

  get count(): number {
    return this.#kills.length;
  }

  add(ports: ReadonlySet<number>): void {
    this.#kills.push({ at: performance.now(), ports });
  }

  /** Whether a worker took a connection with it. A port may be used again later, by another one. */
  took({ localPort, openedAt }: { readonly localPort: number; readonly openedAt: number }): boolean {
    return this.#kills.some(({ at, ports }) => at > openedAt && ports.has(localPort));
  }
}
