import { type MessageLimits, requestLimits, responseLimits } from '../../src/proxy/http1/limits.ts';
import type { Random } from './random.ts';

const around = [-2, -1, 0, 1, 2, 40] as const;

/** A request at one of the limits, just within or just beyond. */
export function generateLargeRequest(random: Random): string {
  const line = 'GET / HTTP/1.1\r\n';
  switch (random.below(4)) {
    case 0:
      return `GET /${filler(random, requestLimits.target - 1)} HTTP/1.1\r\nHost: h\r\n\r\n`;
    case 1:
      return `${filler(random, requestLimits.method)} / HTTP/1.1\r\nHost: h\r\n\r\n`;
    case 2:
      return `${line}Host: h\r\n${largeSection(random, requestLimits, line.length + 9)}\r\n`;
    default:
      return `POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n${largeChunks(random, requestLimits)}`;
  }
}

/** The same for what a backend sends. */
export function generateLargeResponse(random: Random): string {
  const line = 'HTTP/1.1 200 OK\r\n';
  switch (random.below(3)) {
    case 0:
      return `${'HTTP/1.1 103 Wait\r\n\r\n'.repeat(15 + random.below(3))}${line}Content-Length: 0\r\n\r\n`;
    case 1:
      return `${line}${largeSection(random, responseLimits, line.length)}\r\n`;
    default:
      return `${line}Transfer-Encoding: chunked\r\n\r\n${largeChunks(random, responseLimits)}`;
  }
}

function filler(random: Random, size: number): string {
  return 'x'.repeat(size + random.of(around));
}

/** Many lines, a long line, or lines that fill a head; `used` is what stands before them. */
function largeSection(random: Random, limits: MessageLimits, used: number): string {
  switch (random.below(3)) {
    case 0:
      return 'A: b\r\n'.repeat(limits.headerLines - 1 + random.of(around));
    case 1:
      return `A: ${filler(random, limits.headerLine - 3)}\r\n`;
    default: {
      const long = `A: ${'x'.repeat(10_000)}\r\n`;
      const count = Math.floor((limits.head - used) / long.length);
      return `${long.repeat(count)}A: ${filler(random, limits.head - used - count * long.length - 5)}\r\n`;
    }
  }
}

/** A long chunk line, many extensions, long or many trailers, or a long chunk. */
function largeChunks(random: Random, limits: MessageLimits): string {
  switch (random.below(5)) {
    case 0:
      return `1;${filler(random, limits.chunkLine - 4)}\r\nx\r\n0\r\n\r\n`;
    case 1:
      return `${`1;${'x'.repeat(999)}\r\nx\r\n`.repeat(15 + random.below(4))}0\r\n\r\n`;
    case 2:
      return `0\r\nA: ${filler(random, limits.trailers - 7)}\r\n\r\n`;
    case 3:
      return `0\r\n${'A: b\r\n'.repeat(limits.trailerLines + random.of(around))}\r\n`;
    default:
      return `3000\r\n${'x'.repeat(0x3000)}\r\n0\r\n\r\n`;
  }
}
