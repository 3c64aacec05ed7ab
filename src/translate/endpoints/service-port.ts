import type { Service, ServicePort } from '../../kubernetes/types/index.ts';

/**
 * The TCP port of a Service that an Ingress names by number or name. A number that is only the target port of one
 * is taken too, as other controllers take it.
 */
export function findServicePort(service: Service, wanted: number | string): ServicePort | undefined {
  const ports = (service.spec.ports ?? []).filter((port) => (port.protocol ?? 'TCP') === 'TCP');
  if (typeof wanted === 'string') return ports.find((port) => port.name === wanted);
  return ports.find((port) => port.port === wanted) ?? ports.find((port) => port.targetPort === wanted);
}
