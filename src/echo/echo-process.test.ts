import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

function start(): ChildProcess {
  return fork(fileURLToPath(new URL('./echo-process.ts', import.meta.url)), {
    execArgv: [],
    serialization: 'advanced',
  });
}

test('answers with the addresses, ignores stop signals and nonsense, and ends with its starter', async () => {
  const child = start();
  child.send(['nonsense']);
  child.send({ kind: 'echo', id: 7, services: ['shop/web'], previous: [] });
  const [answer] = await once(child, 'message');
  expect(answer).toMatchObject({
    kind: 'echo',
    id: 7,
    entries: [['shop/web', [{ address: '127.0.0.1' }, {}, {}]]],
  });
  child.kill('SIGTERM');
  child.kill('SIGINT');
  const response = await fetch(`http://127.0.0.1:${answer.entries[0][1][0].port}/`);
  expect(await response.text()).toContain('replica: web-echo-1');
  child.disconnect();
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
});
