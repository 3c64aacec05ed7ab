import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** A proxy under measurement. */
export interface Peer {
  readonly name: string;
  readonly port: number;
  readonly process: ChildProcess;
}

/** What all peers forward to: nginx answering from memory, so that it costs as little as can be. */
export async function startBackend(folder: string, port: number): Promise<ChildProcess> {
  const files = join(folder, 'files');
  mkdirSync(files, { recursive: true });
  writeFileSync(join(files, '10k'), 'x'.repeat(10_240));
  writeFileSync(join(files, '1m'), 'x'.repeat(1_048_576));
  return startNginx(
    join(folder, 'backend'),
    port,
    `
    keepalive_requests 1000000000;
    keepalive_timeout 3600s;
    open_file_cache max=10;
    access_log off;
    server {
      listen 127.0.0.1:${port} backlog=4096;
      client_max_body_size 100m;
      location / { return 200 "hello, world\\n"; }
      location /post { return 200 "taken\\n"; }
      location /10k { root ${files}; }
      location /1m { root ${files}; }
    }`,
  );
}

/** nginx as it is usually set up to do what Sluice does: keep-alive to the backend, forwarded headers, access log, TLS one port up. */
export async function nginxPeer(folder: string, port: number, backend: number): Promise<Peer> {
  makeCertificate(join(folder, 'nginx'));
  const process = await startNginx(
    join(folder, 'nginx'),
    port,
    `
    keepalive_requests 10000;
    access_log ${join(folder, 'nginx-access.log')};
    client_body_buffer_size 128k;
    proxy_buffers 16 64k;
    upstream app { server 127.0.0.1:${backend}; keepalive 256; keepalive_requests 1000000000; }
    server {
      listen 127.0.0.1:${port} backlog=4096;
      listen 127.0.0.1:${port + 1} ssl backlog=4096;
      ssl_certificate ${folder}/nginx.crt;
      ssl_certificate_key ${folder}/nginx.key;
      ssl_protocols TLSv1.2 TLSv1.3;
      server_name bench.example;
      client_max_body_size 100m;
      location / {
        proxy_pass http://app;
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Forwarded-Proto $scheme;
        proxy_set_header X-Forwarded-Host $host;
        proxy_set_header X-Forwarded-Port $server_port;
        proxy_set_header X-Real-IP $remote_addr;
        proxy_set_header X-Request-ID $request_id;
      }
    }`,
  );
  return { name: 'nginx', port, process };
}

async function startNginx(folder: string, port: number, http: string): Promise<ChildProcess> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'nginx.conf');
  const events = 'worker_connections 4096;';
  writeFileSync(
    file,
    `worker_processes 1;\ndaemon off;\npid ${folder}/pid;\nerror_log ${folder}/error.log;\nevents { ${events} }\nhttp {\n${temporary(folder)}${http}\n}\n`,
  );
  return started(
    spawn('nginx', ['-c', file, '-p', folder], { stdio: ['ignore', 'ignore', 'inherit'] }),
    port,
  );
}

/** Of the kind that Sluice makes for itself: ECDSA on P-256. */
function makeCertificate(path: string): void {
  const kind = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-subj',
    '/CN=bench.example',
  ];
  execFileSync('openssl', ['req', '-x509', ...kind, '-keyout', `${path}.key`, '-out', `${path}.crt`], {
    stdio: 'ignore',
  });
}

function temporary(folder: string): string {
  return ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `    ${name}_temp_path ${folder}/${name};\n`)
    .join('');
}

/** Sluice as `sluice serve` starts it, with its two workers and its access log; TLS one port up. */
export async function sluicePeer(folder: string, port: number, backend: number): Promise<Peer> {
  const manifests = join(folder, 'manifests');
  mkdirSync(manifests, { recursive: true });
  writeFileSync(join(manifests, 'bench.yaml'), benchManifest(backend));
  const log = join(folder, 'sluice-access.log');
  const options = `serve --manifests ${manifests} --state-dir ${join(folder, 'state')} --http-port ${port} --https-port ${port + 1} --internet-address 127.0.0.1 --log-level warn`;
  const command = `exec ${process.execPath} ${join(root, 'bin/sluice.js')} ${options} > ${log}`;
  const child = spawn('/bin/sh', ['-c', command], { stdio: ['ignore', 'ignore', 'inherit'] });
  return { name: 'sluice', port, process: await started(child, port) };
}

function benchManifest(backend: number): string {
  return `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: bench }
spec:
  rules:
    - host: bench.example
      http:
        paths:
          - { path: /, pathType: Prefix, backend: { service: { name: app, port: { number: 80 } } } }
---
apiVersion: v1
kind: Service
metadata: { name: app }
spec: { ports: [{ port: 80 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: app, labels: { kubernetes.io/service-name: app } }
addressType: IPv4
ports: [{ port: ${backend} }]
endpoints: [{ addresses: ["127.0.0.1"] }]
`;
}

/** Resolves once the port takes connections. @throws Error when the process ends first. */
async function started(child: ChildProcess, port: number): Promise<ChildProcess> {
  const ended = once(child, 'exit').then(() => {
    throw new Error('a peer did not start');
  });
  const open = (async () => {
    while (!(await takesConnections(port))) await new Promise((tick) => setTimeout(tick, 20));
  })();
  await Promise.race([open, ended]);
  ended.catch(() => {});
  return child;
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((settle) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      settle(true);
    });
    socket.on('error', () => settle(false));
  });
}
