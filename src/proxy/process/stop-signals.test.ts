import { afterEach, expect, test } from 'vitest';
import { silentLogger } from '../../base/index.ts';
import { listenForStop } from './stop-signals.ts';

const open: { close(): void }[] = [];
afterEach(() => {
  for (const signals of open.splice(0)) signals.close();
});

function listen(terminal: boolean): string[] {
  const calls: string[] = [];
  const stop = (): void => void calls.push('stop');
  const abort = (): void => void calls.push('abort');
  const reopenLog = (): void => void calls.push('reopenLog');
  open.push(listenForStop({ logger: silentLogger, repeatMs: 0, terminal, stop, abort, reopenLog }));
  return calls;
}

test('the end of its terminal stops a server, once', () => {
  const calls = listen(true);
  process.emit('SIGHUP', 'SIGHUP');
  process.emit('SIGHUP', 'SIGHUP');
  expect(calls).toEqual(['stop']);
});

test('without a terminal SIGHUP changes nothing', () => {
  const calls = listen(false);
  process.emit('SIGHUP', 'SIGHUP');
  expect(calls).toEqual([]);
});

test('SIGUSR1 asks for the log to be opened anew, each time', () => {
  const calls = listen(false);
  process.emit('SIGUSR1', 'SIGUSR1');
  process.emit('SIGUSR1', 'SIGUSR1');
  expect(calls).toEqual(['reopenLog', 'reopenLog']);
});

test('Ctrl-C a second time aborts, SIGTERM does not', () => {
  const calls = listen(false);
  process.emit('SIGTERM', 'SIGTERM');
  process.emit('SIGTERM', 'SIGTERM');
  process.emit('SIGINT', 'SIGINT');
  expect(calls).toEqual(['stop', 'abort']);
});
