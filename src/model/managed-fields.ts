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

/** How managed names begin, in each spelling: most other fields are told apart by it. */
const beginnings = new Set(
  [...managedNames, ...managedPrefixes].flatMap((name) => [
    beginning(name),
    beginning(name.replaceAll('-', '_')),
  ]),
);

/** True for a field that only Sluice may set. */
export function isManagedField(name: string): boolean {
  if (!beginnings.has(beginning(name))) return false;
  const plain = name.toLowerCase().replaceAll('_', '-');
  return managedNames.has(plain) || managedPrefixes.some((prefix) => plain.startsWith(prefix));
}

/** The first two characters as a number, the same for both cases of a letter. */
function beginning(name: string): number {
  return ((name.charCodeAt(0) | 0x20) << 8) | (name.charCodeAt(1) | 0x20);
}
