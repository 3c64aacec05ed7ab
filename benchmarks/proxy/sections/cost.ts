import { hostNames } from '../hosts.ts';
import { loads, manyHosts } from '../loads.ts';
import type { Peer, PeerKind } from '../peers/peer.ts';
import { type Section, table } from '../results.ts';
import type { Session } from '../session.ts';
import { geometricMean, median, ratios, threeDigits, withSpread } from '../statistics.ts';
import { costOf, type Load, putLoad, warmUpSeconds } from '../wrk.ts';

/** Costs by name of the proxy, one a round. */
type Costs = ReadonlyMap<string, readonly number[]>;

const many = 10_000;
const us = 'Sluice';

/** Rows a and b: CPU time per request against each other proxy, load by load. `only` names one load. */
export async function costSection(
  session: Session,
  kinds: readonly PeerKind[],
  only?: string,
): Promise<Section> {
  const rows: { readonly load: Load; readonly costs: Costs }[] = [];
  const wanted = (load: Load): boolean => only === undefined || load.name === only;
  const measureAll = async (chosen: readonly Load[], hosts: number): Promise<void> => {
    if (chosen.length === 0) return;
    await session.withEach(kinds, hostNames(hosts), async (peers) => {
      for (const load of chosen) rows.push({ load, costs: await measure(session, peers, load) });
    });
  };
  await measureAll(loads.filter(wanted), 1);
  await measureAll([manyHosts(many)].filter(wanted), many);
  const others = kinds.map(({ name }) => name).filter((name) => name !== us);
  const head = ['load', ...[us, ...others].map((name) => `${name} µs`), ...others.map((name) => `÷ ${name}`)];
  const mean = ['geometric mean', '', ...others.map(() => '')];
  const means = others.map((other) =>
    geometricMean(rows.map(({ costs }) => median(ratioTo(costs, other)))).toFixed(2),
  );
  const lines = rows.map(({ load, costs }) => lineOf(load, costs, others));
  return { title: 'CPU time per request: rows a and b', body: table(head, [...lines, [...mean, ...means]]) };
}

function lineOf(load: Load, costs: Costs, others: readonly string[]): string[] {
  const middles = [us, ...others].map((name) => threeDigits(median(costs.get(name) ?? [])));
  return [load.name, ...middles, ...others.map((other) => withSpread(ratioTo(costs, other)))];
}

function ratioTo(costs: Costs, other: string): number[] {
  return ratios(costs.get(us) ?? [], costs.get(other) ?? []);
}

/** Rounds alternate between the proxies, so that what else the machine does falls on all. */
async function measure({ folder, effort }: Session, peers: readonly Peer[], load: Load): Promise<Costs> {
  const costs = new Map(peers.map(({ name }) => [name, [] as number[]]));
  for (const peer of peers) await putLoad(peer, load, folder, warmUpSeconds);
  for (let round = 0; round < effort.rounds; round += 1) {
    for (const peer of peers) costs.get(peer.name)?.push(await costOf(peer, load, folder, effort.seconds));
  }
  const told = [...costs].map(([name, figures]) => `${name} ${threeDigits(median(figures))} µs`);
  console.log(`${load.name}: ${told.join(', ')}`);
  return costs;
}
