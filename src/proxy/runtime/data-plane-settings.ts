import type { AdminSocket } from '../../model/index.ts';
import type { TunnelTimeouts } from '../forward/tunnel.ts';
import type { UpstreamTimeouts } from '../forward/upstream.ts';
import type { ConnectionBounds, DownstreamTimeouts } from '../http1/downstream-owner.ts';
import type { PoolBounds } from '../upstream/pool.ts';

/** Times (milliseconds), bounds and manners of a data plane. Plain data; replaced as a whole, never changed. */
export interface DataPlaneSettings {
  readonly downstreamTimeouts: DownstreamTimeouts;
  readonly upstreamTimeouts: UpstreamTimeouts;
  readonly tunnelTimeouts: TunnelTimeouts;
  readonly bounds: ConnectionBounds;
  readonly pool: PoolBounds;
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
  downstreamTimeouts: { idle: 75_000, head: 15_000, body: 30_000, write: 60_000, linger: 2000 },
  upstreamTimeouts: { connect: 5000, send: 60_000, response: 60_000, idle: 60_000 },
  tunnelTimeouts: { idle: 3_600_000, halfClosed: 10_000 },
  bounds: { requests: 10_000, age: 3_600_000 },
  pool: { idlePerEndpoint: 256, idleTimeout: 4000 },
  accessLog: { format: 'json', sample: 1 },
  traceparent: 'pass',
  reasonHeader: false,
};
