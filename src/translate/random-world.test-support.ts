import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import type {
  EndpointSlice,
  Ingress,
  IngressClass,
  IngressRule,
  IngressTls,
  Secret,
  Service,
} from '../kubernetes/types/index.ts';
import { emptySnapshot, type Snapshot } from '../snapshot/index.ts';
import { defaultTranslateSettings, type TranslateSettings } from './index.ts';

// Small pools, so that objects meet: they share hosts, paths, Services, Secrets and instances.
const namespaces = ['one', 'two'] as const;
const serviceNames = ['tea', 'coffee', 'ext'] as const;
const secretNames = ['cafe', 'shop', 'wildcard', 'broken'] as const;

const pem = (name: string): string =>
  readFileSync(new URL(`../../test/golden/certificates/${name}`, import.meta.url), 'latin1');
const keyPairs = ['cafe', 'shop', 'wildcard', 'cafe-renewed'].map((name) => ({
  'tls.crt': pem(`${name}.crt`),
  'tls.key': pem(`${name}.key`),
}));

/** One change of a world: what is put in a place, or nothing. */
export type Edit =
  | { readonly to: 'ingresses'; readonly key: string; readonly value: Ingress | undefined }
  | { readonly to: 'ingressClasses'; readonly key: string; readonly value: IngressClass | undefined }
  | { readonly to: 'services'; readonly key: string; readonly value: Service | undefined }
  | {
      readonly to: 'endpointSlices';
      readonly key: string;
      readonly value: readonly EndpointSlice[] | undefined;
    }
  | { readonly to: 'secrets'; readonly key: string; readonly value: Secret | undefined };

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 3 });

/** Drops absent fields: the types know fields that are absent, not undefined. */
function compact<T extends object>(value: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;
}

const backend = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      service: fc.record({
        name: fc.constantFrom(...serviceNames, 'missing'),
        port: fc.constantFrom({ number: 80 }, { number: 8080 }, { name: 'http' }, { number: 81 }),
      }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ resource: { kind: 'Bucket', name: 'b' } }) },
);

const path = fc.record({
  path: fc.constantFrom('/', '/a', '/a/', '/a/b', '/%41', '/a|b', ''),
  pathType: fc.constantFrom('Exact' as const, 'Prefix' as const, 'ImplementationSpecific' as const),
  backend,
});

const hosts = fc.constantFrom('cafe.example', 'shop.example', 'www.shop.example', '*.shop.example');

const rule = fc
  .record({
    host: maybe(hosts),
    http: maybe(fc.record({ paths: fc.array(path, { minLength: 1, maxLength: 4 }) })),
  })
  .map((fields) => compact<IngressRule>(fields));

const tlsEntry = fc
  .record({
    hosts: maybe(fc.array(hosts, { maxLength: 2 })),
    secretName: maybe(fc.constantFrom(...secretNames)),
  })
  .map((fields) => compact<IngressTls>(fields));

const idKey = 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-id';
const annotations = fc.constantFrom<Record<string, string>>(
  {},
  {},
  { [idKey]: 'lb-1' },
  { [idKey]: 'lb-1', 'service.beta.kubernetes.io/alicloud-loadbalancer-force-override-listeners': 'true' },
  { 'service.beta.kubernetes.io/alicloud-loadbalancer-id': 'lb-2' },
  { [idKey]: 'NOT AN ID' },
  { 'kubernetes.io/ingress.class': 'sluice' },
  { 'kubernetes.io/ingress.class': 'nginx' },
);

const ingressEdit = fc
  .record({
    namespace: fc.constantFrom(...namespaces),
    name: fc.constantFrom('web', 'api', 'shop'),
    creationTimestamp: fc.integer({ min: 1, max: 3 }),
    annotations,
    present: fc.integer({ min: 0, max: 4 }),
    ingressClassName: fc.constantFrom(undefined, undefined, undefined, 'ours', 'other'),
    defaultBackend: maybe(backend),
    rules: maybe(fc.array(rule, { maxLength: 3 })),
    tls: maybe(fc.array(tlsEntry, { maxLength: 3 })),
  })
  .map(({ namespace, name, creationTimestamp, annotations, present, ...spec }): Edit => {
    const metadata = { namespace, name, creationTimestamp, annotations };
    const value: Ingress = { kind: 'Ingress', metadata, spec: compact<Ingress['spec']>(spec) };
    return { to: 'ingresses', key: `${namespace}/${name}`, value: present > 0 ? value : undefined };
  });

