import fc from 'fast-check';
import type { Ingress, IngressRule, IngressTls } from '../kubernetes/types/index.ts';
import { annotations } from './random-annotations.test-support.ts';

// Small pools, so that objects meet: they share hosts, paths, Services, Secrets and instances.
export const namespaces: readonly string[] = ['one', 'two'];
export const serviceNames: readonly string[] = ['tea', 'coffee', 'ext'];
export const secretNames: readonly string[] = ['cafe', 'shop', 'wildcard', 'broken'];

/** Sometimes nothing. */
export function maybe<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(arbitrary, { nil: undefined, freq: 3 });
}

/** Drops absent fields: the types know fields that are absent, not undefined. */
export function compact<T extends object>(value: { [K in keyof T]: T[K] | undefined }): T {
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
  path: fc.constantFrom(
    '/',
    '/a',
    '/a/',
    '/a/b',
    '/%41',
    '/a|b',
    '/a(/|$)(.*)',
    '/a(',
    '/ä+',
    `/${'long-'.repeat(80)}`,
    '',
  ),
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

/** Ingresses of every kind, few names among them. */
export const ingresses: fc.Arbitrary<Ingress> = fc
  .record({
    namespace: fc.constantFrom(...namespaces),
    name: fc.constantFrom('web', 'api', 'shop'),
    creationTimestamp: fc.integer({ min: 1, max: 3 }),
    annotations,
    ingressClassName: fc.constantFrom(undefined, undefined, undefined, 'ours', 'other', 'nginx'),
    defaultBackend: maybe(backend),
    rules: maybe(fc.array(rule, { maxLength: 3 })),
    tls: maybe(fc.array(tlsEntry, { maxLength: 3 })),
  })
  .map(({ namespace, name, creationTimestamp, annotations, ...spec }): Ingress => {
    const metadata = { namespace, name, creationTimestamp, annotations };
    return { kind: 'Ingress', metadata, spec: compact<Ingress['spec']>(spec) };
  });
