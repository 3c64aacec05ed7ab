import { isManagedField, normalizePath } from '../../model/index.ts';
import type { AnnotationReader, AnnotationSpec, FeatureAnnotations, NamedObject } from '../annotation.ts';
import { invalid, parseNamedObject, valid } from '../annotation-values.ts';
import type { HeaderChanges, HeaderField, HeadersPolicy } from '../policies.ts';
import { faultOfField, mostBytes, mostChanges, parseChanges } from './parse-changes.ts';

const prefixField = 'X-Forwarded-Prefix';

const lines = {
  dialect: 'sluice',
  form: `at most ${mostChanges} lines \`set NAME: VALUE\`, \`add NAME: VALUE\` or \`remove NAME\``,
  default: 'none',
  onInvalid: 'ignored',
  confidential: true,
} as const;

const request: AnnotationSpec<HeaderChanges> = {
  ...lines,
  name: 'request-headers',
  example: 'set X-Tenant: shop',
  doc: `Changes to the headers that backends get. Those of the connection, and those Sluice itself sets (\`X-Forwarded-For\`, \`X-Real-IP\` and the like), cannot be changed; \`${prefixField}\` can.`,
  parse: parseChanges((name) =>
    isManagedField(name) && name.toLowerCase() !== prefixField.toLowerCase()
      ? `names ${name}, which only Sluice may set`
      : undefined,
  ),
};

const response: AnnotationSpec<HeaderChanges> = {
  ...lines,
  name: 'response-headers',
  example: 'remove X-Powered-By',
  doc: 'Changes to the headers that clients get, also with answers of Sluice itself. Those of the connection cannot be changed.',
  parse: parseChanges(() => undefined),
};

const customHeaders: AnnotationSpec<NamedObject> = {
  dialect: 'ingress-nginx',
  name: 'custom-headers',
  form: 'the name of a ConfigMap in the namespace of the Ingress',
  default: 'none',
  example: 'security-headers',
  doc: 'A ConfigMap whose entries are headers to set on responses. There is no list of allowed names: headers of the connection are refused, all others are allowed.',
  onInvalid: 'closed',
  parse: parseNamedObject,
};

const forwardedPrefix: AnnotationSpec<string> = {
  dialect: 'ingress-nginx',
  name: 'x-forwarded-prefix',
  form: 'a path without `$1`',
  default: 'none',
  example: '/shop',
  doc: `The value of \`${prefixField}\` for backends, with or without \`rewrite-target\`.`,
  onInvalid: 'ignored',
  parse: (text) =>
    normalizePath(text) === undefined || text.includes('$') || text.length > 1024 ? invalid() : valid(text),
};

/** Annotations that change the fields of requests and responses. */
export const headersAnnotations: FeatureAnnotations<HeadersPolicy> = {
  title: 'Headers',
  doc: 'Changes to headers, in this order: removed, set (in place of all of that name), added (beside those of that name).',
  annotations: [request, response, customHeaders, forwardedPrefix],
  configMaps: [customHeaders],
  read(reader) {
    const requestChanges = merge(reader.read(request), readForwardedPrefix(reader));
    const responseChanges = merge(reader.read(response), readCustomHeaders(reader));
    if (requestChanges === undefined && responseChanges === undefined) return undefined;
    const policy: HeadersPolicy = {
      ...(requestChanges === undefined ? {} : { request: requestChanges }),
      ...(responseChanges === undefined ? {} : { response: responseChanges }),
    };
    return () => policy;
  },
};

/** Ours decide about the fields they name; what ingress-nginx's set of others is set too. */
function merge(
  own: HeaderChanges | undefined,
  copied: readonly HeaderField[] | undefined,
): HeaderChanges | undefined {
  if (own === undefined || copied === undefined) return own ?? (copied && { set: copied });
  const { remove = [], set = [], add = [] } = own;
  const named = new Set([...remove, ...[...set, ...add].map(({ name }) => name)].map(lowerCase));
  return { ...own, set: [...copied.filter(({ name }) => !named.has(lowerCase(name))), ...set] };
}

function lowerCase(name: string): string {
  return name.toLowerCase();
}

function readForwardedPrefix(reader: AnnotationReader): readonly HeaderField[] | undefined {
  const value = reader.read(forwardedPrefix);
  return value === undefined ? undefined : [{ name: prefixField, value }];
}

function readCustomHeaders(reader: AnnotationReader): readonly HeaderField[] | undefined {
  const data = reader.readConfigMap(customHeaders);
  if (data === undefined) return undefined;
  const set = Object.entries(data)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, text]): HeaderField => ({ name, value: text.trim() }));
  const fault = faultOfFields(set);
  if (fault === undefined) return set.length === 0 ? undefined : set;
  reader.reject(customHeaders, `the ConfigMap ${fault}`);
  return undefined;
}

function faultOfFields(fields: readonly HeaderField[]): string | undefined {
  if (fields.length > mostChanges) return `has more than ${mostChanges} entries`;
  let bytes = 0;
  for (const { name, value } of fields) {
    const fault = faultOfField(name, value);
    if (fault !== undefined) return fault;
    bytes += Buffer.byteLength(name) + Buffer.byteLength(value);
  }
  return bytes > mostBytes ? 'is larger than 8 KiB' : undefined;
}
