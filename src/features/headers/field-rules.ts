// RFC 9110 5.6.2.
const token = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;
// RFC 9110 5.5 with obs-text: what has a byte of its own. A character beyond would lose its upper byte when written, and
// could become a line feed.
const visible = /^[\t\x20-\x7e\x80-\xff]*$/;

// Framing, and what concerns one hop (RFC 9110 7.6.1): written by the connections alone.
const hopFields = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** True for the name of a field. */
export function isFieldName(name: string): boolean {
  return token.test(name);
}

/** True for a value that can stand in a field without ending it. */
export function isFieldValue(value: string): boolean {
  return visible.test(value);
}

/** True for a field that no policy may change: it frames the message, or belongs to one hop. */
export function isHopField(name: string): boolean {
  return hopFields.has(name.toLowerCase());
}
