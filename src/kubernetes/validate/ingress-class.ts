import { z } from 'zod';
import type { IngressClass, ObjectMeta } from '../types/index.ts';
import { dnsLabel, dnsSubdomain } from './names.ts';
import type { RawObject } from './plain-json.ts';
import { type Fail, type FieldPath, failShape, shapeOptions } from './problem.ts';

const schema = z.object({
  controller: z.string(),
  parameters: z
    .object({
      apiGroup: z.string().exactOptional(),
      kind: z.string(),
      name: z.string(),
      scope: z.enum(['Cluster', 'Namespace']).exactOptional(),
      namespace: z.string().exactOptional(),
    })
    .exactOptional(),
});

type Parameters = NonNullable<z.infer<typeof schema>['parameters']>;

/** Reads a networking.k8s.io/v1 IngressClass by the rules of the API server. */
export function readIngressClass(
  document: RawObject,
  metadata: ObjectMeta,
  fail: Fail,
): IngressClass | undefined {
  const shape = schema.safeParse(document['spec'] ?? {}, shapeOptions);
  if (!shape.success) {
    failShape(shape.error, fail, ['spec']);
    return undefined;
  }
  const { controller, parameters } = shape.data;
  if (!isController(controller)) {
    fail(
      ['spec', 'controller'],
      "must be a DNS name, '/' and a path, at most 250 characters, such as sluice.dev/ingress-controller",
    );
  }
  if (parameters === undefined) return { kind: 'IngressClass', metadata, spec: { controller } };
  checkParameters(parameters, ['spec', 'parameters'], fail);
  const { apiGroup, kind, name } = parameters;
  const reference = apiGroup === undefined ? { kind, name } : { apiGroup, kind, name };
  return { kind: 'IngressClass', metadata, spec: { controller, parameters: reference } };
}

function isController(text: string): boolean {
  const slash = text.indexOf('/');
  if (text.length > 250 || slash < 0) return false;
  return (
    dnsSubdomain(text.slice(0, slash)) === undefined &&
    /^[A-Za-z0-9/._~%!$&'()*+,;=:-]+$/.test(text.slice(slash + 1))
  );
}

function checkParameters(parameters: Parameters, at: FieldPath, fail: Fail): void {
  const { apiGroup, kind, name, scope = 'Cluster', namespace = '' } = parameters;
  if (apiGroup !== undefined && apiGroup !== '') {
    const bad = dnsSubdomain(apiGroup);
    if (bad !== undefined) fail([...at, 'apiGroup'], bad);
  }
  if (!isPathSegment(kind)) fail([...at, 'kind'], "must be a name without '/' and '%'");
  if (!isPathSegment(name)) fail([...at, 'name'], "must be a name without '/' and '%'");
  if (scope === 'Cluster' && namespace !== '')
    fail([...at, 'namespace'], 'must be left out when scope is Cluster');
  if (scope === 'Cluster') return;
  const bad = namespace === '' ? 'required when scope is Namespace' : dnsLabel(namespace);
  if (bad !== undefined) fail([...at, 'namespace'], bad);
}

function isPathSegment(text: string): boolean {
  return text !== '' && text !== '.' && text !== '..' && !/[/%]/.test(text);
}
