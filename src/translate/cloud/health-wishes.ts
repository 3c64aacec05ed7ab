import type { CloudAnnotation } from './cloud-annotation.ts';
import { type CloudParser, listOf, matching, oneOf, wholeNumber } from './cloud-values.ts';

const codes = ['http_2xx', 'http_3xx', 'http_4xx', 'http_5xx'];
const backendPort = '-520';
const port = wholeNumber(1, 65_535);
const connectPort: CloudParser = (text) => (text === backendPort ? text : port(text));

const threshold = {
  scope: 'listener',
  topic: 'health check',
  form: 'a whole number from 2 to 10',
  default: '"3"',
  example: '"2"',
  parse: wholeNumber(2, 10),
} as const;

/** Annotations that say how CLB checks the pods. */
export const healthWishes: readonly CloudAnnotation[] = [
  {
    name: 'health-check-flag',
    scope: 'listener',
    topic: 'health check',
    form: '`on` or `off`',
    default: '`off`',
    example: '"on"',
    doc: 'Whether CLB checks the pods too; readiness probes decide in any case. Without it the others here have no effect.',
    parse: oneOf('on', 'off'),
  },
  {
    name: 'health-check-uri',
    scope: 'listener',
    topic: 'health check',
    form: 'a path that begins with /, of at most 80 letters, digits and `-/.%?#&`',
    default: '`/`',
    example: '/healthz',
    doc: 'What pods are asked for.',
    parse: matching(/^\/[A-Za-z0-9\-/.%?#&]{0,79}$/),
  },
  {
    name: 'health-check-domain',
    scope: 'listener',
    topic: 'health check',
    form: '`$_ip`, or at most 80 letters, digits, "." and "-"',
    default: 'the address of the pod',
    example: 'shop.example',
    doc: 'The host pods are asked for.',
    parse: matching(/^(?:\$_ip|[A-Za-z0-9.-]{1,80})$/),
  },
  {
    name: 'health-check-method',
    scope: 'listener',
    topic: 'health check',
    form: '`head` or `get`',
    default: '`head`',
    example: 'get',
    doc: 'The method of the request.',
    parse: oneOf('head', 'get'),
  },
  {
    name: 'health-check-httpcode',
    scope: 'listener',
    topic: 'health check',
    form: `of ${codes.map((code) => `\`${code}\``).join(', ')}, with commas between them`,
    default: '`http_2xx`',
    example: 'http_2xx,http_3xx',
    doc: 'The status codes of a pod that works.',
    parse: listOf(oneOf(...codes), codes.length),
  },
  {
    name: 'health-check-connect-port',
    scope: 'listener',
    topic: 'health check',
    form: `a port, or "${backendPort}" for the port of the pod`,
    default: 'the port of the pod',
    example: '"8081"',
    doc: 'The port that is asked.',
    parse: connectPort,
  },
  {
    ...threshold,
    name: 'healthy-threshold',
    doc: 'Checks in a row that must succeed for a pod to get requests.',
  },
  {
    ...threshold,
    name: 'unhealthy-threshold',
    doc: 'Checks in a row that must fail for a pod to get none.',
  },
  {
    name: 'health-check-interval',
    scope: 'listener',
    topic: 'health check',
    form: 'a whole number from 1 to 50',
    default: '"2"',
    example: '"5"',
    doc: 'Seconds from one check to the next.',
    parse: wholeNumber(1, 50),
  },
  {
    name: 'health-check-timeout',
    scope: 'listener',
    topic: 'health check',
    form: 'a whole number from 1 to 300',
    default: '"5"',
    example: '"10"',
    doc: 'Seconds an answer may take.',
    parse: wholeNumber(1, 300),
  },
];
