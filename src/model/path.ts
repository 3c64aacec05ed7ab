// Everything a path may not hold as it stands, and what needs work: escapes, empty segments, segments that begin with a dot.
const needsWork = /[^!$&-;=@-Z[\]_a-z~]|\/[/.]/;
// HTTP leaves only printable ASCII to a target (RFC 9112 3.2); of that, these characters are read differently by
// different programs, and `?` ends a path.
const refused = /[^!$-;=@-Z[\]_a-z~]/;
const percentEscapes = /%([0-9A-Fa-f]{2})?/g;
const unreserved = /[A-Za-z0-9\-._~]/;

/**
 * Brings the path of a request or of a rule (latin1, no query) into the one form that is matched and forwarded: RFC 3986
 * 6.2.2, and `//` merged. Only unreserved characters are decoded, once; `%2F` and `%5C` stay; a trailing slash stays.
 * Case is kept, but for the hex digits of escapes. Normalising twice changes nothing.
 *
 * Answers undefined for a path no request may have: no leading slash, a `%` without two hex digits, `%00`, a character
 * that belongs escaped (space, controls, `"#<>?\^{|}`, backtick, anything from 0x7F), or `..` above the root.
 */
export function normalizePath(raw: string): string | undefined {
  if (raw.charCodeAt(0) !== 47) return undefined;
  if (!needsWork.test(raw)) return raw;
  if (refused.test(raw)) return undefined;
  let malformed = false;
  const decoded = raw.replace(percentEscapes, (written: string, hex: string | undefined) => {
    if (hex === undefined || hex === '00') {
      malformed = true;
      return written;
    }
    return spellEscape(written, hex);
  });
  return malformed ? undefined : resolveSegments(decoded, 'refuse');
}

/**
 * The other paths that a backend may take a normalised path for: one that decodes `%2F`, `%5C` or both into separators,
 * one that drops `;parameters` of segments (before it decodes, or after), and each mixture, as they differ among programs.
 * `..` above the root stays at the root, as most of them have it. Without such characters the list is empty.
 *
 * Where a reading takes another route than the path itself, the request is ambiguous: answer 400.
 */
export function alternativeReadings(path: string): readonly string[] {
  const parameters = path.includes(';');
  const slash = path.includes('%2F');
  const backslash = path.includes('%5C');
  if (!parameters && !slash && !backslash) return [];
  const decoders = [keep];
  if (slash) decoders.push((text) => text.replaceAll('%2F', '/'));
  if (backslash) decoders.push((text) => text.replaceAll('%5C', '/'));
  if (slash && backslash) decoders.push((text) => text.replace(/%2F|%5C/g, '/'));

  const readings = new Set<string>();
  for (const decode of decoders) {
    readings.add(resolveSegments(decode(path), 'clamp'));
    if (parameters) {
      readings.add(resolveSegments(decode(dropParameters(path)), 'clamp'));
      readings.add(resolveSegments(dropParameters(decode(path)), 'clamp'));
    }
  }
  readings.delete(path);
  return [...readings];
}

/**
 * The paths that a backend may take a path for that goes on as the client wrote it: with its dot segments as they stand,
 * with escapes or without, with `;parameters` or without, and what {@link alternativeReadings} makes of it.
 */
export function writtenReadings(written: string): readonly string[] {
  const spelt = written.replace(percentEscapes, spellEscape);
  const decoded = written.replace(percentEscapes, (whole: string, hex: string | undefined) =>
    hex === undefined ? whole : characterOf(hex),
  );
  const literal = [spelt, decoded, decoded.replaceAll('\\', '/')].map((path) => path.replace(/\/{2,}/g, '/'));
  return [...literal, ...literal.map(dropParameters), ...alternativeReadings(spelt)];
}

/** An escape in normal form: an unreserved character as itself, hex digits in upper case. */
function spellEscape(written: string, hex: string | undefined): string {
  const character = hex === undefined ? '' : characterOf(hex);
  return unreserved.test(character) ? character : written.toUpperCase();
}

function characterOf(hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16));
}

function keep(text: string): string {
  return text;
}

function dropParameters(path: string): string {
  return path.replace(/;[^/]*/g, '');
}

/** Merges `//`, then removes dot segments (RFC 3986 5.2.4): an empty segment is nothing a `..` could take away. */
function resolveSegments(path: string, aboveRoot: 'clamp'): string;
function resolveSegments(path: string, aboveRoot: 'refuse'): string | undefined;
function resolveSegments(path: string, aboveRoot: 'clamp' | 'refuse'): string | undefined {
  const segments = path.split('/');
  const last = segments.at(-1);
  const kept: string[] = [];
  for (const segment of segments) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') kept.push(segment);
    else if (kept.pop() === undefined && aboveRoot === 'refuse') return undefined;
  }
  const directory = last === '' || last === '.' || last === '..';
  return directory && kept.length > 0 ? `/${kept.join('/')}/` : `/${kept.join('/')}`;
}
