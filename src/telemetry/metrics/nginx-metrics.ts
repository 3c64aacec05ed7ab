import type { Metric } from './metric.ts';

const catalogue = {
  connections: {
    name: 'nginx_ingress_controller_nginx_process_connections',
    type: 'gauge',
    help: 'As sluice_connections; idle ones are waiting.',
    labels: ['state'],
  },
  connectionsTotal: {
    name: 'nginx_ingress_controller_nginx_process_connections_total',
    type: 'counter',
    help: 'As sluice_connections_total.',
    labels: ['state'],
  },
  requestsTotal: {
    name: 'nginx_ingress_controller_nginx_process_requests_total',
    type: 'counter',
    help: 'As sluice_process_requests_total.',
    labels: [],
  },
  cpu: {
    name: 'nginx_ingress_controller_nginx_process_cpu_seconds_total',
    type: 'counter',
    help: 'Processor time of all workers that run.',
    labels: [],
  },
  memory: {
    name: 'nginx_ingress_controller_nginx_process_resident_memory_bytes',
    type: 'gauge',
    help: 'Resident memory of all workers that run.',
    labels: [],
  },
  workers: {
    name: 'nginx_ingress_controller_nginx_process_num_procs',
    type: 'gauge',
    help: 'Workers that run.',
    labels: [],
  },
  oldestStart: {
    name: 'nginx_ingress_controller_nginx_process_oldest_start_time_seconds',
    type: 'gauge',
    help: 'When the oldest worker started.',
    labels: [],
  },
  lastReload: {
    name: 'nginx_ingress_controller_config_last_reload_successful',
    type: 'gauge',
    help: 'As sluice_config_last_apply_successful.',
    labels: [],
  },
  lastReloadTime: {
    name: 'nginx_ingress_controller_config_last_reload_successful_timestamp_seconds',
    type: 'gauge',
    help: 'As sluice_config_last_apply_successful_timestamp_seconds.',
    labels: [],
  },
  success: {
    name: 'nginx_ingress_controller_success',
    type: 'counter',
    help: 'Changes of the configuration that were applied.',
    labels: [],
  },
  errors: {
    name: 'nginx_ingress_controller_errors',
    type: 'counter',
    help: 'Changes of the configuration that were not applied, or not whole.',
    labels: [],
  },
  configHash: {
    name: 'nginx_ingress_controller_config_hash',
    type: 'gauge',
    help: 'Version of the configuration that workers should have.',
    labels: [],
  },
  sslExpiry: {
    name: 'nginx_ingress_controller_ssl_expire_time_seconds',
    type: 'gauge',
    help: 'As sluice_certificate_expiry_timestamp_seconds, for each name.',
    labels: ['namespace', 'class', 'host', 'secret_name', 'identifier'],
  },
  sslInfo: {
    name: 'nginx_ingress_controller_ssl_certificate_info',
    type: 'gauge',
    help: 'Always 1; what is not known of the certificate is empty.',
    labels: [
      'host',
      'public_key_algorithm',
      'issuer_common_name',
      'issuer_organization',
      'serial_number',
      'namespace',
      'class',
      'secret_name',
      'identifier',
    ],
  },
  orphans: {
    name: 'nginx_ingress_controller_orphan_ingress',
    type: 'gauge',
    help: 'As sluice_orphan_ingress.',
    labels: ['namespace', 'ingress', 'type'],
  },
  leader: {
    name: 'nginx_ingress_controller_leader_election_status',
    type: 'gauge',
    help: 'Always 1: there is one control process.',
    labels: ['name'],
  },
  build: {
    name: 'nginx_ingress_controller_build_info',
    type: 'gauge',
    help: 'As sluice_build_info.',
    labels: ['release', 'build', 'repository'],
  },
} as const;

/** Names of {@link nginxMetrics}, as the program has them. */
export type NginxMetric = keyof typeof catalogue;

/** What the dashboards and alerts of ingress-nginx read of the server as a whole. */
export const nginxMetrics: Readonly<Record<NginxMetric, Metric>> = catalogue;
