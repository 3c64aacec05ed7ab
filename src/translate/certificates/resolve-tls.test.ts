import { describe, expect, test } from 'vitest';
import type { ParsedIngress, ParsedTls } from '../ingress/parsed-ingress.ts';
import type { KeyPairFacts } from './key-pair.ts';
import { resolveTls } from './resolve-tls.ts';

const namesOf: Readonly<Record<string, readonly string[]>> = {
  cafe: ['cafe.example'],
  renewed: ['cafe.example'],
  wild: ['*.cafe.example'],
};

function facts(name: string): KeyPairFacts {
  const ref = { namespace: 'shop', name, fingerprint: `print of ${name}` };
  return { ref, names: namesOf[name] ?? [], notAfter: 0 };
}

interface Outcome {
  readonly certificates: readonly string[];
  readonly reports: readonly string[];
}

function resolve(ruleHosts: readonly string[], entries: readonly Omit<ParsedTls, 'field'>[]): Outcome {
  const ingress: ParsedIngress = {
    ref: { kind: 'Ingress', namespace: 'shop', name: 'web' },
    key: 'shop/web',
    namespace: 'shop',
    createdAt: 1,
    hosts: ruleHosts.map((host) => ({ host, paths: [] })),
    catchAll: ruleHosts.length === 0,
    tls: entries.map((entry, index) => ({ field: `spec.tls[${index}]`, ...entry })),
    profile: 'slb',
    annotations: {},
    services: [],
    secrets: [],
    configMaps: [],
    reports: [],
  };
  const { certificates, reports } = resolveTls(
    ingress,
    (name) => (name in namesOf ? { kind: 'usable', facts: facts(name) } : undefined),
    false,
  );
  return {
    certificates: certificates.map(({ host, certificate }) => `${host}=${certificate.name}`),
    reports: reports.map(({ reason, field }) => `${reason} ${field}`),
  };
}

describe('the certificates of an Ingress', () => {
  test('serve the hosts listed that they cover, and report the others', () => {
    expect(
      resolve(['cafe.example'], [{ hosts: ['other.example', 'cafe.example'], secretName: 'cafe' }]),
    ).toEqual({
      certificates: ['cafe.example=cafe'],
      reports: [
        'CertificateHostMismatch spec.tls[0].hosts[0]',
        'CertificateHostUnrouted spec.tls[0].hosts[0]',
      ],
    });
  });

  test('are given in the order of the entries', () => {
    const entries = [
      { hosts: ['cafe.example'], secretName: 'renewed' },
      { hosts: ['cafe.example'], secretName: 'cafe' },
    ];
    expect(resolve(['cafe.example'], entries)).toEqual({
      certificates: ['cafe.example=renewed'],
      reports: ['CertificateShadowed spec.tls[1]'],
    });
  });

  test('serve hosts of rules that no entry lists, where they cover them', () => {
    const entries = [
      { hosts: ['cafe.example'], secretName: 'cafe' },
      { hosts: [], secretName: 'wild' },
    ];
    expect(resolve(['cafe.example', 'www.cafe.example', '*'], entries)).toEqual({
      certificates: ['cafe.example=cafe', 'www.cafe.example=wild'],
      reports: [],
    });
  });

  test('leave a host to the default certificate that an entry without a Secret lists', () => {
    const entries = [{ hosts: ['cafe.example'] }, { hosts: [], secretName: 'cafe' }];
    expect(resolve(['cafe.example'], entries)).toEqual({ certificates: [], reports: [] });
  });

  test('leave a host to the wildcard that an entry lists', () => {
    const entries = [{ hosts: ['*.cafe.example'], secretName: 'wild' }];
    expect(resolve(['www.cafe.example'], entries)).toEqual({
      certificates: ['*.cafe.example=wild'],
      reports: [],
    });
  });

  test('are reported when an entry lists no host and covers none of the rules', () => {
    expect(resolve(['other.example'], [{ hosts: [], secretName: 'cafe' }])).toEqual({
      certificates: [],
      reports: ['CertificateHostMismatch spec.tls[0]'],
    });
  });

  test('are not called unrouted where a rule takes every host, or there is no rule', () => {
    const entries = [{ hosts: ['cafe.example'], secretName: 'cafe' }];
    expect(resolve(['*'], entries).reports).toEqual([]);
    expect(resolve([], entries).reports).toEqual([]);
  });

  test('that do not exist are reported, and the others are served', () => {
    const entries = [
      { hosts: ['cafe.example'], secretName: 'gone' },
      { hosts: ['cafe.example'], secretName: 'cafe' },
    ];
    expect(resolve(['cafe.example'], entries)).toEqual({
      certificates: ['cafe.example=cafe'],
      reports: ['CertificateNotFound spec.tls[0].secretName'],
    });
  });
});
