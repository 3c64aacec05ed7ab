import { describe, expect, test } from 'vitest';
import type { CloudWish } from '../../../model/index.ts';
import { listenerSettingNames } from '../world/clb-world.ts';
import { listenerSettings, redirectsToHttps } from './listener-settings.ts';

function ask(listener: Record<string, string>): CloudWish {
  return { instance: {}, listener };
}

describe('the settings of a listener', () => {
  test('without a wish are named all the same, so that an edit by others shows', () => {
    expect(listenerSettings(undefined, 'http')).toEqual({
      Gzip: 'on',
      IdleTimeout: '15',
      RequestTimeout: '60',
      Scheduler: 'wrr',
      XForwardedFor: 'on',
      XForwardedFor_ClientSrcPort: 'off',
      XForwardedFor_SLBPORT: 'off',
      XForwardedFor_proto: 'on',
      AclStatus: 'off',
      HealthCheck: 'off',
      StickySession: 'off',
    });
    expect(listenerSettings(undefined, 'https')).toMatchObject({
      Bandwidth: '-1',
      EnableHttp2: 'on',
      TLSCipherPolicy: 'tls_cipher_policy_1_2',
    });
  });

  test('follow the wishes, those of encryption on HTTPS alone', () => {
    const wish = ask({ 'idle-timeout': '30', 'http2-enabled': 'off', 'xforwardedfor-proto': 'off' });
    const asked = { IdleTimeout: '30', XForwardedFor_proto: 'off' };
    expect(listenerSettings(wish, 'https')).toMatchObject({ ...asked, EnableHttp2: 'off' });
    expect(listenerSettings(wish, 'http')).toMatchObject(asked);
    expect(listenerSettings(wish, 'http')).not.toHaveProperty('EnableHttp2');
  });

  test('have access control lists only whole', () => {
    const lists = { 'acl-status': 'on', 'acl-id': 'acl-1,acl-2', 'acl-type': 'white' };
    expect(listenerSettings(ask(lists), 'http')).toMatchObject({
      AclStatus: 'on',
      AclId: 'acl-1,acl-2',
      AclType: 'white',
    });
    const off = listenerSettings(ask({ ...lists, 'acl-status': 'off' }), 'http');
    expect(off).toMatchObject({ AclStatus: 'off' });
    expect(off).not.toHaveProperty('AclId');
  });

  test('have what stickiness and health checks need only where they are on', () => {
    const insert = {
      'sticky-session': 'on',
      'sticky-session-type': 'insert',
      'cookie-timeout': '60',
      cookie: 'a',
    };
    const sticky = listenerSettings(ask(insert), 'http');
    expect(sticky).toMatchObject({ StickySession: 'on', StickySessionType: 'insert', CookieTimeout: '60' });
    expect(sticky).not.toHaveProperty('Cookie');
    expect(listenerSettings(ask({ 'health-check-uri': '/up' }), 'http')).not.toHaveProperty('HealthCheckURI');
    expect(
      listenerSettings(ask({ 'health-check-flag': 'on', 'health-check-uri': '/up' }), 'http'),
    ).toMatchObject({
      HealthCheck: 'on',
      HealthCheckURI: '/up',
      HealthCheckInterval: '2',
      HealthyThreshold: '3',
    });
  });

  test('are among those the world is read by', () => {
    const everything = ask({
      'health-check-flag': 'on',
      'health-check-domain': 'a.example',
      'health-check-connect-port': '81',
      'sticky-session': 'on',
      'sticky-session-type': 'server',
      cookie: 'a',
      'acl-status': 'on',
      'acl-id': 'acl-1',
      'acl-type': 'black',
    });
    const named = Object.keys(listenerSettings(everything, 'https'));
    expect(named.filter((name) => !listenerSettingNames.some((known) => known === name))).toEqual([]);
  });
});

test('port 80 only redirects where that is asked', () => {
  expect(redirectsToHttps(ask({ 'forward-port': '80:443' }))).toBe(true);
  expect(redirectsToHttps(ask({}))).toBe(false);
  expect(redirectsToHttps(undefined)).toBe(false);
});
