import type { KeyPair } from './certificates.ts';
import type { OriginAddress } from './named-origin.ts';

type Manifest = Readonly<Record<string, unknown>>;

/** One rule: `[host, path, service]`, with path type and port where they are not Prefix and 80. */
export type Rule = readonly [
  host: string | undefined,
  path: string,
  service: string,
  pathType?: 'Exact' | 'ImplementationSpecific' | 'Prefix',
  port?: number | string,
];

export interface IngressOptions {
  readonly namespace?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly className?: string;
  readonly tls?: readonly { readonly hosts?: readonly string[]; readonly secretName?: string }[];
  readonly defaultBackend?: string;
  readonly createdAt?: string;
}

/** Both spellings of the annotation that names an instance; the first is the newer. */
export const instanceAnnotations = [
  'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-id',
  'service.beta.kubernetes.io/alicloud-loadbalancer-id',
] as const;

/** The text of a manifest file: JSON documents, which YAML takes. */
export function manifest(...objects: readonly (Manifest | readonly Manifest[])[]): string {
  return objects
    .flat()
    .map((object) => `${JSON.stringify(object, undefined, 1)}\n`)
    .join('---\n');
}

export function ingress(name: string, rules: readonly Rule[], options: IngressOptions = {}): Manifest {
  const { namespace, annotations, className, tls, defaultBackend, createdAt } = options;
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name, namespace, annotations, creationTimestamp: createdAt },
    spec: {
      ingressClassName: className,
      tls,
      ...(defaultBackend === undefined ? {} : { defaultBackend: backendOf(defaultBackend, 80) }),
      ...(rules.length === 0 ? {} : { rules: rules.map(toRule) }),
    },
  };
}

function toRule([host, path, service, pathType = 'Prefix', port = 80]: Rule): Manifest {
  return { host, http: { paths: [{ path, pathType, backend: backendOf(service, port) }] } };
}

function backendOf(name: string, port: number | string): Manifest {
  return { service: { name, port: typeof port === 'number' ? { number: port } : { name: port } } };
}

export function service(name: string, namespace?: string): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: { selector: { app: name }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
  };
}

/** An EndpointSlice that leads a Service to one backend. */
export function slice(
  serviceName: string,
  { name, port }: OriginAddress,
  namespace?: string,
  conditions: Manifest = { ready: true },
): Manifest {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `${serviceName}-${name}`,
      namespace,
      labels: { 'kubernetes.io/service-name': serviceName },
    },
    addressType: 'IPv4',
    ports: [{ name: 'http', port, protocol: 'TCP' }],
    endpoints: [{ addresses: ['127.0.0.1'], conditions }],
  };
}

/** A Service of the backend's name with a slice for it. */
export function backend(origin: OriginAddress, namespace?: string): readonly Manifest[] {
  return [service(origin.name, namespace), slice(origin.name, origin, namespace)];
}

export function secret(name: string, { certificate, key }: KeyPair, namespace?: string): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'kubernetes.io/tls',
    metadata: { name, namespace },
    stringData: { 'tls.crt': certificate, 'tls.key': key },
  };
}

export function slbInstance(name: string, spec: Manifest): Manifest {
  return { apiVersion: 'sluice.dev/v1alpha1', kind: 'SLBInstance', metadata: { name }, spec };
}
