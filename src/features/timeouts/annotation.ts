import type { AnnotationSpec, FeatureAnnotations } from '../annotation.ts';
import { parseDuration, parseSeconds } from '../annotation-values.ts';
import type { TimeoutsPolicy } from '../policies.ts';

const most = 24 * 3600 * 1000;
/** As in nginx: a connection that does not stand by then never will. */
const mostToConnect = 75 * 1000;

const connect: AnnotationSpec<number> = {
  ...duration('connect-timeout', 'connectTimeout', 'How long connecting to a pod may take.'),
  form: durationForm('75s'),
  example: '2s',
  parse: parseDuration(mostToConnect),
};

const send: AnnotationSpec<number> = duration(
  'send-timeout',
  'sendTimeout',
  'How long may pass between two writes of a request.',
);

const response: AnnotationSpec<number> = {
  ...duration(
    'response-timeout',
    'responseTimeout',
    'How long a pod may take from the whole request to the head of its response.',
  ),
  example: '2m',
};

const idle: AnnotationSpec<number> = {
  ...duration(
    'idle-timeout',
    'idleTimeout',
    'How long may pass between two reads of a response body, and without a byte in a WebSocket or other tunnel.',
  ),
  default: 'the setting `idleTimeout`, for tunnels `tunnelTimeout`',
  example: '1h',
};

const nginxConnect = seconds('proxy-connect-timeout', 'As `connect-timeout`.', mostToConnect);
const nginxSend = seconds('proxy-send-timeout', 'As `send-timeout`.', most);
const nginxRead = seconds('proxy-read-timeout', 'As `response-timeout` and `idle-timeout` together.', most);

/** Annotations that say how long a backend may take. */
export const timeoutsAnnotations: FeatureAnnotations<TimeoutsPolicy> = {
  title: 'Timeouts',
  doc: 'How long the pods behind the routes of an Ingress may take. When one is exceeded before a response began, the client gets 504.',
  annotations: [connect, send, response, idle, nginxConnect, nginxSend, nginxRead],
  read(reader) {
    const read = reader.read(nginxRead);
    const given = {
      connect: reader.read(connect) ?? reader.read(nginxConnect),
      send: reader.read(send) ?? reader.read(nginxSend),
      response: reader.read(response) ?? read,
      idle: reader.read(idle) ?? read,
    };
    const present = Object.entries(given).filter(([, time]) => time !== undefined);
    if (present.length === 0) return undefined;
    const policy: TimeoutsPolicy = Object.fromEntries(present);
    return () => policy;
  },
};

function duration(name: string, setting: string, doc: string): AnnotationSpec<number> {
  return {
    dialect: 'sluice',
    name,
    form: durationForm('24h'),
    default: `the setting \`${setting}\``,
    example: '30s',
    doc,
    onInvalid: 'ignored',
    parse: parseDuration(most),
  };
}

function durationForm(longest: string): string {
  return `a duration such as 5s, 1m30s or 500ms, or a whole number of seconds, from 1ms to ${longest}`;
}

function seconds(name: string, doc: string, limit: number): AnnotationSpec<number> {
  return {
    dialect: 'ingress-nginx',
    name,
    form: `whole seconds without a unit, from 1; more than ${limit / 1000} count as ${limit / 1000}`,
    default: 'the settings',
    example: '"60"',
    doc,
    onInvalid: 'ignored',
    parse: parseSeconds(limit),
  };
}
