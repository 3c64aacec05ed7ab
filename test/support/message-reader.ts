/** An HTTP/1.x message as a test sees it. */
export interface Message {
  readonly startLine: string;
  /** Names and values by turns, as sent. */
  readonly headers: readonly string[];
  readonly body: string;
  /** False when the connection ended before the message did. */
  readonly complete: boolean;
}

type Framing =
  | { readonly kind: 'chunked' }
  | { readonly kind: 'length'; readonly length: number }
  | { readonly kind: 'until-end' };

/** Reads one HTTP/1.x message; written for tests, on purpose apart from the parser they test. */
export class MessageReader {
  complete = false;
  startLine = '';
  headers: readonly string[] = [];
  /** Bytes of body so far. */
  size = 0;
  readonly #side: 'request' | 'response';
  readonly #bodyless: boolean;
  #framing: Framing | undefined;
  #rest: Buffer = Buffer.alloc(0);
  readonly #body: Buffer[] = [];

  /** `method` is that of the request, where a response is read. */
  constructor(side: 'request' | 'response', method = '') {
    this.#side = side;
    this.#bodyless = method === 'HEAD';
  }

  get headComplete(): boolean {
    return this.#framing !== undefined;
  }

  /** What came behind the message. */
  get rest(): Buffer {
    return this.#rest;
  }

  feed(data: Buffer): void {
    this.#rest = this.#rest.length === 0 ? data : Buffer.concat([this.#rest, data]);
    if (this.#framing === undefined) this.#readHead();
    if (this.#framing === undefined || this.complete) return;
    if (this.#framing.kind === 'chunked') this.#readChunks();
    else this.#readPlain(this.#framing);
  }

  /** The other side has ended the connection. */
  end(): void {
    if (this.#framing?.kind === 'until-end') this.complete = true;
  }

  message(): Message {
    const { startLine, headers, complete } = this;
    return { startLine, headers, complete, body: Buffer.concat(this.#body).toString('latin1') };
  }

  #readHead(): void {
    const end = this.#rest.indexOf('\r\n\r\n');
    if (end < 0) return;
    const [startLine = '', ...lines] = this.#rest.toString('latin1', 0, end).split('\r\n');
    this.startLine = startLine;
    this.headers = lines.flatMap((line) => {
      const [, name = '', value = ''] = /^([^:]*): ?(.*)$/.exec(line) ?? [];
      return [name, value];
    });
    this.#rest = this.#rest.subarray(end + 4);
    this.#framing = this.#framingOf();
    this.complete = this.#framing.kind === 'length' && this.#framing.length === 0;
  }

  #framingOf(): Framing {
    const status = Number(this.startLine.split(' ')[1]);
    if (this.#side === 'response' && (this.#bodyless || status < 200 || status === 204 || status === 304)) {
      return { kind: 'length', length: 0 };
    }
    if (headerOf(this.headers, 'transfer-encoding') === 'chunked') return { kind: 'chunked' };
    const length = headerOf(this.headers, 'content-length');
    if (length !== undefined) return { kind: 'length', length: Number(length) };
    return this.#side === 'request' ? { kind: 'length', length: 0 } : { kind: 'until-end' };
  }

  #readPlain(framing: Framing): void {
    const wanted = framing.kind === 'length' ? framing.length - this.size : this.#rest.length;
    this.#take(Math.min(wanted, this.#rest.length));
    this.complete = framing.kind === 'length' && this.size === framing.length;
  }

  #readChunks(): void {
    for (;;) {
      const lineEnd = this.#rest.indexOf('\r\n');
      if (lineEnd < 0) return;
      const size = Number.parseInt(this.#rest.toString('latin1', 0, lineEnd), 16);
      if (this.#rest.length < lineEnd + 2 + size + 2) return;
      this.#rest = this.#rest.subarray(lineEnd + 2);
      this.#take(size);
      this.#rest = this.#rest.subarray(2);
      if (size === 0) {
        this.complete = true;
        return;
      }
    }
  }

  #take(bytes: number): void {
    if (bytes > 0) this.#body.push(this.#rest.subarray(0, bytes));
    this.size += bytes;
    this.#rest = this.#rest.subarray(bytes);
  }
}

/** The value of the first field of that name, which is given in lower case. */
export function headerOf(headers: readonly string[], name: string): string | undefined {
  for (let i = 0; i + 1 < headers.length; i += 2) {
    if (headers[i]?.toLowerCase() === name) return headers[i + 1];
  }
  return undefined;
}
