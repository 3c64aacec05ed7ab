import { firstHost } from '../hosts.ts';
import { loads } from '../loads.ts';
import { startSluice } from '../peers/sluice.ts';
import { type Section, table } from '../results.ts';
import type { Session } from '../session.ts';
import { median, ratios, threeDigits, withSpread } from '../statistics.ts';
import { costOf, putLoad, warmUpSeconds } from '../wrk.ts';

/** What a request costs with more workers than two: load by load, two and four in turn. */
export async function workersSection(session: Session): Promise<Section> {
  const { folder, effort } = session;
  const starts = [2, 4].map((count) => () => startSluice(session.task([firstHost]), count));
  const chosen = loads.filter(({ name }) => name === 'small' || name === 'new connection');
  const rows = await session.withPeers(starts, async (peers) => {
    const lines: string[][] = [];
    for (const load of chosen) {
      const costs: number[][] = peers.map(() => []);
      for (const peer of peers) await putLoad(peer, load, folder, warmUpSeconds);
      for (let round = 0; round < effort.rounds; round += 1) {
        for (const [place, peer] of peers.entries()) {
          costs[place]?.push(await costOf(peer, load, folder, effort.seconds));
        }
      }
      const spread = withSpread(ratios(costs[1] ?? [], costs[0] ?? []));
      lines.push([load.name, ...costs.map((figures) => threeDigits(median(figures))), spread]);
      console.log(`${load.name}: four workers ${spread} of two`);
    }
    return lines;
  });
  const head = ['load', 'two workers, µs', 'four workers, µs', 'ratio'];
  return { title: 'Two and four workers', body: table(head, rows) };
}
