import type { RoutePolicies } from '../../features/annotations.ts';
import type { Service } from '../../kubernetes/types/index.ts';
import {
  backendId,
  type ObjectRef,
  type ObjectReport,
  type Reason,
  type RouteAction,
} from '../../model/index.ts';
import { resolveExternalName } from '../endpoints/external-name.ts';
import { findServicePort } from '../endpoints/service-port.ts';
import type { TranslateSettings } from '../settings.ts';
import type { AnnotatedHost, AnnotatedIngress, AnnotatedPath } from './annotated-ingress.ts';
import type { ParsedIngress, WantedBackend } from './parsed-ingress.ts';
import type { BackendKey } from './route-results.ts';

/** Finds a Service by namespace/name. */
export type FindService = (key: string) => Service | undefined;

/** What happens to requests for a backend, and why where it is not what the Ingress asks. */
export interface ResolvedBackend {
  readonly action: RouteAction;
  /** Present when the action forwards. */
  readonly backend?: BackendKey;
  readonly problem?: { readonly reason: Reason; readonly text: string };
}

/** A path of an Ingress and where it leads. */
export interface ResolvedPath {
  readonly path: AnnotatedPath;
  readonly to: ResolvedBackend;
}

/** What an Ingress has on one host. */
export interface ResolvedHost {
  readonly asked: AnnotatedHost;
  readonly paths: readonly ResolvedPath[];
}

/** An Ingress with its backends looked up. */
export interface ResolvedIngress {
  readonly ref: ObjectRef;
  /** By host. */
  readonly hosts: ReadonlyMap<string, ResolvedHost>;
  readonly defaultBackend?: ResolvedBackend;
  readonly fallbackPolicies: RoutePolicies | undefined;
  readonly catchAll: boolean;
  readonly reports: readonly ObjectReport[];
}

/** Where all routes of an Ingress lead that must not be open. What closed it is reported with its annotations. */
const closed: ResolvedBackend = { action: { kind: 'respond', status: 503, reason: 'AnnotationRefused' } };

/** Looks up the backends of one Ingress. Problems of one backend are reported once, on the first field that names it. */
export function resolveIngress(
  ingress: ParsedIngress,
  annotated: AnnotatedIngress,
  findService: FindService,
  settings: TranslateSettings,
): ResolvedIngress {
  const resolved = new Map<string, ResolvedBackend>();
  const problems = new Map<ResolvedBackend, string[]>();
  const resolve = (wanted: WantedBackend, field: string): ResolvedBackend => {
    const key =
      wanted.kind === 'service' ? `${wanted.service}:${wanted.port}` : `resource ${wanted.resource}`;
    const known = resolved.get(key) ?? resolveBackend(ingress.namespace, wanted, findService, settings);
    resolved.set(key, known);
    if (known.problem !== undefined) addTo(problems, known, field);
    return annotated.refused ? closed : known;
  };
  const hosts = new Map<string, ResolvedHost>();
  for (const [host, asked] of annotated.hosts) {
    const paths = asked.paths.map((path): ResolvedPath => {
      const { backend, field } = path.parsed;
      return { path, to: resolve(backend, `${field}.backend`) };
    });
    hosts.set(host, { asked, paths });
  }
  const { defaultBackend } = ingress;
  const fallback = defaultBackend === undefined ? undefined : resolve(defaultBackend, 'spec.defaultBackend');
  return {
    ref: ingress.ref,
    hosts,
    ...(fallback === undefined ? {} : { defaultBackend: fallback }),
    fallbackPolicies: annotated.fallbackPolicies,
    catchAll: ingress.catchAll,
    reports: [...problems].flatMap(([backend, fields]) => reportProblem(ingress.ref, backend, fields)),
  };
}

function reportProblem(
  object: ObjectRef,
  { problem }: ResolvedBackend,
  fields: readonly string[],
): ObjectReport[] {
  const [field] = fields;
  if (problem === undefined || field === undefined) return [];
  const routes = fields.length === 1 ? 'its route answers 503' : `its ${fields.length} routes answer 503`;
  return [{ object, reason: problem.reason, message: `${problem.text}; ${routes}`, field }];
}

function addTo<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

/** Looks up one backend. */
export function resolveBackend(
  namespace: string,
  wanted: WantedBackend,
  findService: FindService,
  settings: TranslateSettings,
): ResolvedBackend {
  if (wanted.kind === 'resource') {
    return refuse(
      'ResourceBackendUnsupported',
      `backends of kind resource (${wanted.resource}) are not supported`,
    );
  }
  const { service: name, port } = wanted;
  const service = findService(`${namespace}/${name}`);
  const called = `Service ${namespace}/${name}`;
  if (service === undefined) return refuse('ServiceNotFound', `${called} does not exist`);
  const reason =
    service.spec.type === 'ExternalName' ? judgeExternal(service, port, settings) : judgePort(service, port);
  switch (reason) {
    case undefined:
      return forward({ id: backendId(namespace, name, port), namespace, service: name, port });
    case 'ServicePortNotFound':
      return refuse(reason, `${called} has no TCP port ${port}`);
    case 'EndpointAddressForbidden':
      return refuse(reason, `${called} is of type ExternalName and names the admin endpoint of Sluice`);
    case 'ExternalNameDisabled':
      return refuse(reason, `${called} is of type ExternalName, which is switched off`);
    case 'ExternalNameForbidden':
      return refuse(
        reason,
        `${called} is of type ExternalName and names this machine, a link-local address or no host`,
      );
  }
}

function judgePort(service: Service, port: number | string): 'ServicePortNotFound' | undefined {
  return findServicePort(service, port) === undefined ? 'ServicePortNotFound' : undefined;
}

function judgeExternal(service: Service, port: number | string, settings: TranslateSettings) {
  const target = resolveExternalName(service, port, settings);
  return target.kind === 'endpoint' ? undefined : target.kind;
}

function forward(backend: BackendKey): ResolvedBackend {
  return { action: { kind: 'forward', backends: [{ backend: backend.id, weight: 1 }] }, backend };
}

function refuse(reason: Reason, text: string): ResolvedBackend {
  return { action: { kind: 'respond', status: 503, reason }, problem: { reason, text } };
}
