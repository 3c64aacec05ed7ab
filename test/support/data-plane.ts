import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectSecurely, type TLSSocket } from 'node:tls';
import type { Endpoint, Route } from '../../src/model/index.ts';
import type { EndpointsPart, HostPart, ListenerPart } from '../../src/proxy/config/index.ts';
import { LayerSevenDataPlane } from '../../src/proxy/runtime/data-plane.ts';
import { defaultDataPlaneSettings } from '../../src/proxy/runtime/data-plane-settings.ts';
import { RawClient } from './raw-client.ts';
import { type ScriptedOrigin, scriptedOrigin } from './scripted-origin.ts';

/** A data plane in this process, with what a test opened around it. */
export class DataPlaneBench {
  readonly dataPlane: LayerSevenDataPlane;
  readonly #origins: ScriptedOrigin[] = [];
  readonly #sockets: { destroy(): void }[] = [];

  constructor(log?: ConstructorParameters<typeof LayerSevenDataPlane>[1]) {
    this.dataPlane = new LayerSevenDataPlane(defaultDataPlaneSettings, log);
  }

  /** A backend that answers every request with `name` and what it was asked. */
  async origin(name: string): Promise<Endpoint> {
    const origin = await scriptedOrigin((socket, received) => {
      if (!received.endsWith('\r\n\r\n')) return;
      const [line = ''] = received
        .slice(received.lastIndexOf('\r\n\r\n', received.length - 5) + 1)
        .trimStart()
        .split('\r\n');
      const body = `${name}: ${line}`;
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    });
    this.#origins.push(origin);
    return { address: '127.0.0.1', port: origin.port };
  }

  /** A backend of the test's own. */
  async scripted(script: Parameters<typeof scriptedOrigin>[0]): Promise<Endpoint> {
    const origin = await scriptedOrigin(script);
    this.#origins.push(origin);
    return { address: '127.0.0.1', port: origin.port };
  }

  async connect(listener: string): Promise<RawClient> {
    const client = await RawClient.open(this.#port(listener));
    this.#sockets.push(client.socket);
    return client;
  }

  /** A socket that nothing reads from yet, and that the test ends. */
  async connectPlain(listener: string): Promise<Socket> {
    const socket = connect({ port: this.#port(listener), host: '127.0.0.1', allowHalfOpen: true });
    await once(socket, 'connect');
    return socket;
  }

  async connectTls(listener: string, servername: string): Promise<TLSSocket> {
    const plain = connect({ port: this.#port(listener), host: '127.0.0.1', allowHalfOpen: true });
    const socket = connectSecurely({ socket: plain, servername, rejectUnauthorized: false });
    this.#sockets.push(socket);
    socket.on('error', () => {});
    await once(socket, 'secureConnect');
    return socket;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.dataPlane.close();
    await Promise.all(this.#origins.map((origin) => origin.close()));
  }

  #port(listener: string): number {
    const port = this.dataPlane.ports().get(listener);
    if (port === undefined) throw new Error(`${listener} is not open`);
    return port;
  }
}

export function httpListener(id: string, port = 0): ListenerPart {
  return {
    kind: 'listener',
    id,
    address: '127.0.0.1',
    port,
    publishedPort: 80,
    protocol: 'http',
    table: 't',
  };
}

export function httpsListener(id: string, defaultCertificate: string): ListenerPart {
  const where = { address: '127.0.0.1', port: 0, publishedPort: 443 };
  return { kind: 'listener', id, ...where, protocol: 'https', table: 't', defaultCertificate };
}

/** Routes of a host, as pairs of a path prefix and a backend. */
export function hostPart(host: string, ...routes: readonly (readonly [string, string])[]): HostPart {
  return {
    kind: 'host',
    table: 't',
    virtualHost: { host, routes: routes.map(([path, backend]) => prefixRoute(path, backend)) },
  };
}

export function prefixRoute(path: string, backend: string): Route {
  return {
    match: { path: { kind: 'prefix', value: path } },
    action: { kind: 'forward', backends: [{ backend, weight: 1 }] },
    origin: { kind: 'Ingress', namespace: 'shop', name: 'web' },
  };
}

export function endpointsPart(backend: string, ...endpoints: readonly Endpoint[]): EndpointsPart {
  return { kind: 'endpoints', backend, endpoints: endpoints.map(({ address, port }) => ({ address, port })) };
}

export function getText(path: string, host = 'a.example', ...lines: readonly string[]): string {
  return `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`;
}
