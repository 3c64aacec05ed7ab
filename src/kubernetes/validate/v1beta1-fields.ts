import { isRawObject } from './plain-json.ts';
import { type Fail, type FieldPath, quote } from './problem.ts';

/** Finds fields of v1beta1 in the spec of a v1 Ingress and says what to write instead; true when there are some. */
export function failOldFields(spec: unknown, fail: Fail): boolean {
  if (!isRawObject(spec)) return false;
  const found = 'backend' in spec;
  if (found) fail(['spec', 'backend'], 'is of v1beta1; networking.k8s.io/v1 calls it spec.defaultBackend');
  let some = failOldBackend(spec['defaultBackend'], ['spec', 'defaultBackend'], fail) || found;
  for (const [index, rule] of list(spec['rules']).entries()) {
    const http = isRawObject(rule) ? rule['http'] : undefined;
    const paths = isRawObject(http) ? list(http['paths']) : [];
    for (const [place, path] of paths.entries()) {
      const at = ['spec', 'rules', index, 'http', 'paths', place, 'backend'];
      if (isRawObject(path) && failOldBackend(path['backend'], at, fail)) some = true;
    }
  }
  return some;
}

function failOldBackend(backend: unknown, at: FieldPath, fail: Fail): boolean {
  if (!isRawObject(backend) || !('serviceName' in backend || 'servicePort' in backend)) return false;
  const { serviceName, servicePort } = backend;
  const name = typeof serviceName === 'string' ? quote(serviceName) : '…';
  const port =
    typeof servicePort === 'string'
      ? `name: ${quote(servicePort)}`
      : `number: ${typeof servicePort === 'number' ? servicePort : '…'}`;
  fail(at, `serviceName and servicePort are of v1beta1; write service: { name: ${name}, port: { ${port} } }`);
  return true;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
