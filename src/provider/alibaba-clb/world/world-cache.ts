import { errorMessage, type Logger } from '../../../base/index.ts';
import { managedLoadBalancerId } from '../../../model/index.ts';
import type { ClbInstanceHead } from '../api/clb-api.ts';
import type { InstanceQueue } from '../execute/instance-queue.ts';
import type { Retries } from '../execute/retries.ts';
import { clusterTag, isOurs } from '../names.ts';
import type { ClbCertificate, ClbInstance, ClbWorld } from './clb-world.ts';
import { findGroupHomes, findListenerHomes, observeInstances } from './observe-world.ts';
import type { WorldReader } from './read-instance.ts';

export interface WorldCacheOptions extends WorldReader {
  readonly queue: InstanceQueue;
  readonly retries: Retries;
  readonly logger: Logger;
}

/** Why something has to be read: it may have changed (`old`), or what is known of it may be wrong (`doubt`). */
type Due = 'doubt' | 'old';

/** Of the list of instances we made, and of the list of our certificates. */
const made = 'made';
const certificates = 'certificates';

/**
 * The world as known. Our own calls keep it up to date, so that a plan after a small change, or none, costs no read.
 *
 * Reads of a full look (the first one, and one after each {@link WorldCache.age}), `made` and `named` being numbers of instances:
 * pages of the made (1), `named`, ⌈(made + named)/10⌉ for listeners, 1 an instance for its groups, 1 a group of ours for its members,
 * 1 a listener of ours for its rules and 1 for the extensions of an HTTPS listener of ours, 1 for the certificates. The first look
 * reads two lists of tagged things beside, to find what an earlier run left on instances that nothing names any more.
 * An instance named anew, or in doubt, costs its own share only.
 */
