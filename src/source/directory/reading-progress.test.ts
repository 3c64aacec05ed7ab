import { expect, test } from 'vitest';
import { type LogFields, silentLogger } from '../../base/index.ts';
import { readingProgress } from './reading-progress.ts';

test('a long reading says how far it is after three seconds, then every ten', () => {
  const said: [number, LogFields | undefined][] = [];
  let time = 0;
  const logger = { ...silentLogger, info: (_text: string, fields?: LogFields) => said.push([time, fields]) };
  const progress = readingProgress(logger, () => time);
  for (; time < 25_000; time += 500) progress(time / 100);
  expect(said).toEqual([
    [3000, { files: 30 }],
    [13_000, { files: 130 }],
    [23_000, { files: 230 }],
  ]);
});
