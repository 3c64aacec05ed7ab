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
/** Of the requests due, so many must have been answered for a run to say anything. */
const leastShare = 0.98;

/** How much longer a request takes through each proxy than to the backend itself, at half of what the proxy can do. */
export async function latencySection(session: Session, kinds: readonly PeerKind[]): Promise<Section> {
  const { folder, effort } = session;
  const rows = await session.withEach(kinds, [firstHost], async (peers) => {
    const rates = new Map<string, number>();
    for (const peer of peers) {
      await putLoad(peer, small, folder, warmUpSeconds);
      const { requestsPerSecond } = await putLoad(peer, small, folder, effort.seconds);
      rates.set(peer.name, Math.round(requestsPerSecond / 2));
    }
    const added = new Map(peers.map(({ name }) => [name, [] as Latency[]]));
    for (let round = 0; round < effort.rounds; round += 1) {
      for (const { name, httpPort } of peers) {
        const rate = rates.get(name) ?? 0;
        const direct = await measure(session.direct, rate, effort.seconds);
        const through = await measure(httpPort, rate, effort.seconds);
        added.get(name)?.push({ p50: through.p50 - direct.p50, p99: through.p99 - direct.p99 });
      }
    }
    return peers.map(({ name }) => {
      const list = added.get(name) ?? [];
      const middle = (what: keyof Latency): string => String(median(list.map((latency) => latency[what])));
      return [name, (rates.get(name) ?? 0).toLocaleString('en'), middle('p50'), middle('p99')];
    });
  });
  for (const row of rows) console.log(row.join(', '));
  const head = ['proxy', 'requests a second', 'added at p50, µs', 'added at p99, µs'];
  return { title: 'Added latency at half load', body: table(head, rows) };
}

async function measure(port: number, rate: number, seconds: number): Promise<Latency> {
  const args = [client, port, firstHost, rate, seconds].map(String);
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { p50, p99, share } = JSON.parse(stdout);
  if (share < leastShare)
    console.log(`only ${(share * 100).toFixed(0)} % of ${rate} requests a second were answered in time`);
  return { p50, p99 };
}
