/**
 * Fields that a hop handles itself and never passes on as they came (RFC 9110 7.6.1, and framing, RFC 9112 6).
 * `none` is everything else.
 */
export type HopField =
  | 'connection'
  | 'content-length'
  | 'expect'
  | 'host'
  | 'none'
  | 'remove'
  | 'te'
  | 'transfer-encoding'
  | 'upgrade';

/** Says what a hop does with a field. Looks at the length first, since nearly every field is none of them. */
export function hopField(name: string): HopField {
  switch (name.length) {
    case 2:
      return same(name, 'te') ? 'te' : 'none';
    case 4:
      return same(name, 'host') ? 'host' : 'none';
    case 5:
      // Reserved, since it may be named in `Connection` without being meant (RFC 9110 16.3.1).
      return same(name, 'close') ? 'remove' : 'none';
    case 6:
      return same(name, 'expect') ? 'expect' : 'none';
    case 7:
      if (same(name, 'upgrade')) return 'upgrade';
      return same(name, 'trailer') ? 'remove' : 'none';
    case 10:
      if (same(name, 'connection')) return 'connection';
      return same(name, 'keep-alive') ? 'remove' : 'none';
    case 14:
      if (same(name, 'content-length')) return 'content-length';
      return same(name, 'http2-settings') ? 'remove' : 'none';
    case 16:
      return same(name, 'proxy-connection') ? 'remove' : 'none';
    case 17:
      return same(name, 'transfer-encoding') ? 'transfer-encoding' : 'none';
    case 18:
      return same(name, 'proxy-authenticate') ? 'remove' : 'none';
    case 19:
      return same(name, 'proxy-authorization') ? 'remove' : 'none';
    default:
      return 'none';
  }
}

/** Lower-case is made only of names that begin alike. */
function same(name: string, lower: string): boolean {
  return (name.charCodeAt(0) | 0x20) === lower.charCodeAt(0) && name.toLowerCase() === lower;
}

/** Takes the fields a `Connection` header names out of a flat list of names and values. */
export function withoutFields(headers: readonly string[], named: readonly string[]): readonly string[] {
  if (named.every(isRemovedAnyway)) return headers;
  const kept: string[] = [];
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] ?? '';
    if (!named.includes(name.toLowerCase())) kept.push(name, headers[i + 1] ?? '');
  }
  return kept;
}

function isRemovedAnyway(option: string): boolean {
  return option === 'keep-alive' || option === 'close';
}
