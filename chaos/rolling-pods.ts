import { setTimeout as pause } from 'node:timers/promises';
import { manifest, slice } from '../test/support/manifests.ts';
import type { OriginAddress } from '../test/support/named-origin.ts';
import type { Backends } from './backends.ts';
import type { Editor } from './editor.ts';

const podsPerService = 3;
/** What a pod's preStop hook waits, at most; the least is nothing. */
const mostPreStopMs = 200;
const betweenMs = 300;

/** The pods of one Service, that are replaced one after another, as a rollout without surge does. */
export class RollingPods {
  replaced = 0;
  readonly service: string;
  readonly #backends: Backends;
  readonly #pods: OriginAddress[] = [];
  #started = 0;

  constructor(service: string, backends: Backends) {
    this.service = service;
    this.#backends = backends;
  }

  /** Starts the first pods; the manifests of their slices, by file. */
  async start(): Promise<Readonly<Record<string, string>>> {
    const files: Record<string, string> = {};
    for (let count = 0; count < podsPerService; count++) {
      const pod = await this.#startPod();
      files[this.#file(pod)] = this.#slice(pod, { ready: true });
    }
    return files;
  }

  /** Replaces pods until stopped. */
  async roll(editor: Editor, random: () => number, stopped: () => boolean): Promise<void> {
    while (!stopped()) {
      await this.#replace(editor, random() * mostPreStopMs);
      await pause(betweenMs);
    }
  }

  async #replace(editor: Editor, preStopMs: number): Promise<void> {
    const pod = this.#pods.shift();
    if (pod === undefined) return;
    const file = this.#file(pod);
    const terminating = { ready: false, serving: true, terminating: true };
    const marked = editor.make({ file, text: this.#slice(pod, terminating), line: this.#line(pod) });
    // The kubelet does not wait for anybody: the pod's clock starts when its end is announced.
    await pause(preStopMs);
    await this.#backends.leave(pod.name);
    await marked;
    await editor.make({ file, text: undefined, line: this.#line(pod) });
    const next = await this.#startPod();
    await editor.make({
      file: this.#file(next),
      text: this.#slice(next, { ready: true }),
      line: this.#line(next),
    });
    this.replaced += 1;
  }

  async #startPod(): Promise<OriginAddress> {
    this.#started += 1;
    const pod = await this.#backends.start(`${this.service}/${this.#started}`);
    this.#pods.push(pod);
    return pod;
  }

  #file(pod: OriginAddress): string {
    return `pods/${sliceName(pod)}.yaml`;
  }

  #line(pod: OriginAddress): RegExp {
    return new RegExp(`^EndpointSlice default/${this.service}-${sliceName(pod)} `);
  }

  #slice(pod: OriginAddress, conditions: Readonly<Record<string, boolean>>): string {
    return manifest(slice(this.service, { ...pod, name: sliceName(pod) }, undefined, conditions));
  }
}

function sliceName({ name }: OriginAddress): string {
  return name.replace('/', '-');
}
