import { isIP } from 'node:net';

/** A rule for a name: undefined when it holds, else what the name must be. */
export type NameRule = (value: string) => string | undefined;

const label = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';
const subdomainForm = new RegExp(`^${label}(?:\\.${label})*$`);
const labelForm = new RegExp(`^${label}$`);
const label1035Form = /^[a-z](?:[-a-z0-9]*[a-z0-9])?$/;
const qualifiedForm = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const portNameForm = /^[a-z0-9](?:-?[a-z0-9])*$/;

/** RFC 1123 subdomain: most object names, hosts. */
export const dnsSubdomain: NameRule = (value) =>
  value.length <= 253 && subdomainForm.test(value)
    ? undefined
    : "must be lower-case letters, digits, '-' and '.', start and end with a letter or digit in each part, and have at most 253 characters";

/** RFC 1123 label: namespaces. */
export const dnsLabel: NameRule = (value) =>
  value.length <= 63 && labelForm.test(value)
    ? undefined
    : "must be lower-case letters, digits and '-', start and end with a letter or digit, and have at most 63 characters";

/** RFC 1035 label: Services. */
export const dnsLabel1035: NameRule = (value) =>
  value.length <= 63 && label1035Form.test(value)
    ? undefined
    : "must be lower-case letters, digits and '-', start with a letter, end with a letter or digit, and have at most 63 characters";

/** IANA service name (RFC 6335 5.1): names of ports in pods and backends. */
export const portName: NameRule = (value) =>
  value.length <= 15 && portNameForm.test(value) && /[a-z]/.test(value)
    ? undefined
    : "must be lower-case letters, digits and single '-' inside, with at least one letter, and have at most 15 characters";

/** Keys of labels and annotations: a name, optionally after a DNS subdomain and a slash. */
export const qualifiedName: NameRule = (value) => {
  const slash = value.indexOf('/');
  const prefix = slash < 0 ? undefined : value.slice(0, slash);
  const name = value.slice(slash + 1);
  const good =
    (prefix === undefined || dnsSubdomain(prefix) === undefined) &&
    name.length <= 63 &&
    qualifiedForm.test(name);
  return good
    ? undefined
    : "must be letters, digits, '-', '_' and '.', at most 63 characters, optionally after a DNS name and '/'";
};

/** Values of labels. */
export const labelValue: NameRule = (value) =>
  value === '' || (value.length <= 63 && qualifiedForm.test(value))
    ? undefined
    : "must be empty, or letters, digits, '-', '_' and '.', start and end with a letter or digit, and have at most 63 characters";

/** Keys of Secrets and ConfigMaps. */
export const dataKey: NameRule = (value) =>
  value.length <= 253 && /^[-._a-zA-Z0-9]+$/.test(value) && value !== '.' && !value.startsWith('..')
    ? undefined
    : "must be letters, digits, '-', '_' and '.', not start with '..', and have at most 253 characters";

/** A host of an Ingress: a DNS name, or `*.` and a DNS name. */
export const ingressHost: NameRule = (value) => {
  const name = value.startsWith('*.') ? value.slice(2) : value;
  if (dnsSubdomain(name) === undefined && isIP(value) === 0) return undefined;
  return hostMistake(value, name);
};

function hostMistake(value: string, name: string): string {
  if (value === '*') return "must not be '*' alone; leave host out to take every host";
  if (isIP(value) !== 0 || /^\[.*\]/.test(value)) return 'must be a DNS name, not an IP address';
  if (hasControlCharacter(value)) return 'must not hold control characters or line breaks';
  if (/[^\x20-\x7e]/.test(value)) return 'must be ASCII; write an international name in its xn-- form';
  if (/:\d*$/.test(value)) return 'must be a DNS name without a port';
  if (value.includes('*')) return "may have '*' only as its whole first part, as in *.example.com";
  if (name.endsWith('.')) return 'must not end with a dot';
  if (/[A-Z]/.test(value)) return `must be lower case: ${JSON.stringify(value.slice(0, 253).toLowerCase())}`;
  return dnsSubdomain(name) ?? 'must be a DNS name';
}

/** True for text with a character that none can see, such as NUL or a line break. */
export function hasControlCharacter(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}
