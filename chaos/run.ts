// Lossless under change: serves at a high rate while everything changes and processes are killed. Exit code 1 when a
// promise is broken.
import { parseArgs } from 'node:util';
import { runChaos } from './chaos.ts';
import { brokenPromises, describeFigures } from './figures.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    rate: { type: 'string', default: '5000' },
    'kill-seconds': { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const seconds = Number(values.seconds);
const rate = Number(values.rate);
const seed = Number(values.seed);
const killSeconds = Number(values['kill-seconds']);
if (![seconds, rate, seed, killSeconds].every((value) => Number.isInteger(value) && value > 0)) {
  console.error(
    'usage: npm run chaos -- [--seconds N] [--rate REQUESTS-A-SECOND] [--kill-seconds N] [--seed N]',
  );
  process.exit(2);
}

console.log(`chaos: ${seconds} s at ${rate} requests a second, seed ${seed}`);
const figures = await runChaos({
  ...{ seconds, rate, seed, killSeconds, handshakeRate: 40, webSockets: 50 },
  tell: (line) => console.log(`  ${line}`),
});
console.log(describeFigures(figures).join('\n'));
const broken = brokenPromises(figures);
if (broken.length > 0) console.log(`broken promises:\n  ${broken.join('\n  ')}`);
process.exit(broken.length > 0 ? 1 : 0);
