// Fuzzing of the HTTP/1.1 parser: generated and mutated messages, in one piece and in many, against Node's own parser.
import { parseArgs } from 'node:util';
import { Campaign, Finding } from './campaign.ts';
import { Figures, memoryInUse } from './figures.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    count: { type: 'string', default: '1000000' },
    from: { type: 'string', default: '0' },
  },
});
const [seed, count, from] = [Number(values.seed), Number(values.count), Number(values.from)];
if (![seed, count, from].every((number) => Number.isSafeInteger(number) && number >= 0)) {
  console.error('--seed, --count and --from take whole numbers');
  process.exit(2);
}

const batch = 4096;
const warmUp = 100_000;
const progressEvery = 3000;
/** Bytes by which memory may differ once garbage is gone. */
const memoryMargin = 8 * 1024 * 1024;
/** Milliseconds that one small message may take, with all its checks, on a busy machine. */
const slowest = 5000;

console.log(`seed ${seed}, ${count} inputs from number ${from}`);
const figures = new Figures();
const campaign = new Campaign(seed, { oracle: 10, pieces: 4, everyPlace: 100 }, figures);
const start = performance.now();
let before = 0;
let failed = false;
try {
  await runAll();
} catch (error) {
  if (!(error instanceof Finding)) throw error;
  failed = true;
  console.error(`\n${error.message}\n  ${JSON.stringify(error.input).slice(0, 4000)}`);
  console.error(
    `  again with: npm run fuzz -- --seed ${seed} --from ${from + Math.max(0, figures.inputs - batch)} --count ${2 * batch}`,
  );
}
campaign.close();
for (const line of figures.lines()) console.log(line);
const seconds = (performance.now() - start) / 1000;
console.log(`time                 ${seconds.toFixed(1)} s, ${Math.round(figures.inputs / seconds)} inputs/s`);
const grew = await memoryGrew();
failed ||= grew || figures.slowest > slowest;
console.log(failed ? 'FAILED' : 'clean');
process.exitCode = failed ? 1 : 0;

async function runAll(): Promise<void> {
  let said = start;
  for (let done = 0; done < count; done += batch) {
    if (before === 0 && done >= warmUp) before = await memoryInUse();
    await campaign.run(from + done, Math.min(batch, count - done));
    if (performance.now() - said < progressEvery) continue;
    said = performance.now();
    const rate = Math.round(figures.inputs / ((said - start) / 1000));
    console.log(`  ${figures.inputs} inputs, ${figures.oracle} compared with Node, ${rate}/s`);
  }
}

/** Compares memory in use with what it was once everything had been used a while. */
async function memoryGrew(): Promise<boolean> {
  if (before === 0) return false;
  const after = await memoryInUse();
  const inMegabytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1);
  console.log(
    `memory in use        ${inMegabytes(before)} MB after ${warmUp} inputs, ${inMegabytes(after)} MB at the end`,
  );
  return after - before > memoryMargin;
}
