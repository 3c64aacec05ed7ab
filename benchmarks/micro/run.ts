// What the parser and the router take, without sockets: npm run bench:micro
import { do_not_optimize, measure } from 'mitata';
import { circumstances, formatted, table, writeSections } from '../proxy/results.ts';
import { parserCases } from './parser-cases.ts';
import { routerCases } from './router-cases.ts';

/** Nanoseconds that one case is measured, at least. */
const leastTime = 2e9;

const rows: string[][] = [];
for (const { name, run } of [...parserCases, ...routerCases]) {
  const { p50, p99 } = await measure(() => do_not_optimize(run()), { min_cpu_time: leastTime });
  rows.push([name, p50.toFixed(0), p99.toFixed(0)]);
  console.log(rows.at(-1)?.join(', '));
}
const section = {
  title: 'Parser and router: `npm run bench:micro`',
  body: `${table(['what', 'p50, ns', 'p99, ns'], rows)}\nNode ${process.version}, ${circumstances()}.`,
};
console.log(`\n${formatted(section)}`);
writeSections([section]);
