import type { Socket } from 'node:net';
import { expect } from 'vitest';
import type { RoutePolicies } from '../../src/features/policies.ts';
import type { Part } from '../../src/proxy/config/index.ts';
import { AccessLog } from '../../src/proxy/runtime/access-log.ts';
import {
  type DataPlaneSettings,
  defaultDataPlaneSettings,
} from '../../src/proxy/runtime/data-plane-settings.ts';
import { LineWriter } from '../../src/telemetry/index.ts';
import { DataPlaneBench, endpointsPart, httpListener, prefixRoute } from '../support/data-plane.ts';
import { MessageReader } from '../support/message-reader.ts';
import type { RawClient } from '../support/raw-client.ts';
import type { scriptedOrigin } from '../support/scripted-origin.ts';

type Script = Parameters<typeof scriptedOrigin>[0];

export interface RuleOptions {
  /** What the backend does; without it, it answers each whole request with `fine`. */
  readonly backend?: Script;
  readonly settings?: Partial<DataPlaneSettings>;
  readonly policies?: RoutePolicies;
  /** The Service has no endpoint. */
  readonly deserted?: boolean;
}

/** A line of the access log, as far as rules concern it. */
interface LogLine {
  readonly status: number;
  readonly reason?: string;
}

/** The data plane between a client that sends any bytes and a backend that answers any. */
export class RuleBench {
  /** What reached the backend, a text for each connection. */
  readonly seen: string[] = [];
  readonly #bench: DataPlaneBench;
  readonly #lines: LogLine[];

  private constructor(bench: DataPlaneBench, lines: LogLine[]) {
    this.#bench = bench;
    this.#lines = lines;
  }

  static async start({
    backend,
    settings,
    policies,
    deserted = false,
  }: RuleOptions = {}): Promise<RuleBench> {
    const lines: LogLine[] = [];
    const sink = {
      problem: 0,
      reopen() {},
      write: async (text: Buffer) => {
        for (const line of text.toString().trim().split('\n')) lines.push(JSON.parse(line));
        return text.length;
      },
    };
    const log = new AccessLog(new LineWriter(sink), defaultDataPlaneSettings.accessLog);
    const bench = new DataPlaneBench(log);
    const rules = new RuleBench(bench, lines);
    const script = backend ?? answersFine();
    const endpoint = await bench.scripted((socket, received, index) => {
      rules.seen[index] = received;
      script(socket, received, index);
    });
    const route = { ...prefixRoute('/', 'b'), ...(policies && { policies }) };
    const parts: Part[] = [
      httpListener('http'),
      { kind: 'host', table: 't', virtualHost: { host: 'a.example', routes: [route] } },
      endpointsPart('b', ...(deserted ? [] : [endpoint])),
    ];
    if (settings) parts.push({ kind: 'settings', settings: { ...defaultDataPlaneSettings, ...settings } });
    const { listenerProblems } = await bench.dataPlane.apply({ full: true, set: parts, delete: [] });
    expect(listenerProblems).toEqual([]);
    return rules;
  }

  connect(): Promise<RawClient> {
    return this.#bench.connect('http');
  }

  /** Sends bytes on a new connection; all that came until it ended. */
  async ask(bytes: string): Promise<string> {
    const client = await this.connect();
    client.send(bytes);
    return client.untilEnd();
  }

  /** Holds that the last line of the access log, once it is there, has this status and reason. */
  async logs(line: string): Promise<void> {
    const last = (): string => {
      const { status, reason = '' } = this.#lines.at(-1) ?? { status: 0 };
      return `${status} ${reason}`.trimEnd();
    };
    await expect.poll(last, { timeout: 5000 }).toBe(line);
  }

  /** Holds that bytes are answered with a refusal and nothing else, and that nothing behind them is acted on. */
  async refuses(bytes: string, status: number, reason = 'BadRequest'): Promise<string> {
    const received = await this.ask(`${bytes}${get('/smuggled')}`);
    expect(received).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(received.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(received).toContain('Connection: close\r\n');
    await this.logs(`${status} ${reason}`);
    expect(this.seen.join('')).not.toContain('smuggled');
    return received;
  }

  /** As {@link refuses}, and the backend hears nothing of it. */
  async refusesAtOnce(bytes: string, status: number, reason?: string): Promise<void> {
    await this.refuses(bytes, status, reason);
    expect(this.seen).toEqual([]);
  }

  /** Holds that a request is answered here and never goes on. `line` is what the log says. */
  async refusesQuietly(bytes: string, line: string): Promise<string> {
    const client = await this.connect();
    client.send(bytes);
    const received = await client.until('\r\n\r\n');
    expect(received).toMatch(new RegExp(`^HTTP/1\\.1 ${line.slice(0, 3)} `));
    await this.logs(line);
    expect(this.seen).toEqual([]);
    return received;
  }

  /** Sends one request that closes its connection; what the backend saw of it, and the answer. */
  async forwards(bytes: string): Promise<{ readonly seen: string; readonly answer: string }> {
    const answer = await this.ask(bytes);
    return { seen: this.seen.join(''), answer };
  }

  /** Connections to the backend, idle ones too. */
  get upstreamConnections(): number {
    const gauges = this.#bench.dataPlane.gauges();
    return (gauges['upstream idle'] ?? 0) + (gauges['upstream active'] ?? 0);
  }

  close(): Promise<void> {
    return this.#bench.close();
  }
}

/** A request for a path, with lines of its own. */
export function get(path: string, ...lines: readonly string[]): string {
  return request('GET', path, lines);
}

/** A request with a head of its own, and what follows the head. */
export function request(method: string, path: string, lines: readonly string[], body = ''): string {
  const text = ['Host: a.example', ...lines].map((line) => `${line}\r\n`).join('');
  return `${method} ${path} HTTP/1.1\r\n${text}\r\n${body}`;
}

/** A script that answers each whole request with the same bytes. */
export function answers(bytes: string, end: 'end' | 'keep' | 'reset' = 'keep'): Script {
  return wholeRequests((socket) => {
    socket.write(bytes, 'latin1');
    if (end === 'end') socket.end();
    else if (end === 'reset') setImmediate(() => socket.resetAndDestroy());
  });
}

/** A script that answers `fine`. */
export function answersFine(): Script {
  return answers('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine');
}

function wholeRequests(answer: (socket: Socket) => void): Script {
  const readers = new WeakMap<Socket, { reader: MessageReader; taken: number }>();
  return (socket, received) => {
    const state = readers.get(socket) ?? { reader: new MessageReader('request'), taken: 0 };
    readers.set(socket, state);
    state.reader.feed(Buffer.from(received.slice(state.taken), 'latin1'));
    state.taken = received.length;
    while (state.reader.complete) {
      const { rest } = state.reader;
      state.reader = new MessageReader('request');
      answer(socket);
      state.reader.feed(rest);
    }
  };
}
