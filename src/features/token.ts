/** True for a name of a field or a cookie (RFC 9110 5.6.2, RFC 6265 4.1.1) of a length that anyone can mean. */
export function isToken(text: unknown): text is string {
  return typeof text === 'string' && /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}$/.test(text);
}
