import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts, makeCertificate, type PeerKind, startProgram, versionOf } from './peer.ts';

/** HAProxy with one thread. Hosts are looked up in a map, as its ingress controller does. */
export const haproxy: PeerKind = {
  name: 'HAProxy',
  version: () => versionOf('haproxy', '-v'),
  async start({ folder, backendPort, hosts }) {
    makeCertificate(folder);
    const pair = join(folder, 'pair.pem');
    writeFileSync(pair, ['tls.crt', 'tls.key'].map((name) => readFileSync(join(folder, name))).join(''));
    const map = join(folder, 'hosts.map');
    writeFileSync(map, hosts.map((host) => `${host} app\n`).join(''));
    const [httpPort = 0, httpsPort = 0] = await freePorts(2);
    const file = join(folder, 'haproxy.cfg');
    writeFileSync(
      file,
      `global
  nbthread 1
  maxconn 8192
  ssl-default-bind-options ssl-min-ver TLSv1.2
  log stdout format raw daemon
defaults
  mode http
  log global
  option httplog
  http-reuse always
  timeout connect 5s
  timeout client 75s
  timeout server 60s
frontend web
  bind 127.0.0.1:${httpPort} backlog 4096
  bind 127.0.0.1:${httpsPort} ssl crt ${pair} backlog 4096
  unique-id-format %{+X}o%ci%cp%Ts%rt%pid
  unique-id-header X-Request-ID
  http-request set-header X-Forwarded-For %[src]
  http-request set-header X-Forwarded-Proto https if { ssl_fc }
  http-request set-header X-Forwarded-Proto http if !{ ssl_fc }
  http-request set-header X-Forwarded-Host %[req.hdr(host)]
  http-request set-header X-Forwarded-Port %[dst_port]
  http-request set-header X-Real-IP %[src]
  use_backend %[req.hdr(host),lower,map_str(${map},none)]
backend app
  server one 127.0.0.1:${backendPort} pool-max-conn 256
backend none
  http-request return status 404
`,
    );
    const command = ['haproxy', '-db', '-f', file];
    return { name: 'HAProxy', httpPort, httpsPort, process: await startProgram(folder, command, httpPort) };
  },
};
