import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { programModule } from '../../../test/support/built-program.ts';
import { type Control, Run } from './fixtures/run.ts';

const echo = { modulePath: programModule('echo/echo-process') };

async function addresses(control: Control): Promise<unknown> {
  return control.ask('echo', 'shop/tea', 'shop/coffee');
}

test.concurrent('echo backends outlive the control process, and come back at the same addresses when killed', async () => {
  await using run = new Run({ echo });
  const control = await run.control();
  const first = await addresses(control);
  expect(Object.keys(first ?? {})).toEqual(['shop/tea', 'shop/coffee']);
  process.kill(control.pid, 'SIGKILL');
  const next = await run.control();
  expect(await addresses(next)).toEqual(first);
  process.kill(childRunning(run.supervisor.pid, 'echo-process'), 'SIGKILL');
  await run.seen({ log: 'process ended, starting another', process: 'echo' });
  expect(await run.seen({ control: 'echo' })).toEqual({ control: 'echo', endpoints: first });
  expect(await addresses(next)).toEqual(first);
});

test.concurrent('a server without echo backends says so', async () => {
  await using run = new Run();
  const control = await run.control();
  expect(await addresses(control)).toBe('Error: the server runs without echo backends');
});

/** The pid of the child whose command line has this text. */
function childRunning(parent: number | undefined, text: string): number {
  const pid = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .find(
      (name) => readProc(name, 'cmdline').includes(text) && readProc(name, 'stat').includes(` ${parent} `),
    );
  if (pid === undefined) throw new Error(`no child runs ${text}`);
  return Number(pid);
}

function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
