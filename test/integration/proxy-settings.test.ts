import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Part } from '../../src/proxy/config/index.ts';
import {
  type DataPlaneSettings,
  defaultDataPlaneSettings,
} from '../../src/proxy/runtime/data-plane-settings.ts';
import { DataPlaneBench, endpointsPart, getText, hostPart, httpListener } from '../support/data-plane.ts';
import type { RawClient } from '../support/raw-client.ts';

let bench: DataPlaneBench;

beforeEach(async () => {
  bench = new DataPlaneBench();
  await apply(
    httpListener('t/80'),
    hostPart('a.example', ['/', 'web']),
    endpointsPart('web', await bench.origin('web')),
  );
});

afterEach(() => bench.close());

async function apply(...set: readonly Part[]): Promise<void> {
  await bench.dataPlane.apply({ full: false, set, delete: [] });
}

/** Sends a request and answers with the head of its answer. */
async function ask(client: RawClient, text: string): Promise<string> {
  const from = client.received.length;
  client.send(text);
  for (;;) {
    const [head, body] = client.received.slice(from).split('\r\n\r\n', 2);
    const length = /content-length: (\d+)/i.exec(head ?? '')?.[1];
    if (head !== undefined && body !== undefined && body.length === Number(length)) return head;
    await once(client.socket, 'data');
  }
}

function settings(more: Partial<DataPlaneSettings>): Part {
  return { kind: 'settings', settings: { ...defaultDataPlaneSettings, ...more } };
}

test('new settings hold for the next request, also on a connection that is open', async () => {
  const client = await bench.connect('t/80');
  expect(await ask(client, getText('/'))).not.toMatch(/connection: close/i);
  await apply(settings({ bounds: { requests: 1, age: 3_600_000 }, reasonHeader: true }));
  expect(await ask(client, getText('/', 'b.example'))).toMatch(/X-Sluice-Reason: NoRoute/i);
});

test('settings that are taken away are the defaults again', async () => {
  await apply(settings({ reasonHeader: true }));
  const client = await bench.connect('t/80');
  expect(await ask(client, getText('/', 'b.example'))).toMatch(/X-Sluice-Reason/i);
  await bench.dataPlane.apply({ full: false, set: [], delete: ['settings'] });
  expect(await ask(client, getText('/', 'b.example'))).not.toMatch(/X-Sluice-Reason/i);
});

test('a connection ends after as many requests as the settings of now allow', async () => {
  const client = await bench.connect('t/80');
  await ask(client, getText('/'));
  await apply(settings({ bounds: { requests: 2, age: 3_600_000 } }));
  expect(await ask(client, getText('/'))).toMatch(/connection: close/i);
});
