import type { TunnelTimeouts } from '../forward/tunnel.ts';
import type { ConnectionBounds, DownstreamTimeouts } from '../http1/downstream-owner.ts';
import type { UpstreamTimeouts } from '../http1/upstream-connection.ts';
import type { PoolBounds } from '../upstream/pool.ts';

/** Times (milliseconds) and bounds of a data plane. */
export interface DataPlaneSettings {
  readonly downstreamTimeouts: DownstreamTimeouts;
  readonly upstreamTimeouts: UpstreamTimeouts;
  readonly tunnelTimeouts: TunnelTimeouts;
  readonly bounds: ConnectionBounds;
  readonly pool: PoolBounds;
}

export const defaultDataPlaneSettings: DataPlaneSettings = {
  downstreamTimeouts: { idle: 75_000, head: 15_000, body: 30_000, write: 60_000, linger: 2000 },
  upstreamTimeouts: { connect: 5000, response: 60_000 },
  tunnelTimeouts: { idle: 3_600_000, halfClosed: 10_000 },
  bounds: { requests: 10_000, age: 3_600_000 },
  pool: { idlePerEndpoint: 256, idleTimeout: 4000 },
};
