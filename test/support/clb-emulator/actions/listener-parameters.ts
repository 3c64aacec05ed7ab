import {
  anyText,
  type Check,
  integer,
  matching,
  missing,
  oneOf,
  onOff,
  optional,
  type Parameters,
  type ParameterTable,
  required,
  tagList,
} from '../parameters.ts';

export const port: Check = integer(1, 65_535);
export const description: Check = matching(/^[A-Za-z0-9\-/._]{1,256}$/);
const listenerBandwidth: Check = (value) => value === '-1' || integer(1, 5120)(value);
const tlsPolicy = oneOf(
  'tls_cipher_policy_1_0',
  'tls_cipher_policy_1_1',
  'tls_cipher_policy_1_2',
  'tls_cipher_policy_1_2_strict',
  'tls_cipher_policy_1_2_strict_with_1_3',
);

/** Stickiness and health check: a rule that does not follow its listener has its own. */
export const balancingSettings: Readonly<Record<string, Check>> = {
  Scheduler: oneOf('wrr', 'rr'),
  StickySession: onOff,
  StickySessionType: oneOf('insert', 'server'),
  CookieTimeout: integer(1, 86_400),
  Cookie: matching(/^(?!\$)[\x21-\x2b\x2d-\x3a\x3c-\x7e]{1,200}$/),
  HealthCheck: onOff,
  HealthCheckURI: matching(/^\/[A-Za-z0-9\-/.%?#&]{0,79}$/),
  HealthCheckDomain: matching(/^(\$_ip|[A-Za-z0-9.-]{1,80})$/),
  HealthCheckConnectPort: port,
  HealthyThreshold: integer(2, 10),
  UnhealthyThreshold: integer(2, 10),
  HealthCheckTimeout: integer(1, 300),
  HealthCheckInterval: integer(1, 50),
  HealthCheckHttpCode: matching(/^http_[2-5]xx(,http_[2-5]xx){0,3}$/),
};

/** Settings under the names of the API: sent, kept and described as they are. */
const commonSettings: Readonly<Record<string, Check>> = {
  ...balancingSettings,
  HealthCheckMethod: oneOf('head', 'get'),
  IdleTimeout: integer(1, 60),
  RequestTimeout: integer(1, 180),
  Gzip: onOff,
  XForwardedFor: onOff,
  XForwardedFor_SLBIP: onOff,
  XForwardedFor_SLBID: onOff,
  XForwardedFor_proto: onOff,
  XForwardedFor_SLBPORT: onOff,
  XForwardedFor_ClientSrcPort: onOff,
  AclStatus: onOff,
  AclType: oneOf('white', 'black'),
  AclId: anyText,
};

export const settingChecks: Readonly<Record<'http' | 'https', Readonly<Record<string, Check>>>> = {
  http: commonSettings,
  https: { ...commonSettings, EnableHttp2: onOff, TLSCipherPolicy: tlsPolicy },
};

const defaults: Readonly<Record<string, string>> = {
  Scheduler: 'wrr',
  StickySession: 'off',
  IdleTimeout: '15',
  RequestTimeout: '60',
  Gzip: 'on',
  XForwardedFor: 'on',
  XForwardedFor_SLBIP: 'off',
  XForwardedFor_SLBID: 'off',
  XForwardedFor_proto: 'off',
  XForwardedFor_SLBPORT: 'off',
  XForwardedFor_ClientSrcPort: 'off',
  AclStatus: 'off',
};

const healthDefaults: Readonly<Record<string, string>> = {
  HealthCheckMethod: 'head',
  HealthCheckHttpCode: 'http_2xx',
  HealthyThreshold: '3',
  UnhealthyThreshold: '3',
  HealthCheckTimeout: '5',
  HealthCheckInterval: '2',
};

const tlsDefaults: Readonly<Record<string, string>> = {
  EnableHttp2: 'on',
  TLSCipherPolicy: 'tls_cipher_policy_1_0',
};

/** The parameters of the four actions that make and set listeners. */
export function listenerParameters(protocol: 'http' | 'https', verb: 'create' | 'set'): ParameterTable {
  const settings = Object.entries(settingChecks[protocol]).map(([name, check]) => [name, optional(check)]);
  return {
    LoadBalancerId: required(),
    ListenerPort: required(port),
    ...Object.fromEntries(settings),
    VServerGroupId: optional(),
    Description: optional(description),
    Bandwidth:
      protocol === 'https' && verb === 'create' ? required(listenerBandwidth) : optional(listenerBandwidth),
    ...(verb === 'create'
      ? { HealthCheck: required(onOff), BackendServerPort: optional(port), Tag: tagList }
      : { VServerGroup: optional(onOff) }),
    ...(protocol === 'http' && verb === 'create'
      ? { ListenerForward: optional(onOff), ForwardPort: optional(port) }
      : {}),
    ...(protocol === 'https' ? { ServerCertificateId: optional(), CACertificateId: optional() } : {}),
  };
}

/** The settings a listener has after a call: what it had, or the defaults, with what the call says. */
export function mergeSettings(
  protocol: 'http' | 'https',
  before: Readonly<Record<string, string>>,
  p: Parameters,
): Record<string, string> {
  const given: Record<string, string> = {};
  for (const name of Object.keys(settingChecks[protocol])) {
    const value = p.get(name);
    if (value !== undefined) given[name] = value;
  }
  const merged = { ...defaults, ...(protocol === 'https' ? tlsDefaults : {}), ...before, ...given };
  return checkTogether(merged['HealthCheck'] === 'on' ? { ...healthDefaults, ...merged } : merged);
}

/** What goes only together. Throws `MissingParameter`. */
export function checkTogether(settings: Record<string, string>): Record<string, string> {
  if (settings['StickySession'] === 'on') {
    requireSetting(settings, 'StickySessionType');
    requireSetting(settings, settings['StickySessionType'] === 'insert' ? 'CookieTimeout' : 'Cookie');
  }
  if (settings['AclStatus'] === 'on') {
    requireSetting(settings, 'AclType');
    requireSetting(settings, 'AclId');
  }
  return settings;
}

function requireSetting(settings: Readonly<Record<string, string>>, name: string): void {
  if (settings[name] === undefined) missing(name);
}
