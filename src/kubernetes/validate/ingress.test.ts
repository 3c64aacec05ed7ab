import { describe, expect, test } from 'vitest';
import { parseObject } from './parse-object.ts';

function ingress(spec: unknown, annotations = {}): unknown {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'web', annotations },
    spec,
  };
}

const backend = { service: { name: 'web', port: { number: 80 } } };

function withPath(path: unknown, pathType: unknown = 'Prefix'): unknown {
  return ingress({ rules: [{ http: { paths: [{ path, pathType, backend }] } }] });
}

function withHost(host: unknown): unknown {
  return ingress({ rules: [{ host }], defaultBackend: backend });
}

function withBackend(value: unknown): unknown {
  return ingress({ rules: [{ http: { paths: [{ path: '/', pathType: 'Prefix', backend: value }] } }] });
}

function problemsOf(raw: unknown): string[] {
  const parsed = parseObject(raw);
  if (parsed.kind !== 'invalid') return [];
  return parsed.problems.map(({ field, message }) => `${field}: ${message}`);
}

const pathField = 'spec.rules[0].http.paths[0].path';

describe('hosts of an Ingress', () => {
  test.each(['example.com', '*.example.com', 'a', 'xn--bcher-kva.example', '1.example.com', ''])(
    'takes %j',
    (host) => {
      expect(problemsOf(withHost(host))).toEqual([]);
    },
  );

  test.each([
    ['Example.com', 'must be lower case: "example.com"'],
    ['example.com.', 'must not end with a dot'],
    ['example.com:80', 'must be a DNS name without a port'],
    ['10.0.0.1', 'must be a DNS name, not an IP address'],
    ['::1', 'must be a DNS name, not an IP address'],
    ['[::1]:80', 'must be a DNS name, not an IP address'],
    ['bücher.example', 'must be ASCII'],
    ['example\0.com', 'must not hold control characters or line breaks'],
    ['example.com\n', 'must not hold control characters or line breaks'],
    ['*', "must not be '*' alone"],
    ['a.*.example.com', "may have '*' only as its whole first part"],
    ['*a.example.com', "may have '*' only as its whole first part"],
    ['-a.example.com', 'must be lower-case letters'],
    [`${'a.'.repeat(127)}com`, 'must be lower-case letters'],
    ['exa mple.com', 'must be lower-case letters'],
  ])('refuses %j', (host, message) => {
    expect(problemsOf(withHost(host))).toEqual([expect.stringContaining(`spec.rules[0].host: ${message}`)]);
  });
});

describe('paths of an Ingress', () => {
  test.each([
    ['/', 'Exact'],
    ['/a%20b/c', 'Prefix'],
    ['/a..b/.c', 'Prefix'],
    ['/a//b/../%2F', 'ImplementationSpecific'],
    ['/api/v(1|2)/.*', 'ImplementationSpecific'],
    ['', 'ImplementationSpecific'],
  ])('takes %j as %s', (path, pathType) => {
    expect(problemsOf(withPath(path, pathType))).toEqual([]);
  });

  test.each([
    ['tea', 'Prefix', "must start with '/'"],
    ['', 'Exact', "must start with '/'"],
    ['/a//b', 'Exact', "must not contain '//'"],
    ['/a/./b', 'Prefix', "must not contain '/./'"],
    ['/a/../b', 'Prefix', "must not contain '/../'"],
    ['/a%2fb', 'Exact', "must not contain '%2f'"],
    ['/a%2Fb', 'Prefix', "must not contain '%2F'"],
    ['/a/..', 'Prefix', "must not end with '/..'"],
    ['/a/.', 'Exact', "must not end with '/.'"],
    ['/a%zz', 'Prefix', "not '%zz'"],
    ['/a%', 'ImplementationSpecific', "not '%'"],
    ['/a\nb', 'ImplementationSpecific', 'must not hold control characters'],
    ['a', 'ImplementationSpecific', "must start with '/'"],
  ])('refuses %j as %s', (path, pathType, message) => {
    expect(problemsOf(withPath(path, pathType))).toEqual([expect.stringContaining(message)]);
    expect(problemsOf(withPath(path, pathType))[0]).toContain(`${pathField}: `);
  });

  test('refuses a path type that does not exist, and an absent one', () => {
    const field = 'spec.rules[0].http.paths[0].pathType';
    const types = 'one of Exact, Prefix, ImplementationSpecific';
    expect(problemsOf(withPath('/', 'exact'))).toEqual([`${field}: must be ${types}`]);
    expect(problemsOf(ingress({ rules: [{ http: { paths: [{ path: '/', backend }] } }] }))).toEqual([
      `${field}: required; ${types}`,
    ]);
  });
});

