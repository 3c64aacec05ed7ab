import type { Ingress, IngressBackend } from '../../kubernetes/types/index.ts';
import type { Backend } from '../../model/index.ts';

/** The first field of an Ingress that names a backend; `spec` when none does. */
export function findBackendField(ingress: Ingress, backend: Backend): string {
  for (const [index, rule] of (ingress.spec.rules ?? []).entries()) {
    const place = (rule.http?.paths ?? []).findIndex((path) => leadsTo(path.backend, backend));
    if (place >= 0) return `spec.rules[${index}].http.paths[${place}].backend`;
  }
  return leadsTo(ingress.spec.defaultBackend, backend) ? 'spec.defaultBackend' : 'spec';
}

function leadsTo(from: IngressBackend | undefined, { service, port }: Backend): boolean {
  const named = from?.service;
  // A port named by digits is the number.
  return named?.name === service && String(named.port.number ?? named.port.name) === String(port);
}
