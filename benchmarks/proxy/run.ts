// What a request costs in Sluice and in other proxies: npm run bench -- [--only cost,hosts,idle,latency,workers]
// [--load NAME] [--rounds 5] [--seconds 2] [--hosts 1,100,10000,100000]. benchmarks/README.md says what is counted.
import { parseArgs } from 'node:util';
import { caddy } from './peers/caddy.ts';
import { haproxy } from './peers/haproxy.ts';
import { nginx } from './peers/nginx.ts';
import { type PeerKind, versionOf } from './peers/peer.ts';
import { sluice } from './peers/sluice.ts';
import { circumstances, formatted, type Section, writeSections } from './results.ts';
import { costSection } from './sections/cost.ts';
import { hostCountSection } from './sections/host-count.ts';
import { idleSection } from './sections/idle.ts';
import { latencySection } from './sections/latency.ts';
import { workersSection } from './sections/workers.ts';
import { Session } from './session.ts';

/** Fewer rounds say too little to be written down. */
const roundsToRecord = 5;

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'cost,hosts,idle,latency,workers' },
    load: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    hosts: { type: 'string', default: '100,10000,100000' },
  },
});
const effort = { rounds: Number(values.rounds), seconds: Number(values.seconds) };
const kinds = installed([nginx, haproxy, caddy, sluice]);
const session = new Session(effort);

const sectionOf: Readonly<Record<string, () => Promise<Section>>> = {
  cost: () => costSection(session, kinds, values.load),
  hosts: () => hostCountSection(session, values.hosts.split(',').map(Number)),
  idle: () => idleSection(session, kinds),
  latency: () => latencySection(session, kinds),
  workers: () => workersSection(session),
};

const versions = [...kinds.map((kind) => kind.version()), versionOf('wrk', '-v')?.split(' Copyright')[0]];
const run = `${circumstances()}; ${versions.join('; ')}. ${effort.rounds} alternating rounds, runs of ${effort.seconds} s; medians, ratios with their spread.`;
console.log(`${run}\n`);
try {
  await session.start();
  for (const name of values.only.split(',')) {
    const section = await sectionOf[name]?.();
    if (section === undefined) throw new Error(`no section is called ${name}`);
    const dated = { title: section.title, body: `${section.body}\n${run}` };
    console.log(`\n${formatted(dated)}`);
    if (effort.rounds >= roundsToRecord && values.load === undefined) writeSections([dated]);
    else console.log('not recorded: fewer than five rounds, or not all loads');
  }
} finally {
  await session.close();
}

/** The kinds whose programs are there; nginx must be, since the backend is one. */
function installed(all: readonly PeerKind[]): PeerKind[] {
  const there = all.filter((kind) => kind.version() !== undefined);
  for (const kind of all) if (!there.includes(kind)) console.log(`${kind.name} is not installed: left out`);
  if (!there.includes(nginx)) throw new Error('nginx is needed: it is the backend too');
  return there;
}
