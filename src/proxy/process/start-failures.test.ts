import { expect, test } from 'vitest';
import { silentLogger } from '../../base/index.ts';
import { StartFailures } from './start-failures.ts';

const failure = { code: 1, signal: null };

function counted(): { readonly failures: StartFailures; readonly said: unknown[] } {
  const said: unknown[] = [];
  const logger = { ...silentLogger, error: (_message: string, fields?: object) => said.push(fields) };
  return { failures: new StartFailures('workers', logger), said };
}

test('three failed starts in a row are said once, with the last exit code', () => {
  const { failures, said } = counted();
  failures.failed(failure);
  failures.failed(failure);
  expect(said).toEqual([]);
  failures.failed({ code: 9, signal: null });
  failures.failed(failure);
  expect(said).toEqual([expect.objectContaining({ lastCode: 9 })]);
});

test('a good start, or one that ends with 0, is no failure', () => {
  const { failures, said } = counted();
  failures.failed(failure);
  failures.failed(failure);
  failures.ready();
  failures.failed(failure);
  failures.failed(failure);
  failures.failed({ code: 0, signal: null });
  expect(said).toEqual([]);
});