const serviceEdit = fc
  .record({
    namespace: fc.constantFrom(...namespaces),
    name: fc.constantFrom(...serviceNames),
    spec: maybe(
      fc.constantFrom<Service['spec']>(
        { ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
        {
          ports: [
            { port: 80, targetPort: 'web' },
            { name: 'http', port: 81 },
          ],
        },
        { ports: [{ port: 80, protocol: 'UDP' }] },
        { type: 'ExternalName', externalName: 'tea.example.net' },
        { type: 'ExternalName', externalName: 'localhost' },
        {},
      ),
    ),
  })
  .map(({ namespace, name, spec }): Edit => {
    const metadata = { namespace, name, creationTimestamp: 1 };
    const value: Service | undefined = spec === undefined ? undefined : { kind: 'Service', metadata, spec };
    return { to: 'services', key: `${namespace}/${name}`, value };
  });

const addresses = fc.constantFrom('10.0.0.1', '10.0.0.2', '127.0.0.1', 'fd00::1', '::1', 'bad');
const slice = fc
  .record({
    endpoints: fc.array(
      fc
        .record({
          addresses: fc.array(addresses, { maxLength: 2 }),
          ready: fc.boolean(),
          terminating: fc.boolean(),
        })
        .map(({ addresses, ready, terminating }) => ({
          addresses,
          conditions: { ready, serving: true, terminating },
        })),
      { maxLength: 3 },
    ),
    addressType: fc.constantFrom('IPv4' as const, 'IPv6' as const, 'FQDN' as const),
    ports: fc.constantFrom(
      [{ name: 'http', port: 8080 }],
      [{ port: 80 }, { name: 'x', port: 9 }],
      [],
      [{ name: 'x' }],
    ),
  })
  .map(
    (fields): EndpointSlice => ({
      kind: 'EndpointSlice',
      metadata: { name: 's', creationTimestamp: 1 },
      ...fields,
    }),
  );

const sliceEdit = fc
  .record({
    namespace: fc.constantFrom(...namespaces),
    name: fc.constantFrom(...serviceNames),
    value: maybe(fc.array(slice, { maxLength: 3 })),
  })
  .map(({ namespace, name, value }): Edit => ({ to: 'endpointSlices', key: `${namespace}/${name}`, value }));

const secretEdit = fc
  .record({
    namespace: fc.constantFrom(...namespaces),
    name: fc.constantFrom(...secretNames),
    data: maybe(
      fc.oneof(
        fc.constantFrom<Record<string, string>>(...keyPairs),
        fc.record({
          'tls.crt': fc.constantFrom('x', pem('cafe.crt')),
          'tls.key': fc.constantFrom('', pem('shop.key')),
        }),
      ),
    ),
  })
  .map(({ namespace, name, data }): Edit => {
    const metadata = { namespace, name, creationTimestamp: 1 };
    const value: Secret | undefined = data === undefined ? undefined : { kind: 'Secret', metadata, data };
    return { to: 'secrets', key: `${namespace}/${name}`, value };
  });

const classEdit = fc
  .record({
    name: fc.constantFrom('ours', 'other', 'sluice'),
    controller: maybe(fc.constantFrom('sluice.dev/ingress-controller', 'k8s.io/ingress-nginx')),
    isDefault: fc.boolean(),
    creationTimestamp: fc.integer({ min: 1, max: 2 }),
  })
  .map(({ name, controller, isDefault, creationTimestamp }): Edit => {
    const annotations = { 'ingressclass.kubernetes.io/is-default-class': String(isDefault) };
    const metadata = { name, creationTimestamp, annotations };
    const value: IngressClass | undefined =
      controller === undefined ? undefined : { kind: 'IngressClass', metadata, spec: { controller } };
    return { to: 'ingressClasses', key: name, value };
  });

/** Changes, one after another. */
export const edits: fc.Arbitrary<Edit[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: ingressEdit },
    { weight: 3, arbitrary: serviceEdit },
    { weight: 2, arbitrary: sliceEdit },
    { weight: 2, arbitrary: secretEdit },
    { weight: 1, arbitrary: classEdit },
  ),
  { minLength: 1, maxLength: 25, size: 'max' },
);

/** Settings of every kind. */
export const settings: fc.Arbitrary<TranslateSettings> = fc
  .record({
    defaultCertificate: fc.constantFrom<TranslateSettings['defaultCertificate']>(
      'first-of-instance',
      'first-in-cluster',
      'first-with-secret',
    ),
    allowExternalName: fc.boolean(),
    allowLocalEndpoints: fc.boolean(),
    takeClassless: fc.constantFrom(true, true, false),
    defaultBackend: maybe(fc.constant({ namespace: 'one', name: 'tea', port: 80 })),
  })
  .map((fields): TranslateSettings => ({ ...defaultTranslateSettings, ...compact(fields) }));

/** A world in which most routes lead somewhere. */
export const furnished: Snapshot = {
  ...emptySnapshot,
  services: new Map(
    namespaces.flatMap((namespace) =>
      serviceNames.map((name): [string, Service] => {
        const spec = { ports: [{ name: 'http', port: 80, targetPort: 8080 }] };
        const metadata = { namespace, name, creationTimestamp: 1 };
        return [`${namespace}/${name}`, { kind: 'Service', metadata, spec }];
      }),
    ),
  ),
};

/** Applies an edit as a source does: a new map for the kind that changed, all else kept. */
export function applyEdit(snapshot: Snapshot, edit: Edit): Snapshot {
  const map = new Map<string, unknown>(snapshot[edit.to]);
  if (edit.value === undefined) map.delete(edit.key);
  else map.set(edit.key, edit.value);
  return { ...snapshot, revision: snapshot.revision + 1, [edit.to]: map };
}

/** The same objects in maps of the opposite order. */
export function reverseMaps(snapshot: Snapshot): Snapshot {
  const reversed = Object.entries(snapshot).map(([name, map]) => [
    name,
    map instanceof Map ? new Map([...map].reverse()) : map,
  ]);
  return Object.fromEntries(reversed);
}
