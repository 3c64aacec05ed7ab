// CPU time per request of Sluice and its peers, as ratios within one run: all processes of a proxy counted.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuTimeOf } from './accounting.ts';
import { nginxPeer, type Peer, sluicePeer, startBackend } from './peers.ts';

const rounds = Number(process.argv[2] ?? 5);
const seconds = Number(process.argv[3] ?? 3);
const only = process.argv[4];

interface Load {
  readonly name: string;
  readonly path: string;
  readonly connections: number;
  /** Lines of a wrk script. */
  readonly script: string;
  readonly secure?: true;
}

const host = `wrk.headers["Host"] = "bench.example"\n`;
const browser = `wrk.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36"
wrk.headers["Accept"] = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
wrk.headers["Accept-Language"] = "en-GB,en;q=0.9,de;q=0.8"
wrk.headers["Accept-Encoding"] = "gzip, deflate, br, zstd"
wrk.headers["Cookie"] = "session=0123456789abcdef0123456789abcdef; theme=dark; consent=yes"
wrk.headers["Cache-Control"] = "no-cache"
wrk.headers["Sec-Fetch-Mode"] = "navigate"
wrk.headers["Upgrade-Insecure-Requests"] = "1"
`;
const loads: readonly Load[] = [
  { name: 'small', path: '/', connections: 64, script: host },
  { name: 'browser headers', path: '/', connections: 64, script: host + browser },
  { name: '10 KB', path: '/10k', connections: 64, script: host },
  { name: '1 MB', path: '/1m', connections: 8, script: host },
  {
    name: 'POST 10 KB',
    path: '/post',
    connections: 64,
    script: `${host}wrk.method = "POST"\nwrk.body = string.rep("x", 10240)\n`,
  },
  { name: 'TLS small', path: '/', connections: 64, script: host, secure: true },
  {
    name: 'new connection',
    path: '/',
    connections: 64,
    script: `${host}wrk.headers["Connection"] = "close"\n`,
  },
];

const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
// The workers of nginx run as another user.
chmodSync(folder, 0o755);
const backendPort = 18_200;
const backend = await startBackend(folder, backendPort);
const peers = [await nginxPeer(folder, 18_210, backendPort), await sluicePeer(folder, 18_220, backendPort)];
try {
  console.log(`${version('nginx', '-v')}; ${version('wrk', '-v')}; Node ${process.version}`);
  console.log(`${cpus().length} × ${cpus()[0]?.model}; CPU time of all processes of a proxy`);
  console.log(`median of ${rounds} alternating rounds of ${seconds} s, ratios with their spread\n`);
  const ratios = loads.filter(({ name }) => only === undefined || name === only).map(measure);
  const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
  console.log(`\ngeometric mean of the ratios ${mean.toFixed(2)}`);
} finally {
  for (const child of [...peers.map(({ process }) => process), backend]) {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
}

/** Rounds alternate between the peers, so that what else the machine does falls on both. */
function measure(load: Load): number {
  const script = join(folder, 'load.lua');
  writeFileSync(script, load.script);
  const costs = new Map(peers.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round += 1) {
    for (const peer of peers) costs.get(peer.name)?.push(run(peer, load, script));
  }
  const nginx = costs.get('nginx') ?? [];
  const sluice = costs.get('sluice') ?? [];
  const ratios = sluice.map((cost, round) => cost / (nginx[round] ?? Number.NaN)).sort((a, b) => a - b);
  const middle = (list: readonly number[]) =>
    [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN;
  console.log(
    `${load.name.padEnd(16)} nginx ${middle(nginx).toFixed(1).padStart(7)} µs  sluice ${middle(sluice).toFixed(1).padStart(7)} µs  ratio ${middle(ratios).toFixed(2)} (${ratios[0]?.toFixed(2)} to ${ratios.at(-1)?.toFixed(2)})`,
  );
  return middle(ratios);
}

/** Microseconds of CPU time for one request. */
function run(peer: Peer, load: Load, script: string): number {
  const pid = peer.process.pid ?? 0;
  const before = cpuTimeOf(pid);
  const url = load.secure
    ? `https://127.0.0.1:${peer.port + 1}${load.path}`
    : `http://127.0.0.1:${peer.port}${load.path}`;
  const result = spawnSync('wrk', ['-t1', `-c${load.connections}`, `-d${seconds}s`, '-s', script, url], {
    encoding: 'utf8',
  });
  const used = cpuTimeOf(pid) - before;
  const requests = Number(/(\d+) requests in/.exec(result.stdout)?.[1] ?? Number.NaN);
  if (/Non-2xx|Socket errors: connect [1-9]/.test(result.stdout))
    console.log(`${peer.name}: ${result.stdout}`);
  return (used * 1000) / requests;
}

/** What a program says of its version, on one line. */
function version(program: string, option: string): string {
  const { stdout, stderr } = spawnSync(program, [option], { encoding: 'utf8' });
  return `${stdout}${stderr}`.split('\n')[0]?.trim() ?? program;
}
