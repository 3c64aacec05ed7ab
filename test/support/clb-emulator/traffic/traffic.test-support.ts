import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { onTestFinished } from 'vitest';
import { type ClbEmulator, createClbEmulator } from '../clb-emulator.ts';
import type { Backend, Instance, Listener, Rule } from '../state.ts';
import { Traffic, type TrafficOptions } from './traffic.ts';

/** An emulated cloud that a test changes itself, past the API, with its traffic. */
export interface ServedWorld extends Pick<ClbEmulator, 'state' | 'switches'> {
  readonly traffic: Traffic;
  readonly instance: Instance;
  /** Does it and says that the state changed. */
  change(what: () => void): void;
}

/** One instance, `lb-1` at 47.0.0.1, with running HTTP listeners on port 80 unless said otherwise. */
export function serveWorld(
  listeners: readonly Partial<Listener>[],
  options: TrafficOptions = {},
): ServedWorld {
  const emulator = createClbEmulator();
  const instance = emulator.addInstance({ id: 'lb-1', address: '47.0.0.1' });
  instance.listeners.push(...listeners.map(makeListener));
  const traffic = new Traffic(emulator, options);
  onTestFinished(() => traffic.close());
  const { state, switches } = emulator;
  return {
    ...{ traffic, instance, state, switches },
    change(what) {
      what();
      emulator.stateChanged();
    },
  };
}

/** A running listener without a rule. */
export function makeListener(partial: Partial<Listener>): Listener {
  return {
    ...{ port: 80, protocol: 'http', status: 'running', settledStatus: 'running', description: '' },
    ...{ serverGroupId: undefined, backendServerPort: undefined, certificateId: undefined },
    ...{ caCertificateId: undefined, forwardPort: undefined, bandwidth: -1, settings: {} },
    ...{ rules: [], extensions: [], tags: new Map() },
    ...partial,
  };
}

export const makeRule = (
  domain: string | undefined,
  url: string | undefined,
  serverGroupId: string,
): Rule => ({
  ...{ id: `rule-${domain}${url}`, name: `${domain}${url}`, domain, url, serverGroupId, settings: {} },
});

/** Puts the group in the place of one of the same id. */
export function setGroup(instance: Instance, id: string, backends: Backend[]): void {
  const others = instance.serverGroups.filter((group) => group.id !== id);
  const group = { id, name: id, createdAt: 0, tags: new Map(), backends, pendingBackends: undefined };
  instance.serverGroups = [...others, group];
}

export const makeBackend = (port: number, weight = 100): Backend => ({
  ...{ serverId: 'eni-1', serverIp: '127.0.0.1', port, weight, type: 'eni', description: '' },
});

/** A backend that does what it is told; closed with the test. */
export async function startBackend(answer: RequestListener): Promise<Server & { readonly port: number }> {
  const server = createServer(answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return Object.assign(server, { port: address.port });
}

/** A backend that answers with its name. */
export const startNamed = (name: string): Promise<Server & { readonly port: number }> =>
  startBackend((_, response) => response.end(name));

/** A port of 127.0.0.1 that nothing listens on. */
export async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

export async function readBody(message: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of message.setEncoding('latin1')) body += String(chunk);
  return body;
}
