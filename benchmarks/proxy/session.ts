import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackend } from './peers/nginx.ts';
import { type Peer, type PeerKind, stopProgram, type Task } from './peers/peer.ts';

/** How much to measure. */
export interface Effort {
  readonly rounds: number;
  /** Of one run of a load. */
  readonly seconds: number;
}

/** What the sections measure with: a backend, a folder, and how much to measure. */
export class Session {
  readonly effort: Effort;
  readonly folder: string = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
  #backend: Awaited<ReturnType<typeof startBackend>> | undefined;
  #peers = 0;

  constructor(effort: Effort) {
    this.effort = effort;
  }

  async start(): Promise<void> {
    // Where nginx is started by root, its workers run as another user, and read files in it.
    chmodSync(this.folder, 0o755);
    this.#backend = await startBackend(this.#newFolder());
  }

  /** What a new peer is to do. */
  task(hosts: readonly string[]): Task {
    return { folder: this.#newFolder(), backendPort: this.#backend?.port ?? 0, hosts };
  }

  /** Starts peers, hands them over, and ends them whatever happens. */
  async withPeers<T>(
    starts: readonly (() => Promise<Peer>)[],
    use: (peers: readonly Peer[]) => Promise<T>,
  ): Promise<T> {
    const peers: Peer[] = [];
    try {
      for (const start of starts) peers.push(await start());
      return await use(peers);
    } finally {
      for (const peer of peers) await stopProgram(peer.process);
    }
  }

  /** The same for one of each kind. */
  withEach<T>(
    kinds: readonly PeerKind[],
    hosts: readonly string[],
    use: (peers: readonly Peer[]) => Promise<T>,
  ): Promise<T> {
    return this.withPeers(
      kinds.map((kind) => () => kind.start(this.task(hosts))),
      use,
    );
  }

  /** A server whose port is the backend's own: what is measured there no proxy adds to. */
  get direct(): number {
    return this.#backend?.port ?? 0;
  }

  async close(): Promise<void> {
    if (this.#backend !== undefined) await stopProgram(this.#backend.process);
    rmSync(this.folder, { recursive: true, force: true });
  }

  #newFolder(): string {
    this.#peers += 1;
    const folder = join(this.folder, String(this.#peers));
    mkdirSync(folder);
    return folder;
  }
}
