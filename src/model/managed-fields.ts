/**
 * Fields that say who the client is, or what a proxy found out about it. A client that is not trusted may not
 * set them, in no spelling: backends that turn `-` into `_` cannot tell the two apart.
 */
const managedNames = new Set([
  'client-cert',
  'client-cert-chain',
  'forwarded',
  'front-end-https',
  'proxy',
  'x-client-cert',
  'x-forwarded-client-cert',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-method',
  'x-forwarded-port',
  'x-forwarded-prefix',
  'x-forwarded-proto',
  'x-forwarded-protocol',
  'x-forwarded-scheme',
  'x-forwarded-server',
  'x-forwarded-ssl',
  'x-forwarded-uri',
  'x-forwarded-user',
  'x-original-forwarded-for',
  'x-original-forwarded-host',
  'x-original-method',
  'x-original-uri',
  'x-original-url',
  'x-real-ip',
  'x-request-id',
  'x-scheme',
]);

const managedPrefixes = ['ssl-client-', 'x-auth-request-', 'x-envoy-', 'x-forwarded-tls-client-cert'];

/** True for a field that only Sluice may set. Most names are told apart by their first letter. */
export function isManagedField(name: string): boolean {
  switch (name.charCodeAt(0) | 0x20) {
    case 0x63: // c
    case 0x66: // f
    case 0x70: // p
    case 0x73: // s
    case 0x78: {
      // x
      const plain = name.toLowerCase().replaceAll('_', '-');
      return managedNames.has(plain) || managedPrefixes.some((prefix) => plain.startsWith(prefix));
    }
    default:
      return false;
  }
}
