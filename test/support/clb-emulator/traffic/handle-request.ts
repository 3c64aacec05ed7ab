import type { IncomingMessage } from 'node:http';
import type { Backend, Instance, Listener } from '../state.ts';
import type { Switches } from '../switches.ts';
import type { BackendTurns } from './backend-turns.ts';
import { chooseGroup } from './choose-group.ts';
import { answerItself } from './error-page.ts';
import { fieldsForBackend } from './fields.ts';
import { type Exchange, forwardRequest, type Place } from './forward-request.ts';

/** What requests need beside the state. */
export interface Handling {
  readonly switches: Readonly<Switches>;
  readonly turns: BackendTurns;
  /** Where a backend really is. */
  readonly resolveBackend: (ip: string, port: number) => Place;
  /** Milliseconds in a second of the listeners' timeouts. */
  readonly secondMs: number;
}

/** How long the service waits for a connection to a backend. */
const connectSeconds = 5;

/** An instance and its listener on a port, as they are at one moment. */
export interface Served {
  readonly instance: Instance;
  readonly listener: Listener;
}

/** Answers a request by what the listener and its groups are at this moment. */
export function handleRequest(exchange: Exchange, { instance, listener }: Served, handling: Handling): void {
  const { request, response } = exchange;
  const { switches, secondMs, turns } = handling;
  const { host, target } = readTarget(request);
  if (listener.forwardPort !== undefined) {
    const port = listener.forwardPort === 443 ? '' : `:${listener.forwardPort}`;
    const location = `https://${(host ?? instance.address).replace(/:\d*$/, '')}${port}${target}`;
    return answerItself(response, switches.forwardStatus, { Location: location });
  }
  const [path = '', ...query] = target.split('?');
  const routed = { host, path, query: query.length === 0 ? undefined : query.join('?') };
  const choice = chooseGroup(listener.rules, routed, switches);
  if (choice.kind === 'not-found') return answerItself(response, 404);
  const group = choice.kind === 'group' ? choice.serverGroupId : listener.serverGroupId;
  const backends = backendsOf(instance, listener, group);
  if (backends.length === 0) return answerItself(response, switches.emptyGroupStatus);
  const order = turns.take(group ?? instance.id, backends, listener.settings['Scheduler'] ?? '');
  void forwardRequest(exchange, {
    target,
    fields: fieldsForBackend(request, host, {
      clientAddress: request.socket.remoteAddress ?? '',
      clientPort: request.socket.remotePort ?? 0,
      scheme: listener.protocol === 'https' ? 'https' : 'http',
      instanceId: instance.id,
      instanceAddress: instance.address,
      listenerPort: listener.port,
      upgrades: exchange.upgradeHead !== undefined,
      settings: listener.settings,
    }),
    places: order.map(({ serverIp, serverId, port }) => handling.resolveBackend(serverIp || serverId, port)),
    connectMs: connectSeconds * secondMs,
    answerMs: Number(listener.settings['RequestTimeout'] ?? 60) * secondMs,
  });
}

/** The default server group of an instance has no ports: the listener says which. */
function backendsOf(
  { serverGroups, defaultBackends }: Instance,
  { backendServerPort }: Listener,
  groupId: string | undefined,
): readonly Backend[] {
  if (groupId !== undefined) return serverGroups.find(({ id }) => id === groupId)?.backends ?? [];
  return defaultBackends.map((backend) => ({ ...backend, port: backendServerPort ?? backend.port }));
}

/** A target in absolute form names the host itself, and the Host field means nothing beside it. */
function readTarget({ url = '/', headers }: IncomingMessage): {
  readonly host: string | undefined;
  readonly target: string;
} {
  const [, authority, rest = ''] = /^https?:\/\/([^/?]*)(.*)$/i.exec(url) ?? [];
  if (authority === undefined) return { host: headers.host, target: url };
  return { host: authority, target: rest.startsWith('/') ? rest : `/${rest}` };
}
