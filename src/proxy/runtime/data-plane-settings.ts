import type { AdminSocket } from '../../model/index.ts';
import type { PathForwarding } from '../forward/forwarding.ts';
import type { RetrySettings } from '../forward/retry-budget.ts';
import type { TunnelTimeouts } from '../forward/tunnel.ts';
import type { UpstreamTimeouts } from '../forward/upstream.ts';
import type { ConnectionBounds, DownstreamTimeouts } from '../http1/downstream-owner.ts';
import { type MessageLimits, requestLimits } from '../http1/limits.ts';
import type { ConnectionCaps } from '../listener/connection-count.ts';
import type { PoolBounds } from '../upstream/endpoint-pool.ts';
import type { EjectionSettings } from '../upstream/health/ejection-settings.ts';

/** Times (milliseconds), bounds and manners of a data plane. Plain data; replaced as a whole, never changed. */
export interface DataPlaneSettings {
  readonly downstreamTimeouts: DownstreamTimeouts;
  /** For the TLS handshake of a client. */
  readonly handshakeTimeout: number;
  readonly requestLimits: MessageLimits;
  /** Bytes the body of a request may have where its route says nothing; 0 for no limit. */
  readonly maxBodySize: number;
  /** The form in which a backend gets a path that its route does not rewrite. */
  readonly pathForwarding: PathForwarding;
  readonly upstreamTimeouts: UpstreamTimeouts;
  readonly tunnelTimeouts: TunnelTimeouts;
  readonly bounds: ConnectionBounds;
  readonly connections: ConnectionCaps;
  /** Whether connections of clients begin with a header of the PROXY protocol. */
  readonly proxyProtocol: boolean;
  /** IP addresses and ranges: whose forwarded fields and PROXY headers are believed. */
  readonly trustedProxies: readonly string[];
  readonly pool: PoolBounds;
  readonly retries: RetrySettings;
  readonly ejection: EjectionSettings;
  readonly accessLog: {
    readonly format: 'combined' | 'json' | 'off';
    /** Share of requests that are logged, 0 to 1. */
    readonly sample: number;
  };
  /** Whether a request without a `traceparent` gets one. */
  readonly traceparent: 'make' | 'pass';
  /** Whether answers of our own name their reason in `X-Sluice-Reason`. */
  readonly reasonHeader: boolean;
  /** The socket of the admin endpoint: no name may lead there. */
  readonly admin?: AdminSocket;
}

/** What a worker goes by until its configuration says otherwise. */
export const defaultDataPlaneSettings: DataPlaneSettings = {
  downstreamTimeouts: {
    idle: 75_000,
    head: 15_000,
    body: 30_000,
    leastBodyRate: 256,
    write: 60_000,
    linger: 2000,
  },
  handshakeTimeout: 10_000,
  requestLimits,
  maxBodySize: 0,
  pathForwarding: 'normalized',
  upstreamTimeouts: { connect: 5000, send: 60_000, response: 60_000, idle: 60_000 },
  tunnelTimeouts: { idle: 3_600_000, halfClosed: 10_000 },
  bounds: { requests: 10_000, age: 3_600_000 },
  connections: { most: 16_384, mostPerAddress: 0 },
  proxyProtocol: false,
  trustedProxies: [],
  pool: {
    ...{ idlePerEndpoint: 256, idleTimeout: 4000, mostAge: 3_600_000 },
    ...{ mostPerEndpoint: 1024, mostQueued: 1024, queueTimeout: 1000 },
  },
  retries: { attempts: 3, budgetShare: 20, budgetLeast: 3 },
  ejection: {
    ...{ failures: 5, time: 30_000, mostTime: 300_000 },
    ...{ mostShare: 10, panicShare: 50, onStatus: false },
  },
  accessLog: { format: 'json', sample: 1 },
  traceparent: 'pass',
  reasonHeader: false,
};
