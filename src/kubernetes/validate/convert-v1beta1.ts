import { isRawObject, type RawObject } from './plain-json.ts';

/**
 * An Ingress of v1beta1 in the form of networking.k8s.io/v1. What has an unexpected shape is passed on as it is:
 * the rules of v1 then name it.
 */
export function convertIngress(document: RawObject): RawObject {
  const spec = document['spec'];
  if (!isRawObject(spec)) return document;
  const { backend, ...rest } = spec;
  const converted: Record<string, unknown> = rest;
  if (backend !== undefined) converted['defaultBackend'] = convertBackend(backend);
  if (Array.isArray(spec['rules'])) converted['rules'] = spec['rules'].map(convertRule);
  return { ...document, spec: converted };
}

function convertRule(rule: unknown): unknown {
  if (!isRawObject(rule)) return rule;
  const http = rule['http'];
  if (!isRawObject(http) || !Array.isArray(http['paths'])) return rule;
  return { ...rule, http: { ...http, paths: http['paths'].map(convertPath) } };
}

function convertPath(path: unknown): unknown {
  if (!isRawObject(path)) return path;
  const converted: Record<string, unknown> = { pathType: 'ImplementationSpecific', ...path };
  if ('backend' in path) converted['backend'] = convertBackend(path['backend']);
  return converted;
}

function convertBackend(backend: unknown): unknown {
  if (!isRawObject(backend) || !('serviceName' in backend || 'servicePort' in backend)) return backend;
  const { serviceName, servicePort, ...rest } = backend;
  const port = typeof servicePort === 'string' ? { name: servicePort } : { number: servicePort };
  return { ...rest, service: { name: serviceName, port } };
}
