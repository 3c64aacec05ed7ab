import { hostNames } from './hosts.ts';
import type { Load } from './wrk.ts';

const browser = {
  'User-Agent':
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36',
  Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
  'Accept-Language': 'en-GB,en;q=0.9,de;q=0.8',
  'Accept-Encoding': 'gzip, deflate, br, zstd',
  Cookie: 'session=0123456789abcdef0123456789abcdef; theme=dark; consent=yes',
  'Cache-Control': 'no-cache',
  'Sec-Fetch-Mode': 'navigate',
  'Upgrade-Insecure-Requests': '1',
};

/** A short request and a short answer. */
export const small: Load = { name: 'small', path: '/', connections: 64 };

/** The loads of rows a and b, but for the one with many hosts. */
export const loads: readonly Load[] = [
  small,
  { ...small, name: 'browser headers', headers: browser },
  { ...small, name: '10 KB', path: '/10k' },
  { ...small, name: '1 MB', path: '/1m', connections: 8 },
  { ...small, name: 'POST 10 KB', path: '/post', body: 10_240 },
  { ...small, name: 'TLS small', secure: true },
  { ...small, name: 'new connection', headers: { Connection: 'close' } },
];

/** Short requests to as many hosts as the table of the proxy has. */
export function manyHosts(count: number): Load {
  return { ...small, name: `${count.toLocaleString('en')} hosts`, hosts: hostNames(count) };
}
