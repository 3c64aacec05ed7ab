interface Waiter<Answer> {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** Questions that travelled and their answers, joined by id. An answer nobody asked for is ignored. */
export class PendingAnswers<Answer> {
  readonly #waiters = new Map<string, Waiter<Answer>>();
  readonly #prefix: string;
  #sequence = 0;

  /** `prefix` keeps ids apart from those of an earlier process. */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  ask(send: (id: string) => void): Promise<Answer> {
    this.#sequence += 1;
    const id = `${this.#prefix}/${this.#sequence}`;
    return new Promise((resolve, reject) => {
      this.#waiters.set(id, { resolve, reject });
      send(id);
    });
  }

  resolve(id: string, answer: Answer): void {
    this.#waiters.get(id)?.resolve(answer);
    this.#waiters.delete(id);
  }

  reject(id: string, error: Error): void {
    this.#waiters.get(id)?.reject(error);
    this.#waiters.delete(id);
  }
}
