import type { CloudWish } from '../../../model/index.ts';
import type { ListenerSettingName, ListenerSettings } from '../world/clb-world.ts';

type Wishes = Readonly<Record<string, string>>;
type Entry = readonly [name: ListenerSettingName, value: string];

/**
 * The settings of one of our listeners, under the names of the API. What an annotation can change is always named, with its
 * default where none asks: so an annotation that goes takes its effect along, and an edit by others shows as a difference.
 */
export function listenerSettings(cloud: CloudWish | undefined, protocol: 'http' | 'https'): ListenerSettings {
  const wishes = cloud?.listener ?? {};
  const entries: readonly Entry[] = [
    ...(protocol === 'https' ? encryption(wishes) : []),
    ['Gzip', 'on'],
    ['IdleTimeout', wishes['idle-timeout'] ?? '15'],
    ['RequestTimeout', wishes['request-timeout'] ?? '60'],
    ['Scheduler', wishes['scheduler'] ?? 'wrr'],
    ['XForwardedFor', 'on'],
    ['XForwardedFor_ClientSrcPort', wishes['xforwardedfor-clientsrcport'] ?? 'off'],
    ['XForwardedFor_SLBPORT', wishes['xforwardedfor-slbport'] ?? 'off'],
    ['XForwardedFor_proto', wishes['xforwardedfor-proto'] ?? 'on'],
    ...accessList(wishes),
    ...healthCheck(wishes),
    ...stickiness(wishes),
  ];
  return Object.fromEntries(entries);
}

/** Whether an annotation asks that the HTTP listener only sends to HTTPS. */
export function redirectsToHttps(cloud: CloudWish | undefined): boolean {
  return cloud?.listener['forward-port'] === '80:443';
}

function encryption(wishes: Wishes): readonly Entry[] {
  return [
    // Required of an HTTPS listener; -1 is no limit of its own.
    ['Bandwidth', '-1'],
    ['EnableHttp2', wishes['http2-enabled'] ?? 'on'],
    // CLB itself would begin at TLS 1.0, which RFC 8996 has retired.
    ['TLSCipherPolicy', wishes['tls-cipher-policy'] ?? 'tls_cipher_policy_1_2'],
  ];
}

function accessList(wishes: Wishes): readonly Entry[] {
  const { 'acl-status': status, 'acl-id': ids, 'acl-type': type } = wishes;
  if (status !== 'on' || ids === undefined || type === undefined) return [['AclStatus', 'off']];
  return [
    ['AclStatus', 'on'],
    ['AclId', ids],
    ['AclType', type],
  ];
}

function stickiness(wishes: Wishes): readonly Entry[] {
  const {
    'sticky-session': session,
    'sticky-session-type': type,
    cookie,
    'cookie-timeout': timeout,
  } = wishes;
  if (session === 'on' && type === 'insert' && timeout !== undefined) {
    return [
      ['StickySession', 'on'],
      ['StickySessionType', type],
      ['CookieTimeout', timeout],
    ];
  }
  if (session === 'on' && type === 'server' && cookie !== undefined) {
    return [
      ['StickySession', 'on'],
      ['StickySessionType', type],
      ['Cookie', cookie],
    ];
  }
  return [['StickySession', 'off']];
}

/** Kubernetes has readiness probes for this: checks by CLB come on top, where asked for. */
function healthCheck(wishes: Wishes): readonly Entry[] {
  if (wishes['health-check-flag'] !== 'on') return [['HealthCheck', 'off']];
  const { 'health-check-connect-port': port, 'health-check-domain': domain } = wishes;
  return [
    ['HealthCheck', 'on'],
    // Absent, each backend is asked on its own port.
    ...(port === undefined || port === '-520' ? [] : ([['HealthCheckConnectPort', port]] as const)),
    ...(domain === undefined ? [] : ([['HealthCheckDomain', domain]] as const)),
    ['HealthCheckHttpCode', wishes['health-check-httpcode'] ?? 'http_2xx'],
    ['HealthCheckInterval', wishes['health-check-interval'] ?? '2'],
    ['HealthCheckMethod', wishes['health-check-method'] ?? 'head'],
    ['HealthCheckTimeout', wishes['health-check-timeout'] ?? '5'],
    ['HealthCheckURI', wishes['health-check-uri'] ?? '/'],
    ['HealthyThreshold', wishes['healthy-threshold'] ?? '3'],
    ['UnhealthyThreshold', wishes['unhealthy-threshold'] ?? '3'],
  ];
}
