import type { Random } from './random.ts';

/** Octets and pieces at which parsers have been seen to part ways. */
const pieces = [
  '\r',
  '\n',
  '\r\n',
  '\r\n\r\n',
  '\n\n',
  '\r\r\n',
  '\0',
  ' ',
  '\t',
  '\x0b',
  '\x0c',
  '\x7f',
  '\x80',
  '\x85',
  '\xa0',
  '\xff',
  ':',
  ',',
  ';',
  '"',
  '\\',
  '#',
  '0',
  '1',
  'f',
  '+',
  '-',
  '_',
  '0\r\n\r\n',
  'chunked',
  'Content-Length: 3\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Host: other\r\n',
  'Connection: close\r\n',
  ' HTTP/1.1',
  'GET /smuggled HTTP/1.1\r\n',
] as const;

/** Changes a message in one to four places. */
export function mutate(random: Random, text: string): string {
  let changed = text;
  do changed = mutateOnce(random, changed);
  while (random.oneIn(3));
  return changed;
}

function mutateOnce(random: Random, text: string): string {
  const at = random.below(text.length + 1);
  switch (random.below(10)) {
    case 0:
      return flipped(text, at, 1 << random.below(8));
    case 1:
      return text.slice(0, at) + String.fromCharCode(random.below(256)) + text.slice(at + 1);
    case 2:
    case 3:
      return text.slice(0, at) + random.of(pieces) + text.slice(at);
    case 4:
      return text.slice(0, at) + text.slice(at + 1 + random.below(3));
    case 5:
      return random.oneIn(2)
        ? text.slice(0, at)
        : text.slice(0, at) + text.slice(random.below(text.length + 1));
    case 6:
      return withLines(random, text, (lines, line) => lines.splice(line, 0, lines[line] ?? ''));
    case 7:
      return withLines(random, text, (lines, line) => lines.push(...lines.splice(line, 1)));
    case 8:
      return withLines(random, text, (lines, line) => {
        const other = random.below(lines.length);
        [lines[line], lines[other]] = [lines[other] ?? '', lines[line] ?? ''];
      });
    default:
      return withDigit(random, text, at);
  }
}

function flipped(text: string, at: number, bit: number): string {
  return text.slice(0, at) + String.fromCharCode((text.charCodeAt(at) || 0) ^ bit) + text.slice(at + 1);
}

function withLines(random: Random, text: string, change: (lines: string[], line: number) => void): string {
  const lines = text.split('\r\n');
  change(lines, random.below(lines.length));
  return lines.join('\r\n');
}

/** Another number at the next digit: lengths, sizes, versions and statuses that no longer fit. */
function withDigit(random: Random, text: string, from: number): string {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x30 || code > 0x39) continue;
    const digit = random.oneIn(4) ? 'f'.repeat(1 + random.below(18)) : String(random.below(12));
    return text.slice(0, at) + digit + text.slice(at + 1);
  }
  return text;
}
