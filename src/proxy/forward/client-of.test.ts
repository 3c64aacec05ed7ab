import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AddressRanges } from '../../base/index.ts';
import { clientOf } from './client-of.ts';
import type { Client } from './downstream.ts';
import { forwardedHeaders } from './forwarded-headers.ts';
import type { RequestHead } from './request.ts';

const trusted = new AddressRanges(['10.0.0.0/8', '2001:db8:1::/48']);

const proxy: Client = {
  address: '10.0.0.1',
  port: 4000,
  secure: false,
  publishedPort: 80,
  httpsPort: 443,
  serverName: '',
  trusted,
};

function request(...headers: readonly string[]): RequestHead {
  return {
    method: 'GET',
    authority: 'a.example',
    path: '/',
    query: '',
    headers,
    bodyLength: 0,
    expectContinue: false,
    takesTrailers: false,
    upgrade: undefined,
    protocol: 'HTTP/1.1',
  };
}

/** What the backend is told, by lower-case name; each field at most once. */
function told(client: Client, ...headers: readonly string[]): Readonly<Record<string, string>> {
  const head = request(...headers);
  const fields = forwardedHeaders(head, clientOf(client, head), 'made');
  const found: Record<string, string> = {};
  for (let i = 0; i < fields.length; i += 2) {
    const name = (fields[i] ?? '').toLowerCase();
    expect(found).not.toHaveProperty(name);
    found[name] = fields[i + 1] ?? '';
  }
  return found;
}

describe('rule 119: who is not trusted tells nothing', () => {
  const stranger: Client = { ...proxy, trusted: undefined };

  test.each([
    ['X-Forwarded-For', '1.1.1.1'],
    ['x-forwarded-for', '1.1.1.1'],
    ['X_Forwarded_For', '1.1.1.1'],
    ['X-Forwarded_For', '1.1.1.1'],
    ['X-Real-IP', '1.1.1.1'],
    ['X-Forwarded-Proto', 'https'],
    ['X-Forwarded-Host', 'evil.example'],
    ['X-Forwarded-Port', '443'],
    ['X-Request-ID', 'chosen'],
    ['Forwarded', 'for=1.1.1.1'],
  ])('with %s: %s', (...field) => {
    expect(told(stranger, ...field, ...field)).toEqual(told(stranger));
  });

  test('and its requests are its own, without a look at their fields', () => {
    expect(clientOf(stranger, request('X-Forwarded-For', '1.1.1.1'))).toBe(stranger);
  });
});

describe('rule 119: the client is the first address from the right that is not trusted', () => {
  test.each([
    ['192.0.2.7', '192.0.2.7'],
    ['1.1.1.1, 192.0.2.7', '192.0.2.7'],
    ['1.1.1.1, 192.0.2.7, 10.0.0.9', '192.0.2.7'],
    ['192.0.2.7,10.0.0.9 ,\t10.0.0.8', '192.0.2.7'],
    ['10.0.0.9, 10.0.0.8', '10.0.0.9'],
    ['192.0.2.7:5000, 10.0.0.9:80', '192.0.2.7'],
    ['[2001:DB8:2::7]:443', '2001:db8:2::7'],
    ['2001:db8:2::7, 2001:db8:1::1', '2001:db8:2::7'],
    ['fe80::7%eth0', 'fe80::7'],
    ['::ffff:192.0.2.7, ::ffff:10.0.0.9', '192.0.2.7'],
    ['unknown, 10.0.0.9', '10.0.0.9'],
    ['192.0.2.7, unknown', '10.0.0.1'],
    ['192.0.2.7, ', '10.0.0.1'],
    ['192.0.2.7,,10.0.0.9', '10.0.0.9'],
    ['192.0.2.300', '10.0.0.1'],
    ['', '10.0.0.1'],
    [',,,', '10.0.0.1'],
  ])('%j: %s', (list, expected) => {
    const fields = told(proxy, 'X-Forwarded-For', list);
    expect(fields['x-real-ip']).toBe(expected);
    expect(fields['x-forwarded-for']).toBe(list === '' ? '10.0.0.1' : `${list}, 10.0.0.1`);
  });

  test('several lines are one list, in their order', () => {
    const fields = told(proxy, 'X-Forwarded-For', '192.0.2.7', 'Accept', '*', 'x-forwarded-for', '10.0.0.9');
    expect(fields['x-real-ip']).toBe('192.0.2.7');
    expect(fields['x-forwarded-for']).toBe('192.0.2.7, 10.0.0.9, 10.0.0.1');
  });

  test('the end of the connection is remembered where it is another', () => {
    const named = clientOf(proxy, request('X-Forwarded-For', '192.0.2.7'));
    expect(named).toMatchObject({ address: '192.0.2.7', peer: '10.0.0.1' });
    expect(clientOf(proxy, request()).peer).toBeUndefined();
    const behind = clientOf({ ...proxy, peer: '10.9.9.9' }, request('X-Forwarded-For', '192.0.2.7'));
    expect(behind.peer).toBe('10.9.9.9');
  });

  test('no more than the last hundred addresses and 8 KiB of a list are read', () => {
    const trustedOnes = Array<string>(120).fill('10.0.0.2');
    expect(told(proxy, 'X-Forwarded-For', ['192.0.2.7', ...trustedOnes].join())['x-real-ip']).toBe(
      '10.0.0.2',
    );
    const long = Array<string>(3000).fill('192.0.2.7').join(', ');
    const fields = told(proxy, 'X-Forwarded-For', long);
    expect(fields['x-real-ip']).toBe('192.0.2.7');
    expect(fields['x-forwarded-for']?.length).toBeLessThan(8300);
    expect(fields['x-forwarded-for']).toMatch(/^(192\.0\.2\.7, )+10\.0\.0\.1$/);
    expect(told(proxy, 'X-Forwarded-For', '1'.repeat(9000))['x-forwarded-for']).toBe('10.0.0.1');
  });

  test('whatever the list is, the client is one of its addresses or the proxy', () => {
    const entry = fc.oneof(fc.ipV4(), fc.ipV6(), fc.string({ maxLength: 20 }), fc.constant('10.1.1.1'));
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 8 }), (entries) => {
        const { address } = clientOf(proxy, request('X-Forwarded-For', entries.join(', ')));
        const last = entries.findLast((text) => !trusted.includes(text.trim()));
        if (address !== proxy.address && !trusted.includes(address)) expect(last).toBeDefined();
        expect(new AddressRanges(['0.0.0.0/0', '::/0']).includes(address)).toBe(true);
      }),
    );
  });
});

