import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts, makeCertificate, type PeerKind, startProgram, versionOf } from './peer.ts';

/** Caddy with one thread for its code. It sets `X-Forwarded-For`, `-Proto` and `-Host` itself. */
export const caddy: PeerKind = {
  name: 'Caddy',
  version: () => versionOf('caddy', 'version')?.replace(/^/, 'Caddy '),
  async start({ folder, backendPort, hosts }) {
    makeCertificate(folder);
    const [httpPort = 0, httpsPort = 0] = await freePorts(2);
    const file = join(folder, 'Caddyfile');
    const rules = hosts.map(
      (host, index) => `  @${index} host ${host}
  handle @${index} {
    import app {args.0}
  }
`,
    );
    writeFileSync(
      file,
      `{
  admin off
  auto_https off
  servers {
    protocols h1
  }
}
(app) {
  reverse_proxy 127.0.0.1:${backendPort} {
    header_up X-Forwarded-Port {args.0}
    header_up X-Real-IP {http.request.remote.host}
    header_up X-Request-ID {http.request.uuid}
    transport http {
      keepalive_idle_conns_per_host 256
    }
  }
}
(rules) {
  log {
    output file ${folder}/access.log {
      roll_disabled
    }
  }
${rules.join('')}  respond 404
}
http://:${httpPort} {
  import rules ${httpPort}
}
https://:${httpsPort} {
  tls ${folder}/tls.crt ${folder}/tls.key
  import rules ${httpsPort}
}
`,
    );
    const command = ['caddy', 'run', '--adapter', 'caddyfile', '--config', file];
    // It keeps its own files where these say.
    const environment = { GOMAXPROCS: '1', HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
    const child = await startProgram(
      folder,
      ['sh', '-c', `exec "$@" 2>${folder}/error.log`, 'sh', ...command],
      httpPort,
      environment,
    );
    return { name: 'Caddy', httpPort, httpsPort, process: child };
  },
};
