import type { Command } from 'commander';
import { defaultStateDirectory } from './state-path.ts';

/** The flags of `sluice serve`. Their values are read and judged by `readServeSettings`, which knows the defaults. */
export function addServeOptions(serve: Command): void {
  serve
    .option('--manifests <directory>', 'folder of manifests, read recursively and watched (required)')
    .option('--echo', 'answer for Services that have no EndpointSlices')
    .option('--state-dir <directory>', `where state is kept (default: ${defaultStateDirectory(process.env)})`)
    .option('--workers <count>', 'worker processes, at least 2 (default: 2)')
    .option(
      '--internet-address <address...>',
      'pool of Internet-facing instances (default: 127.0.0.1-127.0.0.16)',
    )
    .option(
      '--intranet-address <address...>',
      'pool of internal-facing instances (default: 127.0.1.1-127.0.1.16)',
    )
    .option('--http-port <port>', 'port for HTTP (default: 80, or 8080 without the privilege)')
    .option('--https-port <port>', 'port for HTTPS (default: 443, or 8443 without the privilege)')
    .option(
      '--default-certificate <rule>',
      'first-of-instance, first-in-cluster or first-with-secret (default: first-of-instance)',
    )
    .option('--default-backend <namespace/name:port>', 'Service that takes what no Ingress takes')
    .option('--release-delay <seconds>', 'wait before an instance made by Sluice is deleted (default: 60)')
    .option('--retain-instances', 'never delete instances made by Sluice')
    .option('--no-keep-keys', 'do not keep Secrets in the state directory')
    .option('--allow-external-name', 'let routes lead to Services of type ExternalName')
    .option('--no-classless', 'leave Ingresses that name no class alone')
    .option('--drain-timeout <seconds>', 'time that requests under way get when stopping (default: 30)')
    .option('--shutdown-delay <seconds>', 'go on serving that long before draining (default: 0)')
    .option('--access-log <format>', 'json (to standard output) or off (default: json)')
    .option('--log-level <level>', 'debug, info, warn, error or silent (default: info)');
}

/** What the list of flags cannot say. */
export function addConfigurationHelp(serve: Command): void {
  serve.addHelpText(
    'after',
    `
An address is ADDRESS, ADDRESS=PUBLISHED (what clients use, behind a NAT), or a range FIRST-LAST.
Each flag can also be set by a variable, for example SLUICE_HTTP_PORT, SLUICE_ECHO=true, SLUICE_KEEP_KEYS=false,
and, with commas, SLUICE_INTERNET_ADDRESS. A flag wins over its variable.

Example:
  $ sluice serve --manifests examples/cafe --echo --state-dir .sluice`,
  );
}
