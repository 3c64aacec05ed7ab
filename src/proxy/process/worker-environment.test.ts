import { expect, test } from 'vitest';
import { workerEnvironment, workerExecArguments } from './worker-environment.ts';

test('a worker keeps what tunes its runtime and nothing else', () => {
  const environment = { NODE_OPTIONS: '--x', TZ: 'UTC', CLOUD_SECRET: 's', HOME: '/root', NODENAME: 'n' };
  expect(Object.keys(workerEnvironment(environment))).toEqual(['CLOUD_SECRET', 'HOME', 'NODENAME']);
});

test('the permission model is on, and lets the network through where it rules that too', () => {
  const readable = [
    '--single-threaded-gc',
    '--permission',
    '--allow-fs-read=/app/dist',
    '--allow-fs-read=/app/package.json',
  ];
  const access = { allowRead: ['/app/dist', '/app/package.json'] };
  expect(workerExecArguments(access, 24)).toEqual(readable);
  expect(workerExecArguments(access, 25)).toEqual([...readable, '--allow-net']);
});

test('the file of the access log, where there is one, may be written, and read for its last byte', () => {
  expect(workerExecArguments({ allowRead: [], allowWrite: '/var/log/access.log' }, 24)).toEqual([
    '--single-threaded-gc',
    '--permission',
    '--allow-fs-read=/var/log/access.log',
    '--allow-fs-write=/var/log/access.log',
  ]);
});
