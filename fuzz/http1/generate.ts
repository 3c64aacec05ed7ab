import type { Random } from './random.ts';

const methods = ['GET', 'GET', 'GET', 'POST', 'POST', 'PUT', 'HEAD', 'DELETE', 'OPTIONS', 'PATCH'] as const;
const oddMethods = [
  'CONNECT',
  'TRACE',
  'QUERY',
  'M-SEARCH',
  'PURGE',
  'PRI',
  'FOO',
  'get',
  "a!#$%&'*+",
  'SOURCE',
] as const;
const targets = ['/', '/', '/a/b', '/a?b=c', '/%2F;x=1/..', '/a%20b?', `/${'long/'.repeat(20)}`] as const;
const oddTargets = [
  'http://h/',
  'http://h/x?y',
  'HTTP://h:80?q',
  'https://h:443',
  'http://[::1]:8080/',
  'http://u@h/',
  '*',
  'h:443',
  '/#f',
  '/"<>\\^`{|}',
  '/\xe9',
  '//h/a',
  'ftp://h/',
  '/[]!$&()*+,;=:@~',
] as const;
const versions = [
  'HTTP/1.0',
  'HTTP/0.9',
  'HTTP/2.0',
  'HTTP/1.2',
  'http/1.1',
  'HTTP/1.01',
  'RTSP/1.0',
  'ICE/1.0',
  '',
] as const;
const names = [
  'A',
  'Accept',
  'User-Agent',
  'X-A',
  'x_b',
  'Cookie',
  'Content-Type',
  'Authorization',
  "!#$%&'*+.^`|~",
] as const;
const hopNames = [
  'Keep-Alive',
  'Proxy-Connection',
  'TE',
  'Trailer',
  'Upgrade',
  'HTTP2-Settings',
  'Proxy-Authorization',
  'Host',
  'Expect',
  'Content-length',
  'Transfer-encoding',
] as const;
const values = [
  '',
  'x',
  'a, b',
  '*/*',
  '\tx \t',
  'gr\xfcn',
  '\x85x\xa0',
  '"q:\\"r"',
  'a:b',
  'trailers',
  'websocket',
] as const;
const oddValues = [
  '100-continue',
  'h2c',
  '5',
  'chunked',
  'h',
  '\x00',
  '\x7f',
  'a\rb',
  'a\nb',
  'a\r\n b',
  `${'v'.repeat(300)}`,
] as const;
const connections = [
  'close',
  'keep-alive',
  'Upgrade',
  'keep-alive, close',
  'x-a',
  'A , ,b',
  'upgrade, HTTP2-Settings',
  'a b',
] as const;
const lengths = [
  '+5',
  '-5',
  '0x5',
  '5, 5',
  '',
  ' 5',
  '05',
  '5 5',
  '9007199254740992',
  '18446744073709551621',
  '5;',
] as const;
const codings = [
  'Chunked',
  'gzip, chunked',
  'chunked, gzip',
  'xchunked',
  'chunked, chunked',
  ',chunked',
  'chunked;q=1',
  'identity',
  '\x0bchunked',
  '',
] as const;
const sizes = [
  '0x5',
  '+5',
  '5 ',
  ' 5',
  '',
  'g',
  '-1',
  '5_0',
  'ffffffffffffffff',
  '10000000000005',
  '0000000000000000005',
  '5;a=b',
  '5;a="b;\\"c"',
  '5;',
  '5 ;a',
  '5;\xe9',
  '5;a=\x01',
] as const;
const bodies = [
  '',
  'x',
  'hello',
  'a\r\nb',
  '0\r\n\r\n',
  'GET / HTTP/1.1\r\nHost: h\r\n\r\n',
  '\x00\xff\x80',
  'z'.repeat(100),
] as const;
const statuses = [
  '200',
  '200',
  '200',
  '404',
  '204',
  '304',
  '205',
  '100',
  '103',
  '101',
  '301',
  '500',
  '599',
  '099',
  '600',
  '20',
  '2000',
] as const;
const reasons = [' OK', ' ', '', ' Not Found', ' gr\xfcn', ' a  b  ', '  OK', '\tOK', ' \x01'] as const;