describe('backends of an Ingress', () => {
  test.each([
    [{ service: { name: 'web', port: { name: 'http' } } }],
    [{ service: { name: 'web', port: { number: 65535 } } }],
    [{ service: { name: 'web', port: { number: 80, name: '' } } }],
    [{ resource: { apiGroup: 'k8s.example.com', kind: 'Bucket', name: 'static' } }],
  ])('takes %j', (value) => {
    expect(problemsOf(withBackend(value))).toEqual([]);
  });

  test.each([
    [{}, ': must have service: {'],
    [{ ...backend, resource: { kind: 'Bucket', name: 'x' } }, ': must have service or resource, not both'],
    [{ service: { name: 'web' } }, '.service.port: must have either number or name'],
    [
      { service: { name: 'web', port: { number: 80, name: 'http' } } },
      '.service.port: must have either number or name',
    ],
    [{ service: { name: 'web', port: { number: 65536 } } }, '.service.port.number: must be from 1 to 65535'],
    [{ service: { name: 'web', port: { number: '80' } } }, '.service.port.number: must be a number'],
    [{ service: { name: 'web', port: { name: 'HTTP' } } }, '.service.port.name: must be lower-case'],
    [{ service: { name: '1web', port: { number: 80 } } }, '.service.name: must be lower-case letters'],
    [{ resource: { kind: '', name: 'x' } }, '.resource.kind: required'],
    [
      { serviceName: 'web', servicePort: 80 },
      ': serviceName and servicePort are of v1beta1; write service: { name: "web", port: { number: 80 } }',
    ],
  ])('refuses %j', (value, message) => {
    expect(problemsOf(withBackend(value))).toEqual([
      expect.stringContaining(`spec.rules[0].http.paths[0].backend${message}`),
    ]);
  });
});

test('an Ingress needs rules or a default backend', () => {
  expect(problemsOf(ingress({ rules: [] }))).toEqual(['spec: must have rules, or a defaultBackend']);
  expect(problemsOf(ingress(undefined))).toEqual(['spec: must have rules, or a defaultBackend']);
  expect(problemsOf(ingress({ defaultBackend: backend }))).toEqual([]);
});

test('http needs a path', () => {
  expect(problemsOf(ingress({ rules: [{ http: { paths: [] } }] }))).toEqual([
    'spec.rules[0].http.paths: must have at least one path',
  ]);
  expect(problemsOf(ingress({ rules: [{ http: {} }] }))).toEqual(['spec.rules[0].http.paths: required']);
});

test('tls names hosts and a Secret of the namespace', () => {
  const rules = [{ host: 'a.example' }];
  expect(problemsOf(ingress({ rules, tls: [{ hosts: ['*.a.example'], secretName: 'a-tls' }, {}] }))).toEqual(
    [],
  );
  expect(problemsOf(ingress({ rules, tls: [{ hosts: ['A.example'], secretName: 'other/a' }] }))).toEqual([
    'spec.tls[0].hosts[0]: must be lower case: "a.example"',
    expect.stringContaining('spec.tls[0].secretName: must be lower-case'),
  ]);
});

test('the class annotation may repeat the class, not contradict it', () => {
  const spec = { ingressClassName: 'slb', defaultBackend: backend };
  expect(problemsOf(ingress(spec, { 'kubernetes.io/ingress.class': 'slb' }))).toEqual([]);
  expect(problemsOf(ingress(spec, { 'kubernetes.io/ingress.class': 'nginx' }))).toEqual([
    'metadata.annotations[kubernetes.io/ingress.class]: names another class than spec.ingressClassName; leave the annotation out',
  ]);
});

test('spec.backend of v1beta1 gets the name it has in v1', () => {
  expect(problemsOf(ingress({ backend: { serviceName: 'web', servicePort: 80 } }))).toEqual([
    'spec.backend: is of v1beta1; networking.k8s.io/v1 calls it spec.defaultBackend',
  ]);
});

test('an Ingress of 5,000 paths is good', () => {
  const paths = Array.from({ length: 5000 }, (_, index) => ({
    path: `/p${index}`,
    pathType: 'Prefix',
    backend,
  }));
  expect(problemsOf(ingress({ rules: [{ http: { paths } }] }))).toEqual([]);
});

test.each(['networking.k8s.io/v1beta1', 'extensions/v1beta1'])(
  '%s is converted with a warning',
  (apiVersion) => {
    const parsed = parseObject({
      apiVersion,
      kind: 'Ingress',
      metadata: { name: 'old' },
      spec: {
        backend: { serviceName: 'all', servicePort: 'http' },
        rules: [{ http: { paths: [{ backend: { serviceName: 'web', servicePort: 80 } }] } }],
      },
    });
    expect(parsed).toMatchObject({
      kind: 'object',
      object: {
        spec: {
          defaultBackend: { service: { name: 'all', port: { name: 'http' } } },
          rules: [{ http: { paths: [{ pathType: 'ImplementationSpecific', backend }] } }],
        },
      },
      warnings: [{ field: 'apiVersion', message: expect.stringContaining(apiVersion) }],
    });
  },
);
