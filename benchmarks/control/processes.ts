import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** A backend that answers with its name. */
export async function namedBackend(
  name: string,
): Promise<{ address: string; port: number; close: () => void }> {
  const server = createServer((_, response) => response.end(name));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { address: '127.0.0.1', port: address.port, close: () => server.close() };
}

/** Starts the server on a folder of manifests. */
export function startSluice(manifests: string, state: string, port: number): ChildProcess {
  const options = [
    '--manifests',
    manifests,
    '--state-dir',
    state,
    '--http-port',
    String(port),
    '--https-port',
    String(port + 1),
  ];
  const rest = ['--internet-address', '127.0.0.1', '--admin-address', '127.0.0.1:0'];
  const quiet = ['--access-log', 'off', '--log-level', 'warn'];
  return spawn(process.execPath, [join(root, 'bin/sluice.js'), 'serve', ...options, ...rest, ...quiet], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** One request on a connection of its own; status 0 when there was none. */
export function ask(port: number, host: string, path: string): Promise<{ status: number; body: string }> {
  return new Promise((settle) => {
    const sent = request({ host: '127.0.0.1', port, path, headers: { host }, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => settle({ status: response.statusCode ?? 0, body }));
    });
    sent.on('error', () => settle({ status: 0, body: '' }));
    sent.end();
  });
}

/** Workers share connections by chance: so many right answers in a row mean that all of them serve it. */
const inARow = 8;

/**
 * Asks until the answer is right and stays right; milliseconds from `since` to the first of the right ones.
 * @throws Error after `limitMs`.
 */
export async function untilServed(
  since: number,
  limitMs: number,
  probe: () => Promise<boolean>,
): Promise<number> {
  let first = 0;
  for (let right = 0; right < inARow; ) {
    const ok = await probe();
    const now = performance.now();
    if (!ok && now - since > limitMs) throw new Error(`not served after ${limitMs} ms`);
    if (ok && right === 0) first = now;
    right = ok ? right + 1 : 0;
    if (!ok) await new Promise((tick) => setTimeout(tick, 1));
  }
  return first - since;
}

/** Resident memory of a process and its children, in MiB, by what they run. */
export function memoryOf(pid: number): { name: string; mib: number }[] {
  const rows = [{ name: 'supervisor', mib: residentMib(pid) }];
  for (const child of childrenOf(pid)) rows.push({ name: programOf(child), mib: residentMib(child) });
  return rows;
}

function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number),
  );
}

function programOf(pid: number): string {
  const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  const script = words.find((word) => /-(main|process)\.[jt]s$/.test(word)) ?? 'other';
  return script.replace(/^.*\//, '').replace(/-(main|process)\.[jt]s$/, '');
}

function residentMib(pid: number): number {
  const found = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Math.round(Number(found?.[1] ?? 0) / 1024);
}
