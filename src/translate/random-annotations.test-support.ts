import fc from 'fast-check';

const idKey = 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-id';

/** Who serves an Ingress, and on which instance. */
const placement = fc.constantFrom<Record<string, string>>(
  {},
  {},
  { [idKey]: 'lb-1' },
  { [idKey]: 'lb-1', 'service.beta.kubernetes.io/alicloud-loadbalancer-force-override-listeners': 'true' },
  { 'service.beta.kubernetes.io/alicloud-loadbalancer-id': 'lb-2' },
  { [idKey]: 'NOT AN ID' },
  { 'kubernetes.io/ingress.class': 'sluice' },
  { 'kubernetes.io/ingress.class': 'nginx' },
  { 'kubernetes.io/ingress.class': 'nginx' },
);

// Good values and bad ones.
const values: Readonly<Record<string, readonly string[]>> = {
  'sluice.dev/connect-timeout': ['5s', '10h'],
  'sluice.dev/idle-timeout': ['1m30s', '90', 'soon'],
  'sluice.dev/ssl-redirect': ['true', 'false', 'yes'],
  'sluice.dev/ssl-redirect-code': ['301', '300'],
  'sluice.dev/use-regex': ['true', 'false'],
  'sluice.dev/rewrite-target': ['/new', '/$2', '/..$1', 'new'],
  'sluice.dev/rewrite-prefix': ['/new', '/new/', '/', '/a|b'],
  'sluice.dev/request-headers': ['set X-A: 1\nadd X-B: 2\nremove X-C', 'set Host: x', 'X-A: 1'],
  'sluice.dev/response-headers': ['remove X-Powered-By', 'set Connection: close'],
  'sluice.dev/rewrite-taget': ['/'],
  'sluice.dev/auth-url': ['http://x', ''],
  'nginx.ingress.kubernetes.io/proxy-read-timeout': ['60', '60s', '9999999'],
  'nginx.ingress.kubernetes.io/ssl-redirect': ['false'],
  'nginx.ingress.kubernetes.io/force-ssl-redirect': ['true'],
  'nginx.ingress.kubernetes.io/use-regex': ['true'],
  'nginx.ingress.kubernetes.io/rewrite-target': ['/', '/a', '/$2', '$1', '$1..$2', '/..$2'],
  'nginx.ingress.kubernetes.io/custom-headers': ['headers', 'one/headers', 'gone', 'a/b/c'],
  'nginx.ingress.kubernetes.io/x-forwarded-prefix': ['/a', '/$1'],
  'nginx.ingress.kubernetes.io/limit-rps': ['0', '5'],
  'sluice.dev/load-balance': ['least-requests', 'hash', 'best'],
  'sluice.dev/hash-by': ['uri', 'header:X-A', 'cookie:'],
  'sluice.dev/affinity': ['cookie', 'true'],
  'sluice.dev/affinity-cookie-path': ['/', '/a;b'],
  'nginx.ingress.kubernetes.io/affinity': ['cookie'],
  'nginx.ingress.kubernetes.io/upstream-hash-by': ['$request_uri', '$a$b'],
  'nginx.ingress.kubernetes.io/canary': ['true', 'false'],
  'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-idle-timeout': ['20', '30', 'soon'],
  'service.beta.kubernetes.io/alicloud-loadbalancer-name': ['shop', 'cafe'],
  'service.beta.kubernetes.io/alicloud-loadbalancer-ip': ['10.0.0.1'],
};

const asked = fc
  .constantFrom(...Object.keys(values))
  .chain((key) => fc.constantFrom(...(values[key] ?? [])).map((value): [string, string] => [key, value]));

// What only shows together, too seldom by chance alone.
const nginx = 'nginx.ingress.kubernetes.io/';
const access = 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-acl-';
const together = fc
  .constantFrom<Record<string, string>>(
    { [`${nginx}custom-headers`]: 'headers' },
    { [`${nginx}use-regex`]: 'true' },
    { [`${nginx}use-regex`]: 'true', [`${nginx}custom-headers`]: 'one/headers' },
    { [`${nginx}rewrite-target`]: '/..$2' },
    { [`${nginx}rewrite-target`]: '/$2', 'sluice.dev/use-regex': 'false' },
  )
  .map((annotations) => ({ 'kubernetes.io/ingress.class': 'nginx', ...annotations }));

const restricted = fc
  .constantFrom('acl-1', 'acl-2', 'none')
  .map((id) => ({ [`${access}status`]: 'on', [`${access}id`]: id, [`${access}type`]: 'white' }));

/** Annotations of every kind. Most Ingresses have few. */
export const annotations: fc.Arbitrary<Record<string, string>> = fc.oneof(
  { weight: 2, arbitrary: placement },
  {
    weight: 3,
    arbitrary: fc
      .tuple(placement, fc.array(asked, { maxLength: 4 }))
      .map(([placed, more]) => ({ ...placed, ...Object.fromEntries(more) })),
  },
  { weight: 2, arbitrary: together },
  { weight: 1, arbitrary: restricted },
);
