import { type KeyPair, selfSigned } from '../support/certificates.ts';
import {
  backend,
  instanceAnnotations,
  manifest,
  secret,
  service,
  slbInstance,
  slice,
} from '../support/manifests.ts';
import type { NamedOrigin } from '../support/named-origin.ts';
import { type CaseIngress, caseIngress } from './case-ingress.ts';
import type { RoutingCase } from './routing-case.ts';

type Manifest = Readonly<Record<string, unknown>>;

const [instanceAnnotation] = instanceAnnotations;

/** The pods of all cases. */
export const podNames = ['tea', 'coffee', 'milk', 'shop-web', 'shop-admin'] as const;

/** The Ingresses of a case, in its namespace and on its instance. */
export function ingressesOf({ name, ingresses, automatic }: RoutingCase): readonly CaseIngress[] {
  return ingresses.map((object) => {
    const { metadata, ...rest } = caseIngress.parse(object);
    const own = automatic === true ? {} : { [instanceAnnotation]: `lb-${name.replaceAll('-', '')}` };
    const annotations = { ...own, ...metadata.annotations };
    return { ...rest, metadata: { ...metadata, namespace: name, annotations } };
  });
}

/** The ids of the instances that the case names. */
export function instancesOf(routingCase: RoutingCase): readonly string[] {
  const ids = ingressesOf(routingCase).flatMap(
    ({ metadata }) => metadata.annotations?.[instanceAnnotation] ?? [],
  );
  return [...new Set(ids)];
}

/** All of a case as a manifest, its instances apart. */
export async function manifestOf(
  routingCase: RoutingCase,
  pods: ReadonlyMap<string, NamedOrigin>,
): Promise<string> {
  const { name } = routingCase;
  const ingresses = ingressesOf(routingCase);
  return manifest(servicesOf(name, pods), await secretsOf(name, ingresses), ingresses);
}

/** Documents of the instances that a case names, for the builtin provider. */
export function instanceDocuments(cases: readonly RoutingCase[]): string {
  const ids = new Set(cases.flatMap(instancesOf));
  const spec = { addressType: 'intranet', specification: 'slb.s2.small' };
  return manifest([...ids].map((id) => slbInstance(id, spec)));
}

/** The Services of a namespace. */
export function servicesOf(namespace: string, pods: ReadonlyMap<string, NamedOrigin>): readonly Manifest[] {
  const pod = (name: string): NamedOrigin => {
    const found = pods.get(name);
    if (found === undefined) throw new Error(`no pod ${name}`);
    return found;
  };
  const plain = ['tea', 'coffee', 'milk'].flatMap((name) => backend(pod(name), namespace));
  const shop = {
    ...service('shop', namespace),
    spec: {
      ports: [
        { name: 'web', port: 80, targetPort: 8080 },
        { name: 'admin', port: 8080, targetPort: 9090 },
      ],
    },
  };
  const shopPods = {
    ...slice('shop', pod('shop-web'), namespace),
    ports: [
      { name: 'web', port: pod('shop-web').port, protocol: 'TCP' },
      { name: 'admin', port: pod('shop-admin').port, protocol: 'TCP' },
    ],
  };
  return [...plain, shop, shopPods, service('empty', namespace)];
}

const pairs = new Map<string, Promise<KeyPair>>();

/** A Secret for each entry of `tls`, for its first host, unless it is to be missing. */
async function secretsOf(namespace: string, ingresses: readonly CaseIngress[]): Promise<readonly Manifest[]> {
  const wanted = new Map<string, string>();
  for (const { spec } of ingresses) {
    for (const { secretName, hosts } of spec.tls ?? []) {
      if (secretName !== undefined && secretName !== 'missing')
        wanted.set(secretName, hosts?.[0] ?? 'any.example');
    }
  }
  return Promise.all(
    [...wanted].map(async ([secretName, host]) => {
      const pair = pairs.get(host) ?? selfSigned(host);
      pairs.set(host, pair);
      return secret(secretName, await pair, namespace);
    }),
  );
}
