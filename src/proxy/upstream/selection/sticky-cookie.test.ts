import { describe, expect, test } from 'vitest';
import type { AffinityPolicy } from '../../../features/policies.ts';
import type { PickedEndpoint } from '../../forward/forwarding.ts';
import { BackendRuntime } from '../backend-endpoints.ts';
import { EndpointTokens } from './endpoint-tokens.ts';
import { addresses, backendOf, endpointAt, keyOf, pickRequest, picks } from './selection.test-support.ts';
import { StickyCookie } from './sticky-cookie.ts';

const policy: AffinityPolicy = { cookie: 'pod', path: '/shop' };
const key = Buffer.alloc(32, 1);

/** What one worker has; workers share nothing but addresses and key. */
function worker(count: number, wanted: AffinityPolicy = policy, own: Buffer = key) {
  const tokens = new EndpointTokens();
  tokens.setKey(own);
  const backend = backendOf(count);
  return { tokens, backend, picker: new StickyCookie(wanted, [backend], tokens, backend.inTurn) };
}

function withCookie(setCookie: string | undefined) {
  return pickRequest({ headers: ['Cookie', `a=1; ${setCookie?.split(';')[0]}`] });
}

function taken(endpoint: PickedEndpoint | undefined): PickedEndpoint {
  if (endpoint === undefined) throw new Error('no endpoint');
  return endpoint;
}

describe('a cookie', () => {
  test('brings a client back to its endpoint, in every worker, and is given once', () => {
    const [a, b] = [worker(10), worker(10)];
    const first = taken(a.picker.pick(pickRequest(), []));
    const given = a.picker.cookieFor(pickRequest(), first);
    const next = withCookie(given);
    expect(picks(b.picker, 20, next)).toEqual(Array.from({ length: 20 }, () => first.key));
    expect(b.picker.cookieFor(next, first)).toBeUndefined();
  });

  test('tells nothing of the endpoint, and nothing to a worker with another key', () => {
    const { picker, backend } = worker(10);
    const given = picker.cookieFor(pickRequest(), endpointAt(backend, 3));
    expect(given).toMatch(/^pod=[A-Za-z0-9_-]{22}; Path=\/shop; HttpOnly$/);
    const stranger = worker(10, policy, Buffer.alloc(32, 2));
    expect(new Set(picks(stranger.picker, 10, withCookie(given))).size).toBe(10);
  });

  test('whose endpoint is gone leads to another, and is replaced', () => {
    const { picker, backend } = worker(3);
    const gone = endpointAt(backend, 2);
    const old = withCookie(picker.cookieFor(pickRequest(), gone));
    backend.set(addresses(2));
    const other = taken(picker.pick(old, []));
    expect(other).not.toBe(gone);
    const renewed = picker.cookieFor(old, other);
    expect(picks(picker, 4, withCookie(renewed))).toEqual(Array.from({ length: 4 }, () => other.key));
  });

  test('whose endpoint failed this request leads to another', () => {
    const { picker, backend } = worker(2);
    const failed = endpointAt(backend, 0);
    const request = withCookie(picker.cookieFor(pickRequest(), failed));
    expect(picker.pick(request, [failed])).toBe(endpointAt(backend, 1));
  });

  test('whose endpoint may take no requests leads to another, and back while it was not replaced', () => {
    let out: string | undefined;
    const backend = new BackendRuntime(undefined, (all) => all.filter(({ address }) => address !== out));
    backend.set(addresses(2));
    const picker = new StickyCookie(policy, [backend], new EndpointTokens(), backend.inTurn);
    const ejected = endpointAt(backend, 0);
    const request = withCookie(picker.cookieFor(pickRequest(), ejected));
    out = ejected.address;
    backend.refresh();
    expect(picks(picker, 3, request)).not.toContain(ejected.key);
    out = undefined;
    backend.refresh();
    expect(keyOf(picker.pick(request, []))).toBe(ejected.key);
  });

  test('holds in whichever of several backends its endpoint is', () => {
    const tokens = new EndpointTokens();
    const [one, two] = [backendOf(2), new BackendRuntime()];
    two.set(addresses(2, 100));
    const picker = new StickyCookie(policy, [one, two], tokens, one.inTurn);
    const wanted = endpointAt(two, 1);
    const request = withCookie(picker.cookieFor(pickRequest(), wanted));
    expect(picks(picker, 3, request)).toEqual([wanted.key, wanted.key, wanted.key]);
  });

  test.each<[Partial<AffinityPolicy>, boolean, string]>([
    [{}, true, '; Path=/shop; HttpOnly; Secure'],
    [{ secure: true }, false, '; Path=/shop; HttpOnly; Secure'],
    [{ secure: false }, true, '; Path=/shop; HttpOnly'],
    [{ maxAge: 60, sameSite: 'None' }, true, '; Path=/shop; Max-Age=60; HttpOnly; SameSite=None; Secure'],
    [{ domain: 'example.com' }, false, '; Path=/shop; Domain=example.com; HttpOnly'],
  ])('of %j, by HTTPS %s, has %s', (more, secure, attributes) => {
    const { picker, backend } = worker(1, { ...policy, ...more });
    const given = picker.cookieFor(pickRequest({ secure }), endpointAt(backend, 0));
    expect(given?.slice('pod='.length + 22)).toBe(attributes);
  });
});