/** A stream of one to three requests, most of them valid. */
export function generateRequests(random: Random): string {
  let text = '';
  for (let left = random.oneIn(4) ? 2 + random.below(2) : 1; left > 0; left -= 1)
    text += generateRequest(random);
  return text;
}

function generateRequest(random: Random): string {
  const method = random.oneIn(12) ? random.of(oddMethods) : random.of(methods);
  const target = random.oneIn(8) ? random.of(oddTargets) : random.of(targets);
  const version = random.oneIn(16) ? random.of(versions) : 'HTTP/1.1';
  const before = random.oneIn(20) ? '\r\n'.repeat(1 + random.below(6)) : '';
  const lines = fieldLines(random);
  if (!random.oneIn(25))
    lines.splice(random.below(lines.length + 1), 0, `Host: ${random.oneIn(12) ? random.of(values) : 'h'}`);
  if (random.oneIn(12)) lines.push(...random.of(upgrades));
  const framed = random.oneIn(2) ? framing(random) : { lines: [], body: '' };
  return `${before}${method} ${target}${version === '' ? '' : ` ${version}`}\r\n${section([...framed.lines, ...lines])}${framed.body}`;
}

const upgrades: readonly [readonly string[], ...(readonly string[])[]] = [
  ['Connection: Upgrade', 'Upgrade: websocket'],
  ['Connection: upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AA'],
  ['Upgrade: websocket'],
  ['Expect: 100-continue'],
];

/** What a backend may send to one request: informational responses, the final one, at times more than that. */
export function generateResponses(random: Random): string {
  let text = '';
  while (random.oneIn(8))
    text += `HTTP/1.1 ${random.of(['100', '103'])} Wait\r\n${section(fieldLines(random))}`;
  text += generateResponse(random);
  if (random.oneIn(8)) text += generateResponse(random);
  return text;
}

function generateResponse(random: Random): string {
  const version = random.oneIn(12) ? random.of(versions) : 'HTTP/1.1';
  const reason = random.oneIn(4) ? random.of(reasons) : ' OK';
  const framed = random.oneIn(5) ? { lines: [], body: random.of(bodies) } : framing(random);
  const lines = fieldLines(random);
  if (random.oneIn(16)) lines.push(...random.of(upgrades));
  return `${version} ${random.of(statuses)}${reason}\r\n${section([...lines, ...framed.lines])}${framed.body}`;
}

function section(lines: readonly string[]): string {
  return `${lines.map((line) => `${line}\r\n`).join('')}\r\n`;
}

function fieldLines(random: Random): string[] {
  const lines: string[] = [];
  for (let left = random.below(5); left > 0; left -= 1) {
    const name = random.oneIn(10) ? random.of(hopNames) : random.of(names);
    const value = random.oneIn(16) ? random.of(oddValues) : random.of(values);
    lines.push(`${name}:${random.oneIn(4) ? '' : ' '}${value}`);
  }
  if (random.oneIn(6)) lines.push(`Connection: ${random.of(connections)}`);
  return lines;
}

interface Framed {
  readonly lines: readonly string[];
  readonly body: string;
}

function framing(random: Random): Framed {
  const body = random.of(bodies);
  if (random.oneIn(2)) {
    const off = random.oneIn(12) ? random.below(3) - 1 : 0;
    const length = random.oneIn(12) ? random.of(lengths) : String(Math.max(0, body.length + off));
    return { lines: [`Content-Length: ${length}`], body };
  }
  const coding = random.oneIn(12) ? random.of(codings) : 'chunked';
  return { lines: [`Transfer-Encoding: ${coding}`], body: chunks(random, body) };
}

function chunks(random: Random, body: string): string {
  let text = '';
  for (let at = 0; at < body.length; ) {
    const end = Math.min(body.length, at + 1 + random.below(12));
    const size = random.oneIn(10) ? random.of(sizes) : (end - at).toString(16);
    const extension = random.oneIn(8) ? ';a=b' : '';
    text += `${size}${extension}\r\n${body.slice(at, end)}\r\n`;
    at = end;
  }
  return `${text}${random.oneIn(8) ? '000' : '0'}\r\n${random.oneIn(8) ? section(fieldLines(random)) : '\r\n'}`;
}
