import { membersWith, residentOf } from '../accounting.ts';
import { hostNames } from '../hosts.ts';
import { manyHosts } from '../loads.ts';
import type { Peer } from '../peers/peer.ts';
import { sluice } from '../peers/sluice.ts';
import { type Section, table } from '../results.ts';
import type { Session } from '../session.ts';
import { median, ratios, threeDigits, withSpread } from '../statistics.ts';
import { costOf, putLoad, warmUpSeconds } from '../wrk.ts';

interface Sample {
  readonly cost: number;
  /** KiB of a worker, before any request. */
  readonly worker: number;
}

const mib = 1024;

/**
 * Row c, and how cost and memory grow with the number of hosts: each round measures one instance with one host and one
 * with many, both fresh, in turn. `counts` are numbers of hosts.
 */
export async function hostCountSection(session: Session, counts: readonly number[]): Promise<Section> {
  const rows: string[][] = [];
  for (const count of counts) {
    const one: Sample[] = [];
    const many: Sample[] = [];
    for (let round = 0; round < session.effort.rounds; round += 1) {
      const [first, second] = await measurePair(session, count);
      one.push(first);
      many.push(second);
    }
    const grown = median(many.map(({ worker }, round) => worker - (one[round]?.worker ?? 0)));
    const spread = withSpread(
      ratios(
        many.map(({ cost }) => cost),
        one.map(({ cost }) => cost),
      ),
    );
    const costs = [one, many].map((samples) => threeDigits(median(samples.map(({ cost }) => cost))));
    const name = count.toLocaleString('en');
    rows.push([
      name,
      ...costs,
      spread,
      (grown / mib).toFixed(1),
      ((grown / count) * (10_000 / mib)).toFixed(1),
    ]);
    console.log(`${name} hosts: ${spread} of one, workers grow by ${(grown / mib).toFixed(1)} MiB`);
  }
  const head = [
    'hosts',
    'at 1 host, µs',
    'at so many, µs',
    'ratio',
    'a worker grows by, MiB',
    'of that for 10,000 routes',
  ];
  return { title: 'Growth with the number of hosts: row c', body: table(head, rows) };
}

/** Both take the same load in the same order, forwards and backwards. */
async function measurePair(session: Session, count: number): Promise<[Sample, Sample]> {
  const { folder, effort } = session;
  const starts = [1, count].map((hosts) => () => sluice.start(session.task(hostNames(hosts))));
  return session.withPeers(starts, async ([one, many]) => {
    if (one === undefined || many === undefined) throw new Error('no pair');
    const workers = [workerMemory(one), workerMemory(many)];
    const pairs = [
      { peer: one, load: manyHosts(1) },
      { peer: many, load: manyHosts(count) },
    ];
    for (const { peer, load } of pairs) await putLoad(peer, load, folder, warmUpSeconds);
    const costs: number[][] = [[], []];
    for (const place of [0, 1, 1, 0]) {
      const pair = pairs[place];
      if (pair !== undefined) costs[place]?.push(await costOf(pair.peer, pair.load, folder, effort.seconds));
    }
    const sample = (place: number): Sample => {
      const figures = costs[place] ?? [];
      return {
        cost: figures.reduce((sum, figure) => sum + figure, 0) / figures.length,
        worker: workers[place] ?? 0,
      };
    };
    return [sample(0), sample(1)];
  });
}

function workerMemory(peer: Peer): number {
  const workers = membersWith(peer.process.pid ?? 0, 'worker-main');
  return workers.reduce((sum, pid) => sum + residentOf(pid), 0) / workers.length;
}
