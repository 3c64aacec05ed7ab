/**
 * The value of the first cookie of a name in the Cookie fields of a request (RFC 6265 4.2); undefined where there is none.
 * Names are case-sensitive, and quotes belong to the value.
 */
export function cookieValue(headers: readonly string[], name: string): string | undefined {
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const field = headers[i];
    if (field?.length !== 6 || field.toLowerCase() !== 'cookie') continue;
    const value = valueIn(headers[i + 1] ?? '', name);
    if (value !== undefined) return value;
  }
  return undefined;
}

function valueIn(cookies: string, name: string): string | undefined {
  for (let at = cookies.indexOf(name); at >= 0; at = cookies.indexOf(name, at + 1)) {
    const after = at + name.length;
    if (cookies[after] !== '=' || !beginsCookie(cookies, at)) continue;
    const end = cookies.indexOf(';', after);
    return cookies.slice(after + 1, end < 0 ? undefined : end).trimEnd();
  }
  return undefined;
}

function beginsCookie(cookies: string, at: number): boolean {
  let before = at - 1;
  while (before >= 0 && (cookies[before] === ' ' || cookies[before] === '\t')) before -= 1;
  return before < 0 || cookies[before] === ';';
}
