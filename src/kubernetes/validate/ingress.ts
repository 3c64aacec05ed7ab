import { z } from 'zod';
import type { Ingress, IngressTls, ObjectMeta } from '../types/index.ts';
import { backendSchema, checkBackend } from './ingress-backend.ts';
import { pathProblem } from './ingress-path.ts';
import { dnsSubdomain, ingressHost } from './names.ts';
import type { RawObject } from './plain-json.ts';
import { type Fail, type FieldPath, failShape, shapeOptions } from './problem.ts';
import { failOldFields } from './v1beta1-fields.ts';

const schema = z.object({
  ingressClassName: z.string().exactOptional(),
  defaultBackend: backendSchema.exactOptional(),
  tls: z
    .array(z.object({ hosts: z.array(z.string()).exactOptional(), secretName: z.string().exactOptional() }))
    .exactOptional(),
  rules: z
    .array(
      z.object({
        host: z.string().exactOptional(),
        http: z
          .object({
            paths: z.array(
              z.object({
                path: z.string().exactOptional(),
                pathType: z.enum(['Exact', 'Prefix', 'ImplementationSpecific']),
                backend: backendSchema,
              }),
            ),
          })
          .exactOptional(),
      }),
    )
    .exactOptional(),
});

type Spec = z.infer<typeof schema>;
type Rule = NonNullable<Spec['rules']>[number];
type Path = NonNullable<Rule['http']>['paths'][number];

const classAnnotation = 'kubernetes.io/ingress.class';

/** Reads a networking.k8s.io/v1 Ingress by the rules of the API server. */
export function readIngress(document: RawObject, metadata: ObjectMeta, fail: Fail): Ingress | undefined {
  const raw = document['spec'];
  const old = failOldFields(raw, fail);
  const shape = schema.safeParse(raw ?? {}, shapeOptions);
  if (!shape.success) {
    failShape(shape.error, fail, ['spec']);
    return undefined;
  }
  if (old) return undefined;
  const spec = shape.data;
  if ((spec.rules ?? []).length === 0 && spec.defaultBackend === undefined) {
    fail(['spec'], 'must have rules, or a defaultBackend');
  }
  checkClass(spec, metadata, fail);
  if (spec.defaultBackend !== undefined) checkBackend(spec.defaultBackend, ['spec', 'defaultBackend'], fail);
  for (const [index, rule] of (spec.rules ?? []).entries()) checkRule(rule, ['spec', 'rules', index], fail);
  for (const [index, entry] of (spec.tls ?? []).entries()) checkTls(entry, ['spec', 'tls', index], fail);
  return { kind: 'Ingress', metadata, spec };
}

function checkClass(spec: Spec, metadata: ObjectMeta, fail: Fail): void {
  if (spec.ingressClassName === undefined) return;
  const bad = dnsSubdomain(spec.ingressClassName);
  if (bad !== undefined) fail(['spec', 'ingressClassName'], bad);
  const annotation = metadata.annotations?.[classAnnotation];
  if (annotation !== undefined && annotation !== spec.ingressClassName) {
    fail(
      ['metadata', 'annotations', classAnnotation],
      'names another class than spec.ingressClassName; leave the annotation out',
    );
  }
}

function checkRule(rule: Rule, at: FieldPath, fail: Fail): void {
  if (rule.host === '') delete rule.host;
  const bad = rule.host === undefined ? undefined : ingressHost(rule.host);
  if (bad !== undefined) fail([...at, 'host'], bad);
  if (rule.http === undefined) return;
  if (rule.http.paths.length === 0) fail([...at, 'http', 'paths'], 'must have at least one path');
  for (const [index, path] of rule.http.paths.entries())
    checkPath(path, [...at, 'http', 'paths', index], fail);
}

function checkPath(path: Path, at: FieldPath, fail: Fail): void {
  const bad = pathProblem(path.path ?? '', path.pathType);
  if (bad !== undefined) fail([...at, 'path'], bad);
  if (path.path === '') delete path.path;
  checkBackend(path.backend, [...at, 'backend'], fail);
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function checkTls(entry: Mutable<IngressTls>, at: FieldPath, fail: Fail): void {
  for (const [index, host] of (entry.hosts ?? []).entries()) {
    const bad = ingressHost(host);
    if (bad !== undefined) fail([...at, 'hosts', index], bad);
  }
  if (entry.secretName === '') delete entry.secretName;
  const bad = entry.secretName === undefined ? undefined : dnsSubdomain(entry.secretName);
  if (bad !== undefined)
    fail([...at, 'secretName'], `${bad}; the Secret is one of the namespace of the Ingress`);
}
