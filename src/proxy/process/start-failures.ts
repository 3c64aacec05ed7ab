import type { Logger } from '../../base/index.ts';
import type { ProcessEnd } from './kept-process.ts';

/** One that ends early may have been killed by anyone; this many in a row are no accident. */
const telling = 3;

/** Counts processes of one program that end before they are ready, and says once that the program cannot start. */
export class StartFailures {
  readonly #name: string;
  readonly #logger: Logger;
  #inRow = 0;

  /** `name` in the plural: `workers`. */
  constructor(name: string, logger: Logger) {
    this.#name = name;
    this.#logger = logger;
  }

  ready(): void {
    this.#inRow = 0;
  }

  /** A process ended before it was ready. */
  failed({ code, signal }: ProcessEnd): void {
    if (code === 0) return;
    this.#inRow += 1;
    if (this.#inRow !== telling) return;
    this.#logger.error(`${this.#name} cannot start: ${telling} in a row ended before they were ready`, {
      lastCode: code,
      lastSignal: signal,
      hint: 'Read what the last one wrote on standard error: a file or package it may not read, an option in NODE_OPTIONS, too little memory.',
    });
  }
}
