// Fuzzing of the PROXY protocol: headers made and mutated, read whole and from every part of them.
import { parseArgs } from 'node:util';
import { judgeInput } from './judge.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    count: { type: 'string', default: '1000000' },
  },
});
const [seed, count] = [Number(values.seed), Number(values.count)];
if (![seed, count].every((number) => Number.isSafeInteger(number) && number >= 0)) {
  console.error('--seed and --count take whole numbers');
  process.exit(2);
}

console.log(`seed ${seed}, ${count} inputs`);
const kinds = { header: 0, incomplete: 0, malformed: 0 };
const start = performance.now();
for (let index = 0; index < count; index += 1) kinds[judgeInput(seed, index)] += 1;
const seconds = (performance.now() - start) / 1000;
console.log(`accepted ${kinds.header}, waiting for more ${kinds.incomplete}, malformed ${kinds.malformed}`);
console.log(`clean, ${seconds.toFixed(1)} s, ${Math.round(count / seconds)} inputs/s`);
