import type { AnnotationReader, AnnotationSpec, FeatureAnnotations, ParsedValue } from '../annotation.ts';
import { invalid, parseOneOf, valid } from '../annotation-values.ts';
import type { HashKey, LoadBalancePolicy } from '../policies.ts';
import { isToken } from '../token.ts';

const loadBalance: AnnotationSpec<'round-robin' | 'least-requests' | 'hash'> = {
  dialect: 'sluice',
  name: 'load-balance',
  form: '`round-robin`, `least-requests` or `hash`',
  default: '`hash` with `hash-by`, else `round-robin`',
  example: 'least-requests',
  doc: 'How a pod is chosen: in turn; of two at random the one with fewer requests in progress, which suits requests of very different length; or by `hash-by`.',
  onInvalid: 'ignored',
  parse: parseOneOf('round-robin', 'least-requests', 'hash'),
};

const hashBy: AnnotationSpec<HashKey> = {
  dialect: 'sluice',
  name: 'hash-by',
  form: '`header:NAME`, `cookie:NAME`, `address`, `host` or `uri`',
  default: 'none',
  example: 'header:X-Tenant',
  doc: 'What requests have in common that go to the same pod: the value of a header or cookie, the address of the client, the host, or path and query as sent. When one of n pods comes or goes, about one in n of the values moves to another pod. Requests without the header or cookie are shared out in turn.',
  onInvalid: 'ignored',
  parse: parseHashKey,
};

const nginxLoadBalance: AnnotationSpec<'round_robin' | 'ewma'> = {
  dialect: 'ingress-nginx',
  name: 'load-balance',
  form: '`round_robin` or `ewma`',
  default: '`round_robin`',
  example: 'ewma',
  doc: '`ewma` is taken as `least-requests`: it has the same purpose, and sees a slow pod by the requests that wait there.',
  onInvalid: 'ignored',
  parse: parseOneOf('round_robin', 'ewma'),
};

const upstreamHashBy: AnnotationSpec<HashKey> = {
  dialect: 'ingress-nginx',
  name: 'upstream-hash-by',
  form: 'one of `$request_uri`, `$remote_addr`, `$binary_remote_addr`, `$host`, `$http_NAME` and `$cookie_NAME`, alone',
  default: 'none',
  example: '$http_x_tenant',
  doc: 'As `hash-by`. Other variables, and texts of several, are not supported.',
  onInvalid: 'ignored',
  parse: parseVariable,
};

/** Annotations that say how endpoints are chosen. */
export const loadBalanceAnnotations: FeatureAnnotations<LoadBalancePolicy> = {
  title: 'Load balancing',
  doc: 'How requests are shared out among the pods behind a route. Each worker process decides by what it knows itself.',
  annotations: [loadBalance, hashBy, nginxLoadBalance, upstreamHashBy],
  read(reader) {
    const policy = readOwn(reader) ?? readNginx(reader);
    return policy === undefined || policy === 'in turn' ? undefined : () => policy;
  },
};

function readOwn(reader: AnnotationReader): LoadBalancePolicy | 'in turn' | undefined {
  const method = reader.read(loadBalance);
  const by = reader.read(hashBy);
  if (method === 'hash' && by === undefined) {
    reader.reject(loadBalance, 'hash needs a hash-by that says by what');
    return undefined;
  }
  if (method !== undefined && method !== 'hash') {
    if (by !== undefined) reader.reject(hashBy, `load-balance is ${method} and decides`);
    return method === 'round-robin' ? 'in turn' : { method };
  }
  return by && { method: 'hash', by };
}

/** A hash comes before other methods. */
function readNginx(reader: AnnotationReader): LoadBalancePolicy | undefined {
  const method = reader.read(nginxLoadBalance);
  const by = reader.read(upstreamHashBy);
  if (by !== undefined) return { method: 'hash', by };
  return method === 'ewma' ? { method: 'least-requests' } : undefined;
}

function parseHashKey(text: string): ParsedValue<HashKey> {
  if (text === 'address' || text === 'host' || text === 'uri') return valid({ kind: text });
  const [, kind, name = ''] = /^(header|cookie):(.*)$/.exec(text) ?? [];
  if (!isToken(name)) return invalid();
  return kind === 'header'
    ? valid({ kind: 'header', name: name.toLowerCase() })
    : valid({ kind: 'cookie', name });
}

function parseVariable(text: string): ParsedValue<HashKey> {
  const [, bare, braced] = /^\$(?:(\w{1,128})|\{(\w{1,128})\})$/.exec(text) ?? [];
  const variable = bare ?? braced ?? '';
  switch (variable) {
    case 'request_uri':
      return valid({ kind: 'uri' });
    case 'remote_addr':
    case 'binary_remote_addr':
      return valid({ kind: 'address' });
    case 'host':
      return valid({ kind: 'host' });
  }
  const [, kind, name] = /^(http|cookie)_(.+)$/.exec(variable) ?? [];
  if (name === undefined) return invalid();
  return kind === 'http'
    ? valid({ kind: 'header', name: name.toLowerCase().replaceAll('_', '-') })
    : valid({ kind: 'cookie', name });
}
