import { ChunkedDecoder } from '../../src/proxy/http1/body-decoder.ts';
import { requestLimits, responseLimits } from '../../src/proxy/http1/limits.ts';
import { RequestReader } from '../../src/proxy/http1/request-reader.ts';
import { ResponseReader } from '../../src/proxy/http1/response-reader.ts';
import type { Case } from './case.ts';

const small = 'GET / HTTP/1.1\r\nHost: bench.example\r\n\r\n';
const browser = `GET /articles/2026/a-title?page=2 HTTP/1.1
Host: bench.example
Connection: keep-alive
User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36
Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8
Accept-Language: en-GB,en;q=0.9,de;q=0.8
Accept-Encoding: gzip, deflate, br, zstd
Cookie: session=0123456789abcdef0123456789abcdef; theme=dark; consent=yes
Cache-Control: no-cache
Sec-Fetch-Mode: navigate
Upgrade-Insecure-Requests: 1

`.replaceAll('\n', '\r\n');
const response = `HTTP/1.1 200 OK
Server: nginx
Date: Tue, 24 Nov 2026 10:00:00 GMT
Content-Type: text/html; charset=utf-8
Content-Length: 13
Connection: keep-alive
Cache-Control: max-age=60
ETag: "0123456789abcdef"

`.replaceAll('\n', '\r\n');
const chunk = `400\r\n${'x'.repeat(1024)}\r\n`;
const nowhere = { onBody: (): void => {}, onTrailers: (): void => {} };

/** Reading whole messages from the bytes of a socket. */
export const parserCases: readonly Case[] = [
  { name: 'request head, one field', run: requestCase(small) },
  { name: 'request head of a browser, ten fields', run: requestCase(browser) },
  { name: 'response head, seven fields', run: responseCase() },
  { name: 'chunked body, 16 chunks of 1 KiB', run: chunkedCase() },
];

function requestCase(text: string): () => unknown {
  const data = Buffer.from(text, 'latin1');
  const reader = new RequestReader(requestLimits);
  return () => must(reader.read(data), 'complete');
}

function responseCase(): () => unknown {
  const data = Buffer.from(response, 'latin1');
  return () => must(new ResponseReader('GET', responseLimits).read(data, 0), 'complete');
}

function chunkedCase(): () => unknown {
  const data = Buffer.from(`${chunk.repeat(16)}0\r\n\r\n`, 'latin1');
  return () => must(new ChunkedDecoder(requestLimits, []).feed(data, 0, nowhere), 'done');
}

/** A figure for what is refused would be none. */
function must<T extends { readonly kind: string }>(result: T, kind: T['kind']): T {
  if (result.kind !== kind) throw new Error(`${result.kind} instead of ${kind}`);
  return result;
}
