import { type MessageLimits, responseLimits } from '../../src/proxy/http1/limits.ts';
import { differenceOfRequests } from './compare-requests.ts';
import { differenceOfResponses } from './compare-responses.ts';
import { ServedConnection } from './connection.ts';
import { hasTabAfterCoding } from './deviations.ts';
import type { Figures } from './figures.ts';
import { differenceForwarded, differenceReturned, forwardedRequest, forwardedResponse } from './forward.ts';
import { generateRequests, generateResponses } from './generate.ts';
import { generateLargeRequest, generateLargeResponse } from './generate-large.ts';
import { mutate } from './mutate.ts';
import { RequestOracle } from './oracle-requests.ts';
import { ResponseOracle } from './oracle-responses.ts';
import { parseRequests } from './parse-requests.ts';
import { parseResponse } from './parse-response.ts';
import { Random } from './random.ts';
import { sameReading } from './same-reading.ts';
import { cutPlaces, octets, pieces, randomPieces } from './split.ts';

/** How often the dear checks are made: once in so many inputs. */
export interface Rates {
  readonly oracle: number;
  /** Cut at a few random places. */
  readonly pieces: number;
  /** Cut at every place, and into single octets. */
  readonly everyPlace: number;
}

/** An input on which something differs. */
export class Finding extends Error {
  readonly input: string;

  constructor(what: string, input: string) {
    super(what);
    this.input = input;
  }
}

/** A message of the oracle must wait for a turn of the event loop; it is compared with others of its kind then. */
interface Waiting {
  readonly data: Buffer;
  readonly method: string;
  readonly limits: MessageLimits;
  readonly oracle: ResponseOracle;
}

const mostCuts = 200;

/** For what we forward: the lines of our own may carry a message over the limit it came under. */
const roomyLimits = { ...responseLimits, head: 100_000, headerLines: 300 };

/** Makes inputs from a seed and judges each; throws a {@link Finding}. */
export class Campaign {
  readonly #seed: number;
  readonly #rates: Rates;
  readonly #figures: Figures;
  readonly #oracle: RequestOracle = new RequestOracle();
  readonly #served: ServedConnection = new ServedConnection();
  #waiting: Waiting[] = [];

  constructor(seed: number, rates: Rates, figures: Figures) {
    this.#seed = seed;
    this.#rates = rates;
    this.#figures = figures;
  }

  /** Judges the inputs from number `from` on, `count` of them; requests and responses by turns. */
  async run(from: number, count: number): Promise<void> {
    for (let index = from; index < from + count; index += 1) {
      const since = performance.now();
      this.#judge(index);
      this.#figures.slowest = Math.max(this.#figures.slowest, performance.now() - since);
      if (index % 256 === 255) await this.#turn();
    }
    await this.#turn();
  }

  close(): void {
    this.#served.close();
  }

  #judge(index: number): void {
    const random = new Random(this.#seed, index);
    const requests = index % 2 === 0;
    const whole = generate(random, requests);
    const text = random.oneIn(whole.length > 3000 ? 2 : 12) ? whole : mutate(random, whole);
    if (text !== whole) this.#figures.mutated += 1;
    this.#figures.inputs += 1;
    try {
      if (requests) this.#judgeRequests(Buffer.from(text, 'latin1'), random);
      else this.#judgeResponse(Buffer.from(text, 'latin1'), random);
    } catch (error) {
      if (error instanceof Finding) throw error;
      throw new Finding(error instanceof Error ? (error.stack ?? error.message) : String(error), text);
    }
  }

  #judgeRequests(data: Buffer, random: Random): void {
    const parsed = parseRequests([data]);
    if (typeof parsed.end === 'object') this.#figures.countRefusal(parsed.end);
    else if (parsed.requests.at(-1)?.complete === true) this.#figures.accepted += 1;
    else this.#figures.waiting += 1;
    for (const parts of this.#splits(data, random)) {
      if (!sameReading(parseRequests(parts), parsed)) throw split(parts, data);
    }
    const compared = random.oneIn(this.#rates.oracle) && !hasTabAfterCoding(data);
    if (compared) {
      this.#figures.oracle += 1;
      this.#figures.connections += 1;
      report(differenceOfRequests(parsed, this.#oracle.parse(data)), 'against Node', data);
      report(this.#served.difference(randomPieces(random, data), parsed), 'as served', data);
    }
    for (const sent of parsed.requests) {
      if (!sent.complete) continue;
      this.#figures.forwarded += 1;
      const forwarded = Buffer.from(forwardedRequest(sent), 'latin1');
      const again = parseRequests([forwarded], roomyLimits);
      report(differenceForwarded(sent, again), 'forwarded', data);
      if (compared)
        report(differenceOfRequests(again, this.#oracle.parse(forwarded)), 'forwarded, Node', data);
    }
  }

  #judgeResponse(data: Buffer, random: Random): void {
    const method = random.oneIn(6) ? 'HEAD' : 'GET';
    const parsed = parseResponse([data], method);
    if (typeof parsed.end === 'object') this.#figures.countRefusal(parsed.end);
    else if (parsed.end === 'waiting') this.#figures.waiting += 1;
    else this.#figures.accepted += 1;
    for (const parts of this.#splits(data, random)) {
      if (!sameReading(parseResponse(parts, method), parsed)) throw split(parts, data);
    }
    const compared = random.oneIn(this.#rates.oracle) && !hasTabAfterCoding(data);
    if (compared) this.#compareLater(data, method, responseLimits);
    if (parsed.end !== 'complete' && parsed.end !== 'until-close') return;
    const text = forwardedResponse(parsed);
    if (text === undefined) return;
    this.#figures.forwarded += 1;
    const forwarded = Buffer.from(text, 'latin1');
    report(differenceReturned(parsed, parseResponse([forwarded], method, roomyLimits)), 'forwarded', data);
    if (compared) this.#compareLater(forwarded, method, roomyLimits);
  }

  #splits(data: Buffer, random: Random): Buffer[][] {
    const splits: Buffer[][] = [];
    if (random.oneIn(this.#rates.pieces)) splits.push(randomPieces(random, data));
    if (random.oneIn(this.#rates.everyPlace)) {
      for (const place of cutPlaces(random, data.length, mostCuts)) splits.push(pieces(data, [place]));
      splits.push(octets(data));
    }
    this.#figures.splits += splits.length;
    return splits;
  }

  #compareLater(data: Buffer, method: string, limits: MessageLimits): void {
    this.#waiting.push({ data, method, limits, oracle: new ResponseOracle(method) });
  }

  /** Lets the event loop turn, then compares the responses that waited for it. */
  async #turn(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { data, method, limits, oracle } of waiting) {
      const parsed = parseResponse([data], method, limits);
      this.#figures.oracle += 1;
      const theirs = oracle.parse(data, parsed.end === 'until-close');
      report(differenceOfResponses(parsed, theirs), `against Node (${method})`, data);
    }
  }
}

function generate(random: Random, requests: boolean): string {
  if (random.oneIn(500)) return requests ? generateLargeRequest(random) : generateLargeResponse(random);
  return requests ? generateRequests(random) : generateResponses(random);
}

function report(difference: string | undefined, where: string, data: Buffer): void {
  if (difference !== undefined) throw new Finding(`${where}: ${difference}`, data.toString('latin1'));
}

function split(parts: readonly Buffer[], data: Buffer): Finding {
  const lengths = parts.length > 10 ? 'octets' : parts.map((part) => part.length).join(' + ');
  return new Finding(`in pieces (${lengths}) it is read otherwise`, data.toString('latin1'));
}
