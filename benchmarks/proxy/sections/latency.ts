import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { firstHost } from '../hosts.ts';
import { small } from '../loads.ts';
import type { PeerKind } from '../peers/peer.ts';
import { type Section, table } from '../results.ts';
import type { Session } from '../session.ts';
import { median } from '../statistics.ts';
import { putLoad, warmUpSeconds } from '../wrk.ts';

/** Microseconds. */
interface Latency {
  readonly p50: number;
  readonly p99: number;
}

const client = join(import.meta.dirname, '../steady-client.ts');
/** Requests a second: about half of what the client, the slowest proxy and the backend can do on two processors. */
const rate = 5000;
/** Of the requests due, so many must have been answered for a run to say anything. */
const leastShare = 0.98;

/** How much longer a request takes through each proxy than to the backend itself, at a steady rate. */
export async function latencySection(session: Session, kinds: readonly PeerKind[]): Promise<Section> {
  const { folder, effort } = session;
  const rows = await session.withEach(kinds, [firstHost], async (peers) => {
    for (const peer of peers) await putLoad(peer, small, folder, warmUpSeconds);
    const added = new Map(peers.map(({ name }) => [name, [] as Latency[]]));
    for (let round = 0; round < effort.rounds; round += 1) {
      for (const { name, httpPort } of peers) {
        const direct = await measure(session.direct, effort.seconds);
        const through = await measure(httpPort, effort.seconds);
        added.get(name)?.push({ p50: through.p50 - direct.p50, p99: through.p99 - direct.p99 });
      }
    }
    return [...added].map(([name, list]) => [
      name,
      ...(['p50', 'p99'] as const).map((what) => String(median(list.map((latency) => latency[what])))),
    ]);
  });
  for (const row of rows) console.log(row.join(', '));
  const head = ['proxy', 'added at p50, µs', 'added at p99, µs'];
  return {
    title: `Added latency at ${rate.toLocaleString('en')} requests a second`,
    body: table(head, rows),
  };
}

/** @throws Error when the rate was not kept: the figures would be those of a queue. */
async function measure(port: number, seconds: number): Promise<Latency> {
  const args = [client, port, firstHost, rate, seconds].map(String);
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { p50, p99, share } = JSON.parse(stdout);
  if (share < leastShare) throw new Error(`only ${(share * 100).toFixed(0)} % of the requests were answered`);
  return { p50, p99 };
}
