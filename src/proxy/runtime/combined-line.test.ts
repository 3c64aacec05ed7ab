import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { messageError } from '../http1/message-error.ts';
import { refusedRecord } from './access-log-line.ts';
import { combinedLine } from './combined-line.ts';
import { client, exchangeRecord } from './exchange-record.test-support.ts';
import { LineTime } from './line-time.ts';

const time = '24/Nov/2026:10:00:00 +0000';

function withHeaders(...headers: readonly string[]): string {
  return combinedLine(exchangeRecord({}, { headers }), time);
}

describe('a line in the combined form', () => {
  test('is as nginx writes it', () => {
    expect(withHeaders('Referer', 'http://b.example/', 'USER-AGENT', 'curl/8')).toBe(
      `192.0.2.1 - - [${time}] "GET /x?y HTTP/1.1" 200 2 "http://b.example/" "curl/8"`,
    );
  });

  test('has a dash for what is not there', () => {
    expect(withHeaders('Cookie', 'secret')).toMatch(/ 200 2 "-" "-"$/);
    const refused = refusedRecord(client, messageError('no Host'), performance.now());
    expect(combinedLine(refused, time)).toBe(`192.0.2.1 - - [${time}] "-" 400 0 "-" "-"`);
  });

  test('escapes what could be taken for another field or line, or steer a terminal', () => {
    expect(withHeaders('Referer', 'a"b\\c\r\n\x1b[2J\x7f\x9b\xe9', 'User-Agent', ' x ')).toMatch(
      / "a\\x22b\\x5Cc\\x0D\\x0A\\x1B\[2J\\x7F\\x9B\\xE9" " x "$/,
    );
  });

  test('keeps 512 characters of a value', () => {
    expect(withHeaders('User-Agent', 'u'.repeat(600))).toMatch(/"u{512}"$/);
  });

  test('is visible ASCII with six quotes, and gives the values back, whatever bytes the client sent', () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 512 });
    fc.assert(
      fc.property(bytes, bytes, (referer, agent) => {
        const latin1 = (value: Uint8Array): string => Buffer.from(value).toString('latin1');
        const line = withHeaders('Referer', latin1(referer), 'User-Agent', latin1(agent));
        expect(line).toMatch(/^[ -~]+$/);
        const [, , , first, , second, end] = line.split('"');
        const unescaped = [first, second].map((text = '') =>
          text.replace(/\\x(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
        );
        expect(unescaped).toEqual([latin1(referer), latin1(agent)]);
        expect(end).toBe('');
      }),
    );
  });
});

describe('the time of a line', () => {
  test('is that of the moment, whatever was asked for before', () => {
    const lineTime = new LineTime();
    const moment = fc.integer({ min: 0, max: 4_000_000_000_000 });
    fc.assert(
      fc.property(fc.array(fc.oneof(moment, fc.integer({ min: 0, max: 3000 }))), (moments) => {
        for (const ms of moments) expect(lineTime.iso(ms)).toBe(new Date(ms).toISOString());
      }),
    );
  });

  test('has the common form, too', () => {
    const lineTime = new LineTime();
    expect(lineTime.common(Date.UTC(2026, 10, 24, 10, 0, 0, 999))).toBe(time);
    expect(lineTime.common(Date.UTC(2027, 0, 2, 3, 4, 5))).toBe('02/Jan/2027:03:04:05 +0000');
  });
});
