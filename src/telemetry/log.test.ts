import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

test('the log writes JSON lines to standard error, from its level on', async () => {
  const program = `
    import { createLogger } from ${JSON.stringify(new URL('./log.ts', import.meta.url).href)};
    const log = createLogger({ level: 'info', pretty: false, name: 'control' });
    log.debug('hidden');
    log.info('said', { version: 3 });
    log.error('alone');
  `;
  const arguments_ = ['--input-type=module', '--eval', program];
  const { stderr, stdout } = await promisify(execFile)(process.execPath, arguments_);
  const lines = stderr
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  expect(stdout).toBe('');
  expect(lines).toMatchObject([
    { level: 'info', name: 'control', msg: 'said', version: 3 },
    { level: 'error', name: 'control', msg: 'alone' },
  ]);
});
