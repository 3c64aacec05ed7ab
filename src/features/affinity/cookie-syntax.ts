/** True for a path that can stand in a Set-Cookie (RFC 6265 4.1.1). */
export function isCookiePath(text: unknown): text is string {
  return typeof text === 'string' && /^\/[!-:<-~]{0,1023}$/.test(text);
}

/** True for a domain that can stand in a Set-Cookie. */
export function isCookieDomain(text: unknown): text is string {
  return typeof text === 'string' && /^\.?[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/i.test(text);
}

/** Browsers keep no cookie longer (RFC 6265bis: 400 days), in seconds. */
export const longestAge: number = 400 * 86_400;
