import type { RoutePolicies } from '../../features/policies.ts';
import type { ExchangeRecord, ForwardingSettings } from './forwarding.ts';

/** A body in parts: text, or a number of bytes of filling. */
export type Parts = readonly (number | string)[];

/** What a client sends. */
export interface ClientRequest {
  readonly method?: string;
  readonly target?: string;
  readonly host?: string;
  /** Names and values by turns. */
  readonly headers?: readonly string[];
  readonly body?: Parts;
  /** Sends the body without announcing its length. */
  readonly chunked?: boolean;
  /** Sends the body only after a 100. */
  readonly expectContinue?: boolean;
  readonly http10?: boolean;
  /** Reads the response slower than it could be sent. */
  readonly slowReader?: boolean;
}

/** What a client asks that wants a tunnel; it sends `early` with its head, `late` when it is open, then half-closes. */
export interface TunnelRequest {
  readonly early: string;
  readonly late: string;
}

/** What a backend does with one attempt. */
export type Script =
  | ({ readonly kind: 'answer' } & Answer)
  /** Closes once it has the whole head. */
  | { readonly kind: 'close' }
  | { readonly kind: 'hang' }
  /** Sends what is no HTTP response. */
  | { readonly kind: 'nonsense' }
  | { readonly kind: 'refuse' }
  /** Accepts the upgrade, says `greeting` in the same breath, echoes all it gets, and says `farewell` when the client has ended. */
  | { readonly kind: 'tunnel'; readonly greeting: string; readonly farewell: string };

export interface Answer {
  readonly status: number;
  readonly headers?: readonly string[];
  readonly body?: Parts;
  readonly framing?: 'chunked' | 'end' | 'length';
  /** Content-Length of a response that has no body. */
  readonly announced?: number;
  readonly informational?: readonly number[];
  /** Answers as soon as it has the head, and reads no body. */
  readonly early?: boolean;
  /** Closes before the body is whole. */
  readonly breaksOff?: boolean;
  /** Reads the request slower than it could be sent. */
  readonly slowReader?: boolean;
}

export interface ClientOutcome {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: string;
  /** False when the client can tell that something is missing. */
  readonly complete: boolean;
  readonly informational: readonly number[];
}

/** What reached a backend in one attempt. */
export interface SeenRequest {
  readonly method: string;
  readonly target: string;
  readonly host: string;
  readonly headers: readonly string[];
  readonly body: string;
}

/** One run: a client, the forwarder, and backends that play the scripts in turn, one an attempt. */
export interface Bench {
  send(request: ClientRequest): Promise<ClientOutcome>;
  /** Everything that came after the head of the 101. */
  tunnel(request: TunnelRequest): Promise<string>;
  /** What reached the backends, in order. */
  readonly seen: readonly SeenRequest[];
  readonly records: readonly ExchangeRecord[];
  /** The most bytes of bodies that the forwarder held at any moment. */
  readonly mostHeld: number;
  /** Resolves once a backend hangs. */
  hangs(): Promise<void>;
  /** The client breaks its connection off. */
  leave(): void;
  /** Resolves once the exchange of a hanging backend was given up. */
  abandoned(): Promise<void>;
  /** Resolves once so many requests are over. */
  recorded(count: number): Promise<void>;
  close(): Promise<void>;
}

/** Makes benches. */
export interface Harness {
  start(scripts: readonly Script[], options?: BenchOptions): Promise<Bench>;
}

export interface BenchOptions {
  /** How many a picker offers. */
  readonly endpoints?: number;
  readonly policies?: RoutePolicies;
  readonly settings?: Partial<ForwardingSettings>;
}

/** The plainest script. */
export const answersFine: { readonly kind: 'answer' } & Answer = {
  kind: 'answer',
  status: 200,
  body: ['fine'],
};

/** Starts a bench; the suite closes it. */
export type Start = (scripts: readonly Script[], options?: BenchOptions) => Promise<Bench>;

/** Cuts a body into buffers of at most 64 KiB. */
export function* bodyChunks(parts: Parts): Generator<Buffer> {
  for (const part of parts) {
    if (typeof part === 'string') {
      yield Buffer.from(part, 'latin1');
      continue;
    }
    for (let left = part; left > 0; left -= 65_536) yield Buffer.alloc(Math.min(left, 65_536), 'x');
  }
}

export function bodySize(parts: Parts): number {
  return parts.reduce<number>((sum, part) => sum + (typeof part === 'string' ? part.length : part), 0);
}

/** Something that happens once, and can be waited for before and after. */
export class Moment {
  readonly happened: Promise<void>;
  readonly happens: () => void;

  constructor() {
    let happens = (): void => {};
    this.happened = new Promise((resolve) => {
      happens = resolve;
    });
    this.happens = happens;
  }
}

/** Collects records, for {@link Bench}. */
export class Records {
  readonly all: ExchangeRecord[] = [];
  readonly #waiting: { readonly count: number; readonly moment: Moment }[] = [];

  add(record: ExchangeRecord): void {
    this.all.push(record);
    for (const { count, moment } of this.#waiting) if (this.all.length >= count) moment.happens();
  }

  recorded(count: number): Promise<void> {
    const moment = new Moment();
    this.#waiting.push({ count, moment });
    if (this.all.length >= count) moment.happens();
    return moment.happened;
  }
}
