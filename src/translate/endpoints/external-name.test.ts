import { expect, test } from 'vitest';
import type { Service, ServicePort } from '../../kubernetes/types/index.ts';
import { defaultTranslateSettings } from '../settings.ts';
import { resolveExternalName } from './external-name.ts';

const allowed = { ...defaultTranslateSettings, allowExternalName: true };

function named(externalName: string, ports?: readonly ServicePort[]): Service {
  const spec = { type: 'ExternalName', externalName, ...(ports === undefined ? {} : { ports }) };
  return { kind: 'Service', metadata: { name: 'ext', namespace: 'shop', creationTimestamp: 1 }, spec };
}

test('is refused unless the setting allows it', () => {
  expect(resolveExternalName(named('db.example.net'), 80, defaultTranslateSettings).kind).toBe(
    'ExternalNameDisabled',
  );
});

test.each([
  'localhost',
  'LOCALHOST.',
  'localhost.localdomain',
  'ip6-localhost',
  'db.localhost',
  '127.0.0.1',
  '127.1',
  '2130706433',
  '0x7f000001',
  '0x7f.1',
  'a.0x7f',
  '169.254.169.254',
  '0.0.0.0',
  '::1',
  '::ffff:127.0.0.1',
  'fe80::1',
  '',
  'two words',
  '-dash.example',
  'a..b',
  `${'a.'.repeat(127)}example`,
])('never leads to %j, even where allowed', (name) => {
  expect(resolveExternalName(named(name), 80, { ...allowed, allowLocalEndpoints: true })).toEqual({
    kind: 'ExternalNameForbidden',
  });
});

test.each([
  ['a target port', [{ port: 80, targetPort: 8080 }], 80, 8080],
  ['a named target port', [{ port: 80, targetPort: 'web' }], 80, 80],
  ['a port by name', [{ name: 'http', port: 81 }], 'http', 81],
  ['no ports', undefined, 8443, 8443],
] as const)('takes its port from %s', (_, ports, wanted, port) => {
  expect(resolveExternalName(named('Db.Example.net.', ports), wanted, allowed)).toEqual({
    kind: 'endpoint',
    endpoint: { address: 'db.example.net', port },
  });
});

test.each([
  ['a number it lacks', [{ port: 80 }], 81],
  ['a name, having no ports', undefined, 'http'],
] as const)('has no port for %s', (_, ports, wanted) => {
  expect(resolveExternalName(named('db.example.net', ports), wanted, allowed).kind).toBe(
    'ServicePortNotFound',
  );
});

test.each(['10.0.0.5', '::ffff:10.0.0.5', '::ffff:a00:5'])(
  'may not be the admin endpoint, spelled %s',
  (address) => {
    const admin = { port: 10_254, addresses: ['10.0.0.5'], everywhere: false };
    const settings = { ...allowed, admin };
    expect(resolveExternalName(named(address), 10_254, settings).kind).toBe('EndpointAddressForbidden');
    const ports = [{ port: 80, targetPort: 10_254 }];
    expect(resolveExternalName(named(address, ports), 80, settings).kind).toBe('EndpointAddressForbidden');
    expect(resolveExternalName(named(address), 80, settings).kind).toBe('endpoint');
  },
);
