import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { requestWith } from '../filter.test-support.ts';
import type { FilterAnswer, FilteredRequest } from '../filter.ts';
import { sslRedirectFilter } from './filter.ts';

function redirect(request: Partial<FilteredRequest>): FilterAnswer | undefined {
  return sslRedirectFilter.compile({ status: 308 })?.onRequest?.(requestWith(request));
}

function locationOf(request: Partial<FilteredRequest>): string | undefined {
  return redirect(request)?.headers[1];
}

describe('an unencrypted request', () => {
  test('is sent to the same URL by HTTPS, as the client wrote it', () => {
    expect(
      redirect({ authority: 'a.example', path: '/b', originalPath: '/x/../%62', query: '?c=/&d' }),
    ).toEqual({
      status: 308,
      reason: 'HttpsRedirect',
      headers: ['Location', 'https://a.example/x/../%62?c=/&d'],
    });
  });

  test.each([
    ['a.example:80', 443, 'https://a.example/'],
    ['a.example:8080', 8443, 'https://a.example:8443/'],
    ['A.Example', 8443, 'https://A.Example:8443/'],
    ['192.0.2.1:80', 443, 'https://192.0.2.1/'],
    ['[2001:db8::1]', 443, 'https://[2001:db8::1]/'],
    ['[2001:db8::1]:8080', 8443, 'https://[2001:db8::1]:8443/'],
    ['a.example:', 443, 'https://a.example/'],
  ])('to %s, with HTTPS on %i, goes to %s', (authority, httpsPort, location) => {
    expect(locationOf({ authority, httpsPort })).toBe(location);
  });

  test('goes on where there is no https listener', () => {
    expect(redirect({ httpsPort: undefined })).toBeUndefined();
  });

  test('without a host is refused, not served', () => {
    expect(redirect({ authority: '' })).toMatchObject({ status: 400, reason: 'BadRequest' });
  });

  test('keeps its host, and the answer its framing, whatever path and query are', () => {
    const visible = fc.string({ unit: fc.constantFrom(...'/.:@?#&=%2Fa\\;[]') });
    const host = fc.constantFrom('a.example', '[2001:db8::1]', '192.0.2.1');
    const port = fc.constantFrom('', ':80', ':');
    fc.assert(
      fc.property(host, port, visible, visible, (name, given, path, query) => {
        const request = { authority: name + given, originalPath: `/${path}`, query: query && `?${query}` };
        const location = locationOf(request) ?? '';
        expect(location).not.toMatch(/[\r\n]/);
        expect(new URL(location).host).toBe(name);
      }),
    );
  });
});

test('an encrypted request goes on', () => {
  expect(redirect({ secure: true })).toBeUndefined();
});

test.each([301, 302, 307, 308])('%i may be asked for', (status) => {
  expect(sslRedirectFilter.accepts({ status })).toBe(true);
});

test.each([[{ status: 200 }], [{ status: '308' }], [{}], [null], [308]])('%j may not', (policy) => {
  expect(sslRedirectFilter.accepts(policy)).toBe(false);
});
