import { contentHash, stableJson } from '../../base/index.ts';
import type { Endpoint, Route, VirtualHost } from '../../model/index.ts';
import type { DataPlaneSettings } from '../runtime/data-plane-settings.ts';

/** A socket to listen on. Both listeners of a load balancer name one routing table. */
export interface ListenerPart {
  readonly kind: 'listener';
  /** `<load balancer id>/<listener port>`. */
  readonly id: string;
  /** Numeric address to bind. */
  readonly address: string;
  /** Port to bind. */
  readonly port: number;
  /** Port clients use, for `X-Forwarded-Port`. */
  readonly publishedPort: number;
  readonly protocol: 'http' | 'https';
  readonly table: string;
  /** Id of a certificate part; https only. */
  readonly defaultCertificate?: string;
}

/** One virtual host of a routing table. */
export interface HostPart {
  readonly kind: 'host';
  readonly table: string;
  readonly virtualHost: VirtualHost;
}

/** The route of a table that takes what no host and no path took. */
export interface FallbackPart {
  readonly kind: 'fallback';
  readonly table: string;
  readonly route: Route;
}

/** The endpoints of a backend. Its own part, so that a pod that comes or goes rebuilds no router. */
export interface EndpointsPart {
  readonly kind: 'endpoints';
  readonly backend: string;
  readonly endpoints: readonly Endpoint[];
}

/** A key pair. `id` names its content. */
export interface CertificatePart {
  readonly kind: 'certificate';
  readonly id: string;
  readonly certificate: string;
  readonly key: string;
}

/** The certificate a table shows for a server name (exact, or `*.` and a name). */
export interface ServerNamePart {
  readonly kind: 'server-name';
  readonly table: string;
  readonly host: string;
  readonly certificate: string;
}

/** Sealing keys for TLS session tickets, shared by all workers: 48 bytes in base64. */
export interface TicketKeysPart {
  readonly kind: 'ticket-keys';
  readonly keys: string;
}

/** The key by which cookies name endpoints, shared by all workers and kept over restarts: 32 bytes in base64. */
export interface AffinityKeyPart {
  readonly kind: 'affinity-key';
  readonly key: string;
}

/** Times, bounds and manners of the whole data plane. */
export interface SettingsPart {
  readonly kind: 'settings';
  readonly settings: DataPlaneSettings;
}

/** The configuration of the data plane is a set of parts; only parts that differ travel. */
export type Part =
  | AffinityKeyPart
  | CertificatePart
  | EndpointsPart
  | FallbackPart
  | HostPart
  | ListenerPart
  | ServerNamePart
  | SettingsPart
  | TicketKeysPart;

/** A part as it travels: relayed and kept by the supervisor, which never reads `text`. */
export interface EncodedPart {
  readonly key: string;
  /** Content hash of `text`. */
  readonly hash: string;
  readonly text: string;
}

/** A step from one version of the configuration to the next. A full copy has `base` 0. */
export interface ConfigUpdate {
  readonly base: number;
  readonly version: number;
  readonly set: readonly EncodedPart[];
  readonly delete: readonly string[];
}

/** The key of a part: unique in a configuration. */
export function partKey(part: Part): string {
  switch (part.kind) {
    case 'listener':
      return `listener/${part.id}`;
    case 'host':
      return `host/${part.table}/${part.virtualHost.host}`;
    case 'fallback':
      return `fallback/${part.table}`;
    case 'endpoints':
      return `endpoints/${part.backend}`;
    case 'certificate':
      return `certificate/${part.id}`;
    case 'server-name':
      return `server-name/${part.table}/${part.host}`;
    case 'ticket-keys':
      return 'ticket-keys';
    case 'affinity-key':
      return 'affinity-key';
    case 'settings':
      return 'settings';
  }
}

/** Turns a part into its travelling form. */
export function encodePart(part: Part): EncodedPart {
  const text = stableJson(part);
  return { key: partKey(part), hash: contentHash(text), text };
}
