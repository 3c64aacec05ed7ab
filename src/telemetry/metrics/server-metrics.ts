import type { Metric } from './metric.ts';

const catalogue = {
  requests: {
    name: 'sluice_process_requests_total',
    type: 'counter',
    help: 'Requests that are over, of routes that are gone too.',
    labels: [],
  },
  connections: {
    name: 'sluice_connections',
    type: 'gauge',
    help: 'Connections of clients, by whether a request is in progress; tunnels are counted apart.',
    labels: ['listener', 'state'],
  },
  accepted: {
    name: 'sluice_connections_total',
    type: 'counter',
    help: 'Connections accepted.',
    labels: ['listener'],
  },
  refused: {
    name: 'sluice_connections_refused_total',
    type: 'counter',
    help: 'Connections of clients closed before their first request: over a limit, or without the PROXY header they must begin with.',
    labels: ['reason'],
  },
  closedByConfig: {
    name: 'sluice_connections_closed_by_config_total',
    type: 'counter',
    help: 'Connections of clients ended because a change of configuration took their listener away. Other changes end none.',
    labels: [],
  },
  handshakeFailures: {
    name: 'sluice_tls_handshake_failures_total',
    type: 'counter',
    help: 'TLS handshakes that failed.',
    labels: [],
  },
  tunnels: {
    name: 'sluice_tunnels',
    type: 'gauge',
    help: 'Connections that became tunnels, such as WebSockets, and are open.',
    labels: [],
  },
  upstream: {
    name: 'sluice_upstream_connections',
    type: 'gauge',
    help: 'Connections to endpoints, by whether a request is in progress.',
    labels: ['state'],
  },
  upstreamQueued: {
    name: 'sluice_upstream_queued_requests',
    type: 'gauge',
    help: 'Requests that wait for a connection to their endpoint.',
    labels: [],
  },
  ejected: {
    name: 'sluice_endpoints_ejected',
    type: 'gauge',
    help: 'Endpoints that a worker has ejected, or found not to work by active checks.',
    labels: ['worker'],
  },
  unchecked: {
    name: 'sluice_endpoints_unchecked',
    type: 'gauge',
    help: 'Endpoints that a worker should check and does not, because it checks as many as it may.',
    labels: ['worker'],
  },
  ejections: {
    name: 'sluice_endpoint_ejections_total',
    type: 'counter',
    help: 'Endpoints ejected; each worker ejects for itself.',
    labels: [],
  },
  retries: {
    name: 'sluice_upstream_retries_total',
    type: 'counter',
    help: 'Attempts made again, and those that the budget refused.',
    labels: ['result'],
  },
  logDropped: {
    name: 'sluice_access_log_lines_dropped_total',
    type: 'counter',
    help: 'Lines of the access log that were lost.',
    labels: [],
  },
  configVersion: {
    name: 'sluice_config_version',
    type: 'gauge',
    help: 'Version of the configuration that workers should have.',
    labels: [],
  },
  workerConfigVersion: {
    name: 'sluice_worker_config_version',
    type: 'gauge',
    help: 'Version of the configuration that a worker has in force.',
    labels: ['worker'],
  },
  applied: {
    name: 'sluice_config_applied_total',
    type: 'counter',
    help: 'Changes of the configuration, by result.',
    labels: ['result'],
  },
  applyDuration: {
    name: 'sluice_config_apply_duration_seconds',
    type: 'histogram',
    help: 'From the start of a translation until all workers have it in force.',
    labels: [],
  },
  translateDuration: {
    name: 'sluice_translate_duration_seconds',
    type: 'histogram',
    help: 'Time to translate the objects.',
    labels: [],
  },
  endpointsDuration: {
    name: 'sluice_endpoints_apply_duration_seconds',
    type: 'histogram',
    help: 'From a change of endpoints alone until all workers have it in force.',
    labels: [],
  },
  lastApply: {
    name: 'sluice_config_last_apply_successful',
    type: 'gauge',
    help: '1 when the last change was applied whole, else 0.',
    labels: [],
  },
  lastApplyTime: {
    name: 'sluice_config_last_apply_successful_timestamp_seconds',
    type: 'gauge',
    help: 'When a change was last applied whole.',
    labels: [],
  },
  sourceHealthy: {
    name: 'sluice_source_healthy',
    type: 'gauge',
    help: '1 while the source can see all of its objects, else 0.',
    labels: [],
  },
  certificateExpiry: {
    name: 'sluice_certificate_expiry_timestamp_seconds',
    type: 'gauge',
    help: 'When a certificate that is served expires; `host` holds its first names.',
    labels: ['namespace', 'secret_name', 'host', 'identifier'],
  },
  orphans: {
    name: 'sluice_orphan_ingress',
    type: 'gauge',
    help: '1 for an Ingress with a backend that does not exist or has no endpoint.',
    labels: ['namespace', 'ingress', 'type'],
  },
  ingresses: {
    name: 'sluice_ingresses',
    type: 'gauge',
    help: 'Ingresses by state; not-served are those of other classes, and those with errors.',
    labels: ['state'],
  },
  reports: {
    name: 'sluice_reports',
    type: 'gauge',
    help: 'Reports that stand, by reason code.',
    labels: ['reason', 'severity'],
  },
  instances: {
    name: 'sluice_instance_up',
    type: 'gauge',
    help: '1 for an instance that is in force with its address, 0 for one that should be and is not.',
    labels: ['load_balancer', 'instance', 'address'],
  },
  workers: { name: 'sluice_workers', type: 'gauge', help: 'Worker processes, by state.', labels: ['state'] },
  workerRestarts: {
    name: 'sluice_worker_restarts_total',
    type: 'counter',
    help: 'Workers that ended and were replaced.',
    labels: [],
  },
  controlRestarts: {
    name: 'sluice_control_restarts_total',
    type: 'counter',
    help: 'Control processes that ended and were replaced.',
    labels: [],
  },
  memory: {
    name: 'sluice_process_resident_memory_bytes',
    type: 'gauge',
    help: 'Resident memory.',
    labels: ['process', 'worker'],
  },
  cpu: {
    name: 'sluice_process_cpu_seconds_total',
    type: 'counter',
    help: 'Processor time, user and system.',
    labels: ['process', 'worker'],
  },
  startTime: {
    name: 'sluice_process_start_time_seconds',
    type: 'gauge',
    help: 'When the process started.',
    labels: ['process', 'worker'],
  },
  loopLag: {
    name: 'sluice_process_event_loop_lag_seconds',
    type: 'gauge',
    help: 'How late the event loop was of late: within a second, or since the last scrape in the control process.',
    labels: ['process', 'worker', 'quantile'],
  },
  providerCalls: {
    name: 'sluice_provider_calls_total',
    type: 'counter',
    help: 'Calls of the API of a cloud, by its provider, repeated ones included, since the control process started.',
    labels: ['action'],
  },
  build: { name: 'sluice_build_info', type: 'gauge', help: 'Always 1.', labels: ['version', 'node'] },
} as const;

/** Names of the metrics of the server, as the program has them. */
export type ServerMetric = keyof typeof catalogue;

/** Metrics of the server as a whole, of its processes, and of what it serves. */
export const serverMetrics: Readonly<Record<ServerMetric, Metric>> = catalogue;