export class WorldCache {
  readonly #options: WorldCacheOptions;
  readonly #instances = new Map<string, ClbInstance>();
  readonly #absent = new Set<string>();
  readonly #due = new Map<string, Due>([
    [made, 'doubt'],
    [certificates, 'doubt'],
  ]);
  readonly #unread = new Map<string, unknown>();
  readonly #vanished = new Set<string>();
  #certificates: readonly ClbCertificate[] = [];
  #generation = 0;
  #leftoversFound = false;

  constructor(options: WorldCacheOptions) {
    this.#options = options;
  }

  /** As far as it could be read. */
  get world(): ClbWorld {
    return { instances: new Map(this.#instances), certificates: this.#certificates };
  }

  /** Load balancers whose instance, made by us, was gone at the last full look, and not by our doing. */
  get vanished(): ReadonlySet<string> {
    return this.#vanished;
  }

  /** Counts the instances made by us that are gone, so that the next one gets another token. */
  get generation(): number {
    return this.#generation;
  }

  /** Why a thing is not known well enough to be planned with: by instance id, or `made` or `certificates` for the lists. */
  get unread(): ReadonlyMap<'certificates' | 'made' | (string & {}), unknown> {
    return this.#unread;
  }

  instance(id: string): ClbInstance | undefined {
    return this.#instances.get(id);
  }

  /** Everything is read anew by the next {@link refresh}; what cannot be read stays as it is known. */
  age(): void {
    this.#vanished.clear();
    this.#absent.clear();
    for (const key of [made, certificates, ...this.#instances.keys()]) this.#mark(key, 'old');
  }

  /** An instance is read anew by the next {@link refresh}, if something named needs it. */
  ageInstance(instanceId: string): void {
    this.#absent.delete(instanceId);
    if (this.#instances.has(instanceId)) this.#mark(instanceId, 'old');
  }

  /** What is known of an instance may be wrong: it is read before it is planned with again. */
  doubt(instanceId: string): void {
    this.#mark(instanceId, 'doubt');
  }

  /** An instance may have been made, or not. */
  doubtMade(): void {
    this.#mark(made, 'doubt');
  }

  /** A certificate may have been uploaded, or not. */
  doubtCertificates(): void {
    this.#mark(certificates, 'doubt');
  }

  put(instance: ClbInstance): void {
    this.#instances.set(instance.id, instance);
    this.#absent.delete(instance.id);
  }

  /** Writes down what a call of ours did to an instance; nothing where it is not known. */
  change(instanceId: string, change: (instance: ClbInstance) => ClbInstance): void {
    const instance = this.#instances.get(instanceId);
    if (instance !== undefined) this.#instances.set(instanceId, change(instance));
  }

  /** Writes down that we deleted an instance. */
  remove(instanceId: string): void {
    this.#instances.delete(instanceId);
    this.#due.delete(instanceId);
    this.#generation += 1;
  }

  changeCertificates(change: (known: readonly ClbCertificate[]) => readonly ClbCertificate[]): void {
    this.#certificates = change(this.#certificates);
  }

  /**
   * Reads what has to be read for a plan that names the instances `named`. Never rejects: what cannot be read is in
   * {@link unread} where it is needed, and tried again after a wait. Returns whether anything was read.
   */
  async refresh(named: readonly string[]): Promise<boolean> {
    for (const id of named) if (!this.#instances.has(id) && !this.#absent.has(id)) this.#mark(id, 'doubt');
    const due = this.#due.size;
    const heads = await this.#readMade();
    await Promise.all([this.#readInstances(heads), this.#readCertificates()]);
    await this.#readLeftovers();
    this.#forget(new Set(named));
    return due > 0;
  }

  #mark(key: string, due: Due): void {
    if (this.#due.get(key) !== 'doubt') this.#due.set(key, due);
  }

  async #readMade(): Promise<readonly ClbInstanceHead[]> {
    const { api, clusterId } = this.#options;
    let heads: readonly ClbInstanceHead[] = [];
    await this.#read(made, async () => {
      heads = await api.findInstances({ key: clusterTag, value: clusterId });
    });
    for (const { id } of heads) if (!this.#instances.has(id)) this.#mark(id, 'doubt');
    return heads;
  }

  async #readCertificates(): Promise<void> {
    const { api, clusterId } = this.#options;
    await this.#read(certificates, async () => {
      this.#certificates = await api.findCertificates({ key: clusterTag, value: clusterId });
    });
  }

  async #readInstances(heads: readonly ClbInstanceHead[]): Promise<void> {
    const { queue, retries } = this.#options;
    const ids = [...this.#due.keys()].filter(
      (key) => key !== made && key !== certificates && !retries.waits(readKey(key)),
    );
    if (ids.length === 0) return;
    const { instances, failed } = await observeInstances(this.#options, queue, ids, heads);
    for (const [id, instance] of instances) {
      this.#done(id);
      if (instance === undefined) this.#notThere(id);
      else this.#take(instance);
    }
    for (const [id, error] of failed) this.#failed(id, error);
  }

  async #readLeftovers(): Promise<void> {
    if (this.#leftoversFound) return;
    const look = async (id: string): Promise<void> => {
      if (this.#instances.has(id)) return;
      this.#mark(id, 'doubt');
      await this.#readInstances([]);
    };
    await this.#read('leftovers', async () => {
      for (const id of await findListenerHomes(this.#options)) await look(id);
      await findGroupHomes(this.#options, this.#instances, look);
      this.#leftoversFound = true;
    });
  }

  async #read(key: string, task: () => Promise<void>): Promise<void> {
    const wanted = key === 'leftovers' || this.#due.has(key);
    if (!wanted || this.#options.retries.waits(readKey(key))) return;
    try {
      await task();
      this.#done(key);
    } catch (error) {
      this.#failed(key, error);
    }
  }

  #done(key: string): void {
    this.#due.delete(key);
    this.#unread.delete(key);
    this.#options.retries.succeeded(readKey(key));
  }

  #failed(key: string, error: unknown): void {
    const { logger, retries } = this.#options;
    if (this.#due.get(key) === 'doubt') this.#unread.set(key, error);
    retries.failed(readKey(key), 'soon');
    logger.warn('CLB could not be read; it is tried again', { what: key, error: errorMessage(error) });
  }

  /** A new instance we made is in place of one that vanished, but what vanished is told until the next full look. */
  #take(instance: ClbInstance): void {
    const before = this.#instances.get(instance.id);
    if (before !== undefined && this.#isMade(before) && !this.#isMade(instance)) this.#notThere(instance.id);
    this.put(instance);
  }

  #notThere(id: string): void {
    const before = this.#instances.get(id);
    this.#absent.add(id);
    if (before === undefined) return;
    this.#instances.delete(id);
    if (!this.#isMade(before)) return;
    this.#vanished.add(managedLoadBalancerId);
    this.#generation += 1;
    this.#options.logger.warn('an instance that Sluice made is gone, and not by its doing', { instance: id });
  }

  #isMade({ tags }: ClbInstanceHead): boolean {
    return isOurs(tags, this.#options.clusterId);
  }

  /** Existing instances that nothing names and that carry nothing of ours are no business of this installation. */
  #forget(named: ReadonlySet<string>): void {
    const { clusterId } = this.#options;
    for (const [id, instance] of this.#instances) {
      if (named.has(id) || this.#isMade(instance)) continue;
      const things = [...instance.listeners, ...instance.serverGroups];
      if (things.some(({ tags }) => isOurs(tags, clusterId))) continue;
      this.#instances.delete(id);
      this.#due.delete(id);
    }
    for (const id of [...this.#absent, ...this.#unread.keys()]) {
      if (id === made || id === certificates || named.has(id)) continue;
      if (this.#instances.has(id)) continue;
      this.#absent.delete(id);
      this.#unread.delete(id);
      this.#due.delete(id);
    }
  }
}

function readKey(key: string): string {
  return `read ${key}`;
}
