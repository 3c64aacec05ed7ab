/** Fields of one hop, besides those that Connection names (RFC 9110 7.6.1) and those that frame a message. */
const ofOneHop = [
  'connection',
  'content-length',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** What is left of the fields of a message beyond this hop; `also` are further names to leave out. */
export function endToEnd(headers: readonly string[], also: readonly string[]): string[] {
  const out = new Set([...ofOneHop, ...also]);
  eachField(headers, (name, value) => {
    if (name.toLowerCase() !== 'connection') return;
    for (const option of value.split(',')) out.add(option.replace(/^[ \t]+|[ \t]+$/g, '').toLowerCase());
  });
  const kept: string[] = [];
  eachField(headers, (name, value) => {
    if (!out.has(name.toLowerCase())) kept.push(name, value);
  });
  return kept;
}

/** The values of a field, in order. */
export function valuesOf(headers: readonly string[], wanted: string): string[] {
  const values: string[] = [];
  eachField(headers, (name, value) => {
    if (name.toLowerCase() === wanted) values.push(value);
  });
  return values;
}

/** True when two lists of names and values are equal. */
export function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, i) => text === b[i]);
}

function eachField(headers: readonly string[], field: (name: string, value: string) => void): void {
  for (let i = 0; i + 1 < headers.length; i += 2) field(headers[i] ?? '', headers[i + 1] ?? '');
}
