import { describe, expect, test } from 'vitest';
import { mayTrail } from './trailer-field.ts';

describe('a trailer (RFC 9110 6.5.1)', () => {
  test.each(['X-Sum', 'Server-Timing', 'grpc-status', 'Digest', 'ETag', 'Trace-Id'])(
    '%s may go on',
    (name) => {
      expect(mayTrail(name, [])).toBe(true);
    },
  );

  test.each([
    'Transfer-Encoding',
    'content-length',
    'Host',
    'TE',
    'Trailer',
    'Connection',
    'Upgrade',
    'Keep-Alive',
    'Expect',
    'Max-Forwards',
    'Authorization',
    'Proxy-Authorization',
    'Cookie',
    'Set-Cookie',
    'Content-Type',
    'Content_Type',
    'Content-Range',
    'If-Match',
    'Cache-Control',
    'X-Forwarded-For',
    'x_forwarded_for',
    'X-Real-IP',
    'Forwarded',
    'X-Request-ID',
  ])('%s belongs to a head', (name) => {
    expect(mayTrail(name, [])).toBe(false);
  });

  test('what Connection names stays on its hop', () => {
    expect(mayTrail('X-Hop', ['close', 'x-hop'])).toBe(false);
  });
});
