import type { AdminSocket } from '../model/index.ts';
import { type DataPlaneSettings, defaultDataPlaneSettings } from '../proxy/index.ts';
import type { ServeSettings } from '../settings/index.ts';

/** What of the settings of a server steers its workers, and the socket of its admin endpoint. */
export function dataPlaneSettings(settings: ServeSettings, admin?: AdminSocket): DataPlaneSettings {
  const { downstreamTimeouts, tunnelTimeouts } = defaultDataPlaneSettings;
  return {
    downstreamTimeouts: {
      ...downstreamTimeouts,
      idle: milliseconds(settings.clientIdleTimeout),
      head: milliseconds(settings.clientHeaderTimeout),
      body: milliseconds(settings.clientBodyTimeout),
      write: milliseconds(settings.clientWriteTimeout),
    },
    upstreamTimeouts: {
      connect: milliseconds(settings.connectTimeout),
      send: milliseconds(settings.sendTimeout),
      response: milliseconds(settings.responseTimeout),
      idle: milliseconds(settings.idleTimeout),
    },
    tunnelTimeouts: { ...tunnelTimeouts, idle: milliseconds(settings.tunnelTimeout) },
    bounds: {
      requests: settings.connectionMostRequests,
      age: milliseconds(settings.connectionMostAge),
    },
    pool: {
      idlePerEndpoint: settings.upstreamIdlePerEndpoint,
      idleTimeout: milliseconds(settings.upstreamIdleTimeout),
    },
    accessLog: { format: settings.accessLog, sample: settings.accessLogSample },
    traceparent: settings.traceparent,
    reasonHeader: settings.reasonHeader,
    ...(admin === undefined ? {} : { admin }),
  };
}

function milliseconds(seconds: number): number {
  return seconds * 1000;
}
