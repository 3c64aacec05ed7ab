import type { CloudAnnotation } from './cloud-annotation.ts';
import { listOf, matching, oneOf, wholeNumber } from './cloud-values.ts';

const onOrOff: Pick<CloudAnnotation, 'scope' | 'form' | 'parse'> = {
  scope: 'listener',
  form: '`on` or `off`',
  parse: oneOf('on', 'off'),
};
const cipherPolicies = [
  'tls_cipher_policy_1_0',
  'tls_cipher_policy_1_1',
  'tls_cipher_policy_1_2',
  'tls_cipher_policy_1_2_strict',
  'tls_cipher_policy_1_2_strict_with_1_3',
];

function number(least: number, most: number): Pick<CloudAnnotation, 'scope' | 'form' | 'parse'> {
  return {
    scope: 'listener',
    form: `a whole number from ${least} to ${most}`,
    parse: wholeNumber(least, most),
  };
}

/** Annotations that say how the listeners are. */
export const listenerWishes: readonly CloudAnnotation[] = [
  {
    name: 'protocol-port',
    scope: 'listener',
    fixed: true,
    form: '`http:80,https:443`, which holds anyway',
    default: '`http:80,https:443`',
    example: 'http:80,https:443',
    doc: 'The ports and what they serve.',
    parse: (text) =>
      listOf(oneOf('http:80', 'https:443'), 2)(text) === 'http:80,https:443' ? text : undefined,
  },
  {
    name: 'tls-cipher-policy',
    scope: 'listener',
    form: `one of ${cipherPolicies.map((name) => `\`${name}\``).join(', ')}`,
    default: '`tls_cipher_policy_1_2`',
    example: 'tls_cipher_policy_1_2_strict_with_1_3',
    doc: 'Versions and ciphers of TLS on port 443.',
    parse: oneOf(...cipherPolicies),
  },
  {
    ...onOrOff,
    name: 'http2-enabled',
    default: '`on`',
    example: '"off"',
    doc: 'Whether clients may use HTTP/2 on port 443.',
  },
  {
    name: 'forward-port',
    scope: 'listener',
    form: '`80:443`',
    default: 'none',
    example: '"80:443"',
    doc: 'Sends all requests of port 80 to HTTPS, for every Ingress of the instance.',
    parse: oneOf('80:443'),
  },
  {
    name: 'scheduler',
    scope: 'listener',
    form: '`wrr` or `rr`',
    default: '`wrr`',
    example: 'rr',
    doc: 'How pods are chosen: in turn, with or without regard to weights.',
    parse: oneOf('wrr', 'rr'),
  },
  {
    ...number(1, 60),
    name: 'idle-timeout',
    default: '"15"',
    example: '"30"',
    doc: 'Seconds a connection of a client may be idle.',
  },
  {
    ...number(1, 180),
    name: 'request-timeout',
    default: '"60"',
    example: '"120"',
    doc: 'Seconds a pod may take to answer; then the client gets 504.',
  },
  {
    ...onOrOff,
    name: 'xforwardedfor-proto',
    default: '`on`',
    example: '"off"',
    doc: 'Whether pods get `X-Forwarded-Proto`.',
  },
  {
    ...onOrOff,
    name: 'xforwardedfor-slbport',
    default: '`off`',
    example: '"on"',
    doc: 'Whether a header tells pods the port of the listener.',
  },
  {
    ...onOrOff,
    name: 'xforwardedfor-clientsrcport',
    default: '`off`',
    example: '"on"',
    doc: 'Whether a header tells pods the port of the client.',
  },
  {
    ...onOrOff,
    name: 'sticky-session',
    topic: 'stickiness',
    default: '`off`',
    example: '"on"',
    doc: 'Whether requests of a client go to one pod, by a cookie; needs a type.',
  },
  {
    name: 'sticky-session-type',
    scope: 'listener',
    topic: 'stickiness',
    form: '`insert` or `server`',
    default: 'none',
    example: 'insert',
    doc: 'Whose cookie it is: one that CLB makes, which needs `cookie-timeout`, or one of the pods, which needs `cookie`.',
    parse: oneOf('insert', 'server'),
  },
  {
    ...number(1, 86_400),
    name: 'cookie-timeout',
    topic: 'stickiness',
    default: 'none',
    example: '"1800"',
    doc: 'Seconds the cookie of CLB lives.',
  },
  {
    name: 'cookie',
    scope: 'listener',
    topic: 'stickiness',
    form: '1 to 200 letters and digits',
    default: 'none',
    example: 'JSESSIONID',
    doc: 'Name of the cookie of the pods.',
    parse: matching(/^[A-Za-z0-9]{1,200}$/),
  },
  {
    ...onOrOff,
    name: 'acl-status',
    topic: 'access',
    default: '`off`',
    example: '"on"',
    doc: 'Whether access control lists say who may connect; needs `acl-id` and `acl-type`.',
  },
  {
    name: 'acl-id',
    scope: 'listener',
    topic: 'access',
    form: 'at most 10 ids of access control lists with commas between them',
    default: 'none',
    example: 'acl-bp1ut10zzvh6uh9ou',
    doc: 'The access control lists.',
    parse: listOf(matching(/^n?acl-[a-z0-9]{1,60}$/), 10),
  },
  {
    name: 'acl-type',
    scope: 'listener',
    topic: 'access',
    form: '`white` or `black`',
    default: 'none',
    example: 'white',
    doc: 'Whether the lists say who may connect, or who may not. CLB lets everyone in by a white list without entries.',
    parse: oneOf('white', 'black'),
  },
];