describe('rule 119: scheme, host and port of a trusted client are kept where they are well-formed', () => {
  test.each([
    ['https', 'https', '443'],
    ['HTTPS', 'https', '443'],
    ['http', 'http', '80'],
    ['wss', 'http', '80'],
    ['https, http', 'http', '80'],
    ['', 'http', '80'],
  ])('X-Forwarded-Proto: %s', (value, proto, port) => {
    const fields = told(proxy, 'X-Forwarded-Proto', value);
    expect(fields).toMatchObject({ 'x-forwarded-proto': proto, 'x-forwarded-port': port });
    expect(clientOf(proxy, request('X-Forwarded-Proto', value)).secure).toBe(proto === 'https');
  });

  test.each([
    ['b.example', 'b.example'],
    ['b.example:8443', 'b.example:8443'],
    ['[2001:db8::1]:80', '[2001:db8::1]:80'],
    ['b.example, c.example', 'a.example'],
    ['b.example/path', 'a.example'],
    ['b.example:99999', 'a.example'],
    ['b<script>', 'a.example'],
    ['', 'a.example'],
  ])('X-Forwarded-Host: %s', (value, host) => {
    expect(told(proxy, 'X-Forwarded-Host', value)['x-forwarded-host']).toBe(host);
  });

  test.each([
    ['8443', '8443'],
    ['65535', '65535'],
    ['65536', '80'],
    ['0', '80'],
    ['080', '80'],
    ['80, 81', '80'],
    ['-1', '80'],
  ])('X-Forwarded-Port: %s', (value, port) => {
    expect(told(proxy, 'X-Forwarded-Port', value)['x-forwarded-port']).toBe(port);
  });

  test('of two lines neither is believed', () => {
    const twice = (name: string, one: string, other: string): readonly string[] => [name, one, name, other];
    const fields = told(
      proxy,
      ...twice('X-Forwarded-Proto', 'https', 'https'),
      ...twice('X-Forwarded-Host', 'b.example', 'c.example'),
      ...twice('X-Forwarded-Port', '1', '2'),
      ...twice('X-Request-ID', 'one', 'two'),
    );
    expect(fields).toEqual(told(proxy));
  });

  test('what a proxy cannot be known to have written is dropped all the same', () => {
    const dropped = [
      'Forwarded',
      'X_Forwarded_Proto',
      'X-Forwarded_For',
      'X-Forwarded-Prefix',
      'X-Forwarded-User',
      'X-Scheme',
    ];
    const others = dropped.flatMap((name) => [name, 'https']);
    expect(told(proxy, ...others)).toEqual(told(proxy));
  });
});

test.each(['X-Forwarded-Client-Cert', 'Client-Cert', 'client_cert', 'SSL-Client-Verify', 'X-Client-Cert'])(
  'rule 121: %s never goes through, not even from a trusted client',
  (name) => {
    expect(told(proxy, name, 'Hash=1')).toEqual(told(proxy));
  },
);

describe('rule 125: X-Request-ID of a trusted client', () => {
  const idOf = (value: string): string | undefined =>
    clientOf(proxy, request('X-Request-ID', value)).told?.requestId;

  test.each(['a', '4bf92f3577b34da6a3ce929d0e0e4736', 'Root=1-67891233-abcdef', 'x'.repeat(128)])(
    '%s is kept',
    (id) => expect(idOf(id)).toBe(id),
  );

  test.each(['', 'a b', 'x'.repeat(129), 'a"b', 'a,b', '<b>', 'ä'])('%j is not', (id) => {
    expect(idOf(id)).toBeUndefined();
  });
});
