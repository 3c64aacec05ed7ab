import { describe, expect, test } from 'vitest';
import type { CertificateRef, Listener, LoadBalancer } from '../../../model/index.ts';
import { mapExtensions } from './map-extensions.ts';
import { mapRules } from './map-rules.ts';
import type { WantedExtensions } from './wanted-rules.ts';
import { problemLines, writtenTable } from './written-table.test-support.ts';

const secret = (name: string): CertificateRef => ({ namespace: 'default', name, fingerprint: `of-${name}` });

/** Hosts and the Secrets of their certificates; `quota` is of extensions. */
function extend(
  routes: readonly string[],
  secrets: Readonly<Record<string, string>>,
  { quota = 3, standard, rules = 40 }: { quota?: number; standard?: string; rules?: number } = {},
): WantedExtensions {
  const https: Listener = {
    port: 443,
    protocol: 'https',
    defaultCertificate:
      standard === undefined ? { kind: 'fake' } : { kind: 'secret', certificate: secret(standard) },
  };
  const loadBalancer: Pick<LoadBalancer, 'certificates' | 'listeners' | 'owners' | 'routing'> = {
    ...writtenTable(routes),
    listeners: [{ port: 80, protocol: 'http' }, https],
    certificates: Object.entries(secrets)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([host, name]) => ({ host, certificate: secret(name) })),
  };
  const wanted = mapRules(loadBalancer, { approximation: 'allow', rulesPerListener: rules });
  return mapExtensions(loadBalancer, wanted, quota);
}

const lines = ({ extensions }: WantedExtensions): readonly string[] =>
  extensions.map(({ domain, certificate }) => `${domain}: ${certificate.name}`);

describe('domain extensions', () => {
  const two = ['a: a.example/foo > tea', 'a: a.example/ > milk', 'b: b.example/ > tea'];

  test('give each domain of a rule its certificate, once', () => {
    const wanted = extend(two, { 'a.example': 'cert-a', 'b.example': 'cert-b' });
    expect(lines(wanted)).toEqual(['a.example: cert-a', 'b.example: cert-b']);
    expect(wanted.problems).toEqual([]);
  });

  test('are not needed for what the default certificate shows', () => {
    expect(
      lines(extend(two, { 'a.example': 'cert-a', 'b.example': 'cert-b' }, { standard: 'cert-a' })),
    ).toEqual(['b.example: cert-b']);
  });

  test('a wildcard certificate is for each domain of a rule below it', () => {
    expect(lines(extend(two, { '*.example': 'wild', 'b.example': 'cert-b' }))).toEqual([
      'a.example: wild',
      'b.example: cert-b',
    ]);
  });

  test('a wildcard with a rule of its own stands for all below it that show the same', () => {
    const routes = [...two, 'c: *.example/ > pot'];
    expect(lines(extend(routes, { '*.example': 'wild', 'b.example': 'cert-b' }))).toEqual([
      '*.example: wild',
      'b.example: cert-b',
    ]);
  });

  test('a domain below a wildcard keeps a certificate that is also the default one', () => {
    const routes = [...two, 'c: *.example/ > pot'];
    const secrets = { '*.example': 'wild', 'a.example': 'cert-a' };
    expect(lines(extend(routes, secrets, { standard: 'cert-a' }))).toEqual([
      '*.example: wild',
      'a.example: cert-a',
    ]);
  });

  test('a wildcard below a wildcard keeps what it has in common with the default certificate', () => {
    const routes = ['a: *.example/ > tea', 'a: *.b.example/ > milk'];
    const secrets = { '*.example': 'wild', '*.b.example': 'narrow' };
    expect(lines(extend(routes, secrets, { standard: 'narrow' }))).toEqual([
      '*.b.example: narrow',
      '*.example: wild',
    ]);
  });

  test('need a rule of the same domain', () => {
    const wanted = extend(two, { 'c.example': 'cert-c' });
    expect(lines(wanted)).toEqual([]);
    expect(problemLines(wanted)).toEqual([
      'a+b UnsupportedByProvider: The load balancer shows the certificate of Secret default/cert-c for c.example only where a rule has that host: clients that ask for it see another. Add a rule for c.example.',
    ]);
  });

  test('are not for an Ingress that gave way to the quota of rules', () => {
    const wanted = extend(two, { 'b.example': 'cert-b' }, { rules: 2 });
    expect(lines(wanted)).toEqual([]);
    expect(problemLines(wanted)).toEqual([expect.stringMatching(/^b UnsupportedByProvider/)]);
  });

  test('beyond the quota those of the youngest Ingress give way', () => {
    const routes = ['a: z.example/ > tea', 'b: y.example/ > tea', 'c: x.example/ > tea'];
    const secrets = { 'x.example': 'cert-x', 'y.example': 'cert-y', 'z.example': 'cert-z' };
    const wanted = extend(routes, secrets, { quota: 2 });
    expect(lines(wanted)).toEqual(['y.example: cert-y', 'z.example: cert-z']);
    expect(problemLines(wanted)).toEqual([
      'c ProviderQuotaExceeded: A listener may have 2 certificates beside the default one, and older Ingresses use them up: that of Secret default/cert-x is not shown for x.example.',
    ]);
    expect(lines(extend(routes, secrets, { quota: 0 }))).toEqual([]);
  });
});
