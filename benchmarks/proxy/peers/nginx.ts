import type { ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts, makeCertificate, type PeerKind, startProgram, versionOf } from './peer.ts';

/** nginx with one worker, as it is usually set up to do what Sluice does; its buffers hold the bodies of the benchmark. */
export const nginx: PeerKind = {
  name: 'nginx',
  version: () => versionOf('nginx', '-v'),
  async start({ folder, backendPort, hosts }) {
    makeCertificate(folder);
    const [httpPort = 0, httpsPort = 0] = await freePorts(2);
    const servers = hosts.map(
      (host) =>
        `  server { listen 127.0.0.1:${httpPort}; listen 127.0.0.1:${httpsPort} ssl; server_name ${host}; include ${folder}/location.conf; }\n`,
    );
    writeFileSync(join(folder, 'location.conf'), location);
    const http = `
  server_names_hash_max_size 65536;
  server_names_hash_bucket_size 128;
  keepalive_requests 10000;
  access_log ${folder}/access.log;
  client_body_buffer_size 128k;
  client_max_body_size 100m;
  proxy_buffers 16 64k;
  ssl_certificate ${folder}/tls.crt;
  ssl_certificate_key ${folder}/tls.key;
  ssl_protocols TLSv1.2 TLSv1.3;
  upstream app { server 127.0.0.1:${backendPort}; keepalive 256; keepalive_requests 1000000000; }
  server { listen 127.0.0.1:${httpPort} default_server backlog=4096; listen 127.0.0.1:${httpsPort} ssl default_server backlog=4096; return 404; }
${servers.join('')}`;
    return { name: 'nginx', httpPort, httpsPort, process: await startNginx(folder, httpPort, http) };
  },
};

const location = `location / {
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
`;

/** What all peers forward to: nginx answering from memory, so that it costs as little as can be. */
export async function startBackend(folder: string): Promise<{ port: number; process: ChildProcess }> {
  const files = join(folder, 'files');
  mkdirSync(files);
  writeFileSync(join(files, '10k'), 'x'.repeat(10_240));
  writeFileSync(join(files, '1m'), 'x'.repeat(1_048_576));
  const [port = 0] = await freePorts(1);
  const http = `
  keepalive_requests 1000000000;
  keepalive_timeout 3600s;
  open_file_cache max=10;
  access_log off;
  server {
    listen 127.0.0.1:${port} backlog=4096;
    client_max_body_size 100m;
    client_body_buffer_size 128k;
    location / { return 200 "hello, world\\n"; }
    location /post { return 200 "taken\\n"; }
    location /10k { root ${files}; }
    location /1m { root ${files}; }
  }
`;
  return { port, process: await startNginx(folder, port, http) };
}

function startNginx(folder: string, port: number, http: string): Promise<ChildProcess> {
  const file = join(folder, 'nginx.conf');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `  ${name}_temp_path ${folder}/${name};\n`)
    .join('');
  writeFileSync(
    file,
    `worker_processes 1;
daemon off;
pid ${folder}/pid;
error_log ${folder}/error.log;
events { worker_connections 8192; }
http {
${temporary}${http}}
`,
  );
  return startProgram(folder, ['nginx', '-c', file, '-p', folder, '-e', join(folder, 'error.log')], port);
}
