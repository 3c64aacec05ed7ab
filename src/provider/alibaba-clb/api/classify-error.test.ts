import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classifyError } from './classify-error.ts';

describe('an error of the service', () => {
  test.each([
    ['busy', 400, 'ServiceIsConfiguring'],
    ['busy', 449, 'SystemBusy'],
    ['busy', 409, 'BackendServer.configuring'],
    ['busy', 400, 'OperationFailed.ListenerStatusNotSupport'],
    ['busy', 403, 'LastTokenProcessing'],
    ['busy', 400, 'RspoolVipExist'],
    ['throttled', 400, 'Throttling'],
    ['throttled', 503, 'Throttling.User'],
    ['throttled', 429, ''],
    ['unavailable', 500, 'InternalError'],
    ['unavailable', 400, 'ServiceUnavailable'],
    ['unavailable', 503, 'ServiceUnavailable.RegionMaintaining'],
    ['unavailable', 502, ''],
    ['denied', 403, 'Forbidden.RAM'],
    ['denied', 400, 'SignatureDoesNotMatch'],
    ['denied', 404, 'InvalidAccessKeyId.NotFound'],
    ['denied', 400, 'InvalidSecurityToken.Expired'],
    ['denied', 403, 'SomethingNew'],
    ['quota', 400, 'ORDER.QUOTA_EXCEEDED'],
    ['denied', 400, 'ORDER.NO_CARD'],
    ['quota', 400, 'TooManyRules'],
    ['conflict', 400, 'ListenerAlreadyExists'],
    ['conflict', 400, 'LX_REQUEST_TOKEN_CONFLICT'],
    ['gone', 404, 'InvalidLoadBalancerId.NotFound'],
    ['gone', 404, 'InvalidParameter'],
    ['invalid', 400, 'InvalidParameter'],
    ['invalid', 404, 'InvalidApi.NotFound'],
    ['invalid', 400, 'UrlMalformed'],
    ['invalid', 418, 'SomethingNew'],
  ])('is %s for %i %s', (kind, status, code) => {
    expect(classifyError(status, code, '')).toBe(kind);
  });

  test('is about something gone where only the message says so', () => {
    expect(classifyError(400, 'InvalidParameter', 'The specified resource does not exist.')).toBe('gone');
  });

  test('with an unknown code is final below 500 and of the service above, whatever the code', () => {
    const unknown = fc.string().filter((code) => classifyError(400, code, '') === 'invalid');
    fc.assert(
      fc.property(unknown, fc.integer({ min: 500, max: 599 }), (code, status) => {
        expect(['gone', 'invalid', 'unavailable']).toContain(classifyError(status, code, ''));
      }),
    );
    expect(classifyError(400, '__proto__', '')).toBe('invalid');
    expect(classifyError(500, 'constructor', '')).toBe('unavailable');
  });
});
