import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** How large the world of the benchmark is. */
export interface WorldSize {
  readonly services: number;
  readonly ingressesPerService: number;
  readonly pathsPerIngress: number;
  readonly endpointsPerService: number;
}

export const fullWorld: WorldSize = {
  services: 5000,
  ingressesPerService: 2,
  pathsPerIngress: 2,
  endpointsPerService: 10,
};

/** The host of one Ingress. */
export function hostOf(service: number, ingress: number): string {
  return `app-${service}-${ingress}.bench.example`;
}

function pad(number: number): string {
  return String(number).padStart(5, '0');
}

/** A Service and its Ingresses; `extraPath` is one path more on the first Ingress. */
function appManifest(size: WorldSize, service: number, extraPath?: string): string {
  const documents = [
    `apiVersion: v1
kind: Service
metadata:
  name: app-${service}
  namespace: team-${service % 100}
spec:
  selector: { app: app-${service} }
  ports:
    - { name: http, port: 80, targetPort: 8080 }
`,
  ];
  for (let ingress = 0; ingress < size.ingressesPerService; ingress += 1) {
    const paths = Array.from({ length: size.pathsPerIngress }, (_, path) => `/part-${path}`);
    if (ingress === 0 && extraPath !== undefined) paths.push(extraPath);
    documents.push(ingressManifest(service, ingress, paths));
  }
  return documents.join('---\n');
}

function ingressManifest(service: number, ingress: number, paths: readonly string[]): string {
  const rules = paths.map(
    (path) => `          - path: ${path}
            pathType: ${path.startsWith('/part') ? 'Prefix' : 'Exact'}
            backend:
              service:
                name: app-${service}
                port: { number: 80 }
`,
  );
  return `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: app-${service}-${ingress}
  namespace: team-${service % 100}
  labels: { app: app-${service} }
spec:
  rules:
    - host: ${hostOf(service, ingress)}
      http:
        paths:
${rules.join('')}`;
}

/** The endpoints of a Service: loopback addresses of its own, or the one given. */
function sliceManifest(
  size: WorldSize,
  service: number,
  live: { address: string; port: number } | undefined,
): string {
  const addresses =
    live === undefined
      ? Array.from({ length: size.endpointsPerService }, (_, endpoint) => loopback(service, endpoint))
      : [live.address];
  const endpoints = addresses.map(
    (address) => `  - addresses: ["${address}"]\n    conditions: { ready: true }\n`,
  );
  return `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: app-${service}-slice
  namespace: team-${service % 100}
  labels: { kubernetes.io/service-name: app-${service} }
addressType: IPv4
ports:
  - { name: http, port: ${live?.port ?? 8080}, protocol: TCP }
endpoints:
${endpoints.join('')}`;
}

function loopback(service: number, endpoint: number): string {
  return `127.${10 + Math.floor(service / 250)}.${service % 250}.${endpoint + 1}`;
}

/** Writes a whole world into `folder`. */
export function writeWorld(folder: string, size: WorldSize): void {
  for (let team = 0; team < 100; team += 1) mkdirSync(join(folder, `team-${team}`), { recursive: true });
  for (let service = 0; service < size.services; service += 1) {
    writeFileSync(join(folder, appFile(service)), appManifest(size, service));
    writeFileSync(join(folder, sliceFile(service)), sliceManifest(size, service, undefined));
  }
}

const appFile = (service: number): string => `team-${service % 100}/app-${pad(service)}.yaml`;
const sliceFile = (service: number): string => `team-${service % 100}/app-${pad(service)}-endpoints.yaml`;

/** Replaces a file at once, as a careful editor does. */
function replaceFile(folder: string, name: string, text: string): void {
  const path = join(folder, name);
  writeFileSync(`${path}.tmp`, text);
  renameSync(`${path}.tmp`, path);
}

/** Gives the first Ingress of a Service one path more. */
export function editIngress(folder: string, size: WorldSize, service: number, path: string): void {
  replaceFile(folder, appFile(service), appManifest(size, service, path));
}

/** Gives a Service one live endpoint. */
export function editEndpoints(
  folder: string,
  size: WorldSize,
  service: number,
  live: { address: string; port: number },
): void {
  replaceFile(folder, sliceFile(service), sliceManifest(size, service, live));
}
