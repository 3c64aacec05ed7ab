// Lives of the Alibaba CLB provider: wishes change, calls fail, hands are at it, it is killed; and the end is compared with an unbroken run.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect, isDeepStrictEqual, parseArgs } from 'node:util';
import fc from 'fast-check';
import { anyLife, type Life } from '../../src/provider/alibaba-clb/lives/any-life.test-support.ts';
import { live } from '../../src/provider/alibaba-clb/lives/live.test-support.ts';
import {
  type OpenSurroundings,
  openSurroundings,
} from '../../src/provider/alibaba-clb/lives/surroundings.test-support.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    draws: { type: 'string', default: '500' },
  },
});
const [seed, draws] = [Number(values.seed), Number(values.draws)];
if (![seed, draws].every((number) => Number.isSafeInteger(number) && number >= 0)) {
  console.error('--seed and --draws take whole numbers');
  process.exit(2);
}

console.log(`seed ${seed}, ${draws} lives`);
const figures = { lives: 0, chapters: 0, kills: 0, calls: 0 };
const start = performance.now();
const keysFolder = await mkdtemp(join(tmpdir(), 'sluice-lives-'));
try {
  const surroundings = await openSurroundings(keysFolder);
  await fc.assert(
    fc.asyncProperty(anyLife, (life) => judge(life, surroundings)),
    { seed, numRuns: draws },
  );
} finally {
  await rm(keysFolder, { recursive: true });
}
const seconds = (performance.now() - start) / 1000;
tell();
console.log(`clean, ${seconds.toFixed(1)} s`);

async function judge(life: Life, surroundings: OpenSurroundings): Promise<void> {
  const { calls, kills, is, ought, left, before } = await surroundings.during((own) => live(life, own));
  figures.lives += 1;
  figures.calls += calls;
  figures.chapters += life.chapters.length;
  figures.kills += kills;
  if (figures.lives % 100 === 0) tell();
  if (!isDeepStrictEqual(is, ought)) throw new Error(`it is\n${show(is)}\nand ought to be\n${show(ought)}`);
  if (!isDeepStrictEqual(left, before)) throw new Error(`left is\n${show(left)}\nof\n${show(before)}`);
}

function tell(): void {
  const { lives, chapters, kills, calls } = figures;
  console.log(`${lives} lives, ${chapters} chapters, ${kills} kills, ${calls} calls`);
}

function show(value: unknown): string {
  return inspect(value, { depth: 8, breakLength: 120 });
}
