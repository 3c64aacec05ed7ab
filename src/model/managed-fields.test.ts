import { describe, expect, test } from 'vitest';
import { isManagedField } from './managed-fields.ts';

describe('fields that only we may set', () => {
  test.each([
    'X-Forwarded-For',
    'x-forwarded-proto',
    'X_Forwarded_Host',
    'X-Forwarded_Port',
    'Forwarded',
    'X-Real-IP',
    'Front-End-Https',
    'X-Forwarded-SSL',
    'X_REAL_IP',
    'X-Request-Id',
    'Client-Cert',
    'SSL-Client-Verify',
    'ssl_client_s_dn',
    'X-Auth-Request-User',
    'X-Original-URL',
    'X-Envoy-External-Address',
    'X-Forwarded-Tls-Client-Cert-Info',
    'Proxy',
  ])('%s is one', (name) => {
    expect(isManagedField(name)).toBe(true);
  });

  test.each([
    'Accept',
    'Cookie',
    'X-Forwarded',
    'X-Custom',
    'Content-Type',
    'Sec-WebSocket-Key',
    'Priority',
    'From',
    '_',
  ])('%s is not', (name) => {
    expect(isManagedField(name)).toBe(false);
  });
});
