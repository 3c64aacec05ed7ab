import type { SiteEdit } from '../test/support/changing-site.ts';
import { Expectations } from '../test/support/expectations.ts';
import { ingress, instanceAnnotations, manifest } from '../test/support/manifests.ts';
import { noAnswer } from './connection.ts';

export interface MovingOptions {
  readonly name: string;
  /** The Service that answers, and the instance it moves to. */
  readonly service: string;
  readonly instance: string;
  /** True when the other instance has no Ingress but this one, so that its listeners come and go. */
  readonly alone: boolean;
}

/** A host whose Ingress moves between the default instance (home) and a named one (away). */
export class MovingSite {
  readonly host: string;
  readonly home: Expectations;
  readonly away: Expectations;
  readonly #options: MovingOptions;
  #isAway = false;

  constructor(options: MovingOptions) {
    this.#options = options;
    this.host = `${options.name}.example`;
    this.home = new Expectations(this.#at(true));
    this.away = new Expectations(this.#at(false));
  }

  files(): Readonly<Record<string, string>> {
    const { file, text = '' } = this.#edit();
    return { [file]: text };
  }

  next(): SiteEdit {
    this.#isAway = !this.#isAway;
    this.home.begin(this.#at(!this.#isAway));
    this.away.begin(this.#at(this.#isAway));
    return this.#edit();
  }

  settle(): void {
    this.home.settle();
    this.away.settle();
  }

  /** Where the host is not served, the instance says 404; one that has just lost its last Ingress says nothing. */
  #at(here: boolean): string {
    if (here) return this.#options.service;
    return this.#options.alone ? `404|${noAnswer}` : '404';
  }

  #edit(): SiteEdit {
    const { name, service, instance } = this.#options;
    const annotations = this.#isAway ? { [instanceAnnotations[0]]: instance } : {};
    return {
      file: `${name}.yaml`,
      text: manifest(ingress(name, [[this.host, '/', service]], { annotations })),
      line: new RegExp(`^Ingress default/${name} `),
    };
  }
}
