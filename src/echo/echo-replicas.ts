import { type EchoReplica, startEchoReplica } from './echo-server.ts';

/** Address and port of a replica. */
export interface EchoEndpoint {
  readonly address: string;
  readonly port: number;
}

/** A Service (`namespace/name`) and its replicas. */
export type EchoEntry = readonly [service: string, endpoints: readonly EchoEndpoint[]];

export const replicasPerService = 3;
/** Beyond this many, Services get no echo backend: three sockets each is what one process should hold. */
export const maxEchoServices = 2000;

/** Replicas by Service: those asked for run, others are closed. */
export class EchoReplicas {
  readonly #running = new Map<string, readonly EchoReplica[]>();

  /**
   * Makes the replicas of these Services run and no others, and says where. One that runs already keeps its address;
   * a new one takes that of `previous` again if it can. Services beyond the limit, and those whose replicas could not
   * start, are left out. Call it again only once it has resolved.
   */
  async keep(services: readonly string[], previous: readonly EchoEntry[]): Promise<EchoEntry[]> {
    const wanted = new Set(services.slice(0, maxEchoServices));
    for (const [service, replicas] of this.#running) {
      if (wanted.has(service)) continue;
      for (const replica of replicas) replica.close();
      this.#running.delete(service);
    }
    const ports = new Map(
      previous.map(([service, endpoints]) => [service, endpoints.map(({ port }) => port)]),
    );
    for (const service of wanted) {
      if (!this.#running.has(service)) await this.#start(service, ports.get(service) ?? []);
    }
    return Array.from(this.#running, ([service, replicas]) => [
      service,
      replicas.map(({ address, port }) => ({ address, port })),
    ]);
  }

  close(): void {
    for (const replica of [...this.#running.values()].flat()) replica.close();
    this.#running.clear();
  }

  async #start(service: string, ports: readonly number[]): Promise<void> {
    const name = service.slice(service.indexOf('/') + 1);
    const started = await Promise.allSettled(
      Array.from({ length: replicasPerService }, (_, index) =>
        startEchoReplica(service, `${name}-echo-${index + 1}`, ports[index]),
      ),
    );
    const replicas = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    if (replicas.length > 0) this.#running.set(service, replicas);
  }
}
