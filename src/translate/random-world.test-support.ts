import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import type {
  ConfigMap,
  EndpointSlice,
  Ingress,
  IngressClass,
  Secret,
  Service,
} from '../kubernetes/types/index.ts';
import { objectKey } from '../kubernetes/types/index.ts';
import { emptySnapshot, type Snapshot } from '../snapshot/index.ts';
import { defaultTranslateSettings, type TranslateSettings } from './index.ts';
import {
  compact,
  ingresses,
  maybe,
  namespaces,
  secretNames,
  serviceNames,
} from './random-ingress.test-support.ts';

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
  | { readonly to: 'configMaps'; readonly key: string; readonly value: ConfigMap | undefined }
  | { readonly to: 'secrets'; readonly key: string; readonly value: Secret | undefined };

const ingressEdit = fc
  .record({ ingress: ingresses, present: fc.integer({ min: 0, max: 4 }) })
  .map(({ ingress, present }): Edit => {
    const key = objectKey(ingress.metadata);
    return { to: 'ingresses', key, value: present > 0 ? ingress : undefined };
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
    name: fc.constantFrom('ours', 'other', 'sluice', 'nginx'),
    controller: maybe(fc.constantFrom('sluice.dev/ingress-controller', 'k8s.io/ingress-nginx')),
    isDefault: fc.boolean(),
    profile: fc.constantFrom('', '', 'slb', 'ingress-nginx', 'wrong'),
    creationTimestamp: fc.integer({ min: 1, max: 2 }),
  })
  .map(({ name, controller, isDefault, profile, creationTimestamp }): Edit => {
    const annotations = {
      'ingressclass.kubernetes.io/is-default-class': String(isDefault),
      'sluice.dev/profile': profile,
    };
    const metadata = { name, creationTimestamp, annotations };
    const value: IngressClass | undefined =
      controller === undefined ? undefined : { kind: 'IngressClass', metadata, spec: { controller } };
    return { to: 'ingressClasses', key: name, value };
  });

const configMapEdit = fc
  .record({
    namespace: fc.constantFrom(...namespaces),
    data: maybe(fc.constantFrom<Record<string, string>>({ 'X-Frame': 'deny' }, { Connection: 'close' }, {})),
  })
  .map(({ namespace, data }): Edit => {
    const metadata = { namespace, name: 'headers', creationTimestamp: 1 };
    const value: ConfigMap | undefined =
      data === undefined ? undefined : { kind: 'ConfigMap', metadata, data };
    return { to: 'configMaps', key: `${namespace}/headers`, value };
  });

/** Changes, one after another. */
export const edits: fc.Arbitrary<Edit[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: ingressEdit },
    { weight: 3, arbitrary: serviceEdit },
    { weight: 2, arbitrary: sliceEdit },
    { weight: 2, arbitrary: secretEdit },
    { weight: 1, arbitrary: classEdit },
    { weight: 2, arbitrary: configMapEdit },
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
    takeOverIngressNginx: fc.constantFrom(true, true, false),
    sslRedirect: fc.boolean(),
    cloudAnnotations: fc.boolean(),
    profiles: fc.constantFrom<TranslateSettings['profiles']>(
      new Map(),
      new Map([['ours', 'ingress-nginx']]),
      new Map([['nginx', 'slb']]),
    ),
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
