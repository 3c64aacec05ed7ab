import type { AdminSocket } from '../../model/index.ts';
import { type DataPlaneSettings, defaultDataPlaneSettings } from '../../proxy/index.ts';
import type { ServeSettings } from '../../settings/index.ts';

/** What of the settings of a server steers its workers, and the socket of its admin endpoint. */
export function dataPlaneSettings(settings: ServeSettings, admin?: AdminSocket): DataPlaneSettings {
  const { downstreamTimeouts, requestLimits, tunnelTimeouts } = defaultDataPlaneSettings;
  return {
    downstreamTimeouts: {
      ...downstreamTimeouts,
      idle: milliseconds(settings.clientIdleTimeout),
      head: milliseconds(settings.clientHeaderTimeout),
      body: milliseconds(settings.clientBodyTimeout),
      leastBodyRate: settings.clientBodyLeastRate,
      write: milliseconds(settings.clientWriteTimeout),
    },
    handshakeTimeout: milliseconds(settings.tlsHandshakeTimeout),
    requestLimits: {
      ...requestLimits,
      head: settings.maxHeaderBytes,
      headerLine: Math.ceil(settings.maxHeaderBytes / 2),
      headerLines: settings.maxHeaderLines,
      target: settings.maxUriLength,
    },
    maxBodySize: settings.maxBodySize,
    pathForwarding: settings.pathForwarding,
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
    connections: { most: settings.maxConnections, mostPerAddress: settings.maxConnectionsPerAddress },
    proxyProtocol: settings.proxyProtocol,
    trustedProxies: settings.trustedProxies,
    pool: {
      idlePerEndpoint: settings.upstreamIdlePerEndpoint,
      idleTimeout: milliseconds(settings.upstreamIdleTimeout),
      mostPerEndpoint: settings.upstreamMostConnections,
      queueTimeout: milliseconds(settings.upstreamQueueTimeout),
      mostQueued: settings.upstreamMostQueued,
      mostAge: milliseconds(settings.upstreamMostAge),
    },
    retries: {
      attempts: settings.mostAttempts,
      budgetShare: settings.retryBudget,
      budgetLeast: settings.retryBudgetLeast,
    },
    ejection: {
      failures: settings.ejectAfter,
      time: milliseconds(settings.ejectTime),
      mostTime: milliseconds(settings.ejectMostTime),
      mostShare: settings.ejectMostShare,
      panicShare: settings.panicShare,
      onStatus: settings.ejectOnStatus,
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
