import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join, resolve } from 'node:path';
import { freePorts, type Peer, type PeerKind, startProgram, stopProgram, type Task } from './peer.ts';

const root = resolve(import.meta.dirname, '../../..');

/** The fewest workers that the product allows. */
const fewestWorkers = 2;
const ingressesPerFile = 1000;

/** Sluice as `sluice serve` starts it: supervisor, control process, as many workers as it allows at least, access log. */
export const sluice: PeerKind = {
  name: 'Sluice',
  version: () => `Sluice on Node ${process.version}`,
  start: (task) => startSluice(task),
};

/** With another number of workers, or the sources of another checkout. */
export async function startSluice(
  task: Task,
  workers: number = fewestWorkers,
  sources: string = root,
): Promise<Peer> {
  const manifests = join(task.folder, 'manifests');
  mkdirSync(manifests);
  writeFileSync(join(manifests, 'service.yaml'), serviceManifest(task.backendPort));
  for (let at = 0; at < task.hosts.length; at += ingressesPerFile) {
    const ingresses = task.hosts.slice(at, at + ingressesPerFile).map(ingressManifest);
    writeFileSync(join(manifests, `ingresses-${at}.yaml`), ingresses.join('---\n'));
  }
  const [httpPort = 0, httpsPort = 0] = await freePorts(2);
  const places = ['--manifests', manifests, '--state-dir', join(task.folder, 'state')];
  const ports = ['--http-port', String(httpPort), '--https-port', String(httpsPort)];
  const rest = ['--internet-address', '127.0.0.1', '--admin-address', 'off', '--log-level', 'warn'];
  const options = ['serve', ...places, ...ports, ...rest, '--workers', String(workers)];
  const command = [process.execPath, join(sources, 'bin/sluice.js'), ...options];
  const child = await startProgram(task.folder, command, httpPort);
  try {
    await servedEverywhere(httpPort, task.hosts.at(-1) ?? '');
  } catch (error) {
    await stopProgram(child);
    throw error;
  }
  return { name: 'Sluice', httpPort, httpsPort, process: child };
}

/** Connections go to workers by chance: so many right answers in a row mean that all of them serve the host. */
const inARow = 16;
/** Milliseconds, for 100,000 hosts. */
const longestStart = 180_000;

/** @throws Error when it takes too long. */
async function servedEverywhere(port: number, host: string): Promise<void> {
  const endsAt = performance.now() + longestStart;
  for (let right = 0; right < inARow; ) {
    right = (await statusOf(port, host)) === 200 ? right + 1 : 0;
    if (performance.now() > endsAt) throw new Error(`Sluice does not serve ${host}`);
    if (right === 0) await new Promise((tick) => setTimeout(tick, 20));
  }
}

function statusOf(port: number, host: string): Promise<number> {
  return new Promise((settle) => {
    const sent = request({ host: '127.0.0.1', port, headers: { host }, agent: false }, (response) => {
      response.resume();
      response.on('close', () => settle(response.statusCode ?? 0));
    });
    sent.on('error', () => settle(0));
    sent.end();
  });
}

function ingressManifest(host: string): string {
  return `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: ${host} }
spec:
  rules:
    - host: ${host}
      http:
        paths:
          - { path: /, pathType: Prefix, backend: { service: { name: app, port: { number: 80 } } } }
`;
}

function serviceManifest(backendPort: number): string {
  return `apiVersion: v1
kind: Service
metadata: { name: app }
spec: { ports: [{ port: 80 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: app, labels: { kubernetes.io/service-name: app } }
addressType: IPv4
ports: [{ port: ${backendPort} }]
endpoints: [{ addresses: ["127.0.0.1"] }]
`;
}
