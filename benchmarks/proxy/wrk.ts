import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cpuTimeOf } from './accounting.ts';
import { firstHost } from './hosts.ts';
import type { Peer } from './peers/peer.ts';

/** Requests as wrk makes them: each connection sends its next one once it has the answer. */
export interface Load {
  readonly name: string;
  readonly path: string;
  readonly connections: number;
  readonly secure?: true;
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes of a POST. */
  readonly body?: number;
  /** Hosts that the requests go to, by turns and in no order; one where absent. */
  readonly hosts?: readonly string[];
}

/** What a run of wrk came to. */
export interface WrkResult {
  readonly requests: number;
  readonly requestsPerSecond: number;
}

const run = promisify(execFile);

/** Seconds of load before anything counts: a process that compiles its code while it runs is at its pace only then. */
export const warmUpSeconds = 8;

/**
 * Puts a load on a proxy for some seconds.
 * @throws Error when a connection fails or an answer is not right: such a run says nothing.
 */
export async function putLoad(peer: Peer, load: Load, folder: string, seconds: number): Promise<WrkResult> {
  const script = join(folder, 'load.lua');
  writeFileSync(script, luaOf(load));
  const [scheme, port] = load.secure ? ['https', peer.httpsPort] : ['http', peer.httpPort];
  const options = ['-t1', `-c${load.connections}`, `-d${seconds}s`, '-s', script];
  const { stdout } = await run('wrk', [...options, `${scheme}://127.0.0.1:${port}${load.path}`]);
  const requests = Number(/(\d+) requests in/.exec(stdout)?.[1]);
  if (!(requests > 0) || /Non-2xx|Socket errors/.test(stdout)) {
    throw new Error(`${peer.name}, ${load.name}: ${stdout}`);
  }
  return { requests, requestsPerSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]) };
}

/** Seconds of load before each run that counts: getting up after a rest is not what a request costs. */
const leadInSeconds = 1;

/** Microseconds of CPU time that all processes of a proxy used for one request. */
export async function costOf(peer: Peer, load: Load, folder: string, seconds: number): Promise<number> {
  await putLoad(peer, load, folder, leadInSeconds);
  const pid = peer.process.pid ?? 0;
  const before = cpuTimeOf(pid);
  const { requests } = await putLoad(peer, load, folder, seconds);
  return ((cpuTimeOf(pid) - before) * 1000) / requests;
}

/** Requests are made beforehand, so that many hosts cost the client no more than one. */
function luaOf({ headers = {}, body, hosts = [firstHost] }: Load): string {
  const fields = Object.entries(headers).map(([name, value]) => `wrk.headers["${name}"] = "${value}"\n`);
  const post = body === undefined ? '' : `wrk.method = "POST"\nwrk.body = string.rep("x", ${body})\n`;
  const prepared = 4096;
  return `${fields.join('')}${post}
local hosts = { ${Array.from({ length: Math.min(hosts.length, prepared) }, (_, at) => `"${hosts[(at * 7919) % hosts.length]}"`).join(', ')} }
local requests = {}
local next = 0
function init()
  for i, host in ipairs(hosts) do
    wrk.headers["Host"] = host
    requests[i] = wrk.format()
  end
end
function request()
  next = next % #requests + 1
  return requests[next]
end
`;
}
