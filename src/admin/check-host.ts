import { isIP } from 'node:net';

/**
 * Whether a Host field names this endpoint in a way that no page of another site can bring a browser to send: by an IP
 * address, as `localhost`, or by one of the names given. A name of the attacker's own that resolves to this machine
 * (DNS rebinding) is none of these.
 */
export function isTrustedHost(field: string | undefined, names: readonly string[]): boolean {
  const host = hostOf(field ?? '');
  if (host === undefined) return false;
  if (isIP(host) !== 0 || host === 'localhost') return true;
  return names.some((name) => name.toLowerCase() === host);
}

/** The host without its port, in lower case; undefined for what is no host and port (RFC 9112 3.2). */
function hostOf(field: string): string | undefined {
  const [, literal, name] =
    /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{0,5})?$/.exec(field.toLowerCase()) ?? [];
  return literal ?? name;
}
