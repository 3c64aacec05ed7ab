import { describe, expect, test } from 'vitest';
import { explainRequest } from '../../explain/index.ts';
import { sourcesOf } from '../../explain/sources.test-support.ts';
import type { Line } from '../terminal/print.ts';
import { explainLines } from './explain-text.ts';

function linesOf(url: string, width?: number, all = false): readonly string[] {
  const rules = [
    { host: 'shop.example', path: '/tea' },
    { host: 'shop.example', path: '/coffee' },
    { host: 'shop.example', path: '/' },
  ];
  const answer = explainRequest(sourcesOf(rules), { method: 'GET', url, headers: [] });
  return explainLines(answer, { all, ...(width === undefined ? {} : { width }) }).map(plain);
}

function plain(line: Line): string {
  if (typeof line === 'string') return line;
  return line.map((piece) => (typeof piece === 'string' ? piece : piece.text)).join('');
}

describe('an explanation for people', () => {
  test('begins with what the client gets', () => {
    const lines = linesOf('http://shop.example/tea?x=1');
    expect(lines.slice(0, 2)).toEqual(['GET http://shop.example/tea?x=1', 'Forwarded to default/svc:80.']);
    expect(lines).toContain('instance     lb-1 at 127.0.0.9, http, port 8080 (listener 80)');
    expect(lines).toContain('taken by     Ingress default/web (web.yaml:7)');
    expect(lines).toContain('               10.0.0.1:8080 ready');
  });

  test('lists what fits and counts the rest, unless all is asked for', () => {
    expect(linesOf('shop.example/tea')).toContain('not taken by / of Ingress default/web: /tea is longer');
    expect(linesOf('shop.example/tea').at(-1)).toContain('1 other route of the host (--all lists them)');
    expect(linesOf('shop.example/tea', undefined, true).join('\n')).toContain(
      '/coffee of Ingress default/web: the path does not fit',
    );
  });

  test.each([30, 50, 80])(
    'has no line longer than a terminal of %i columns, but for words that are',
    (width) => {
      for (const line of linesOf('https://nobody.example/tea', width)) {
        const words = line.trim().split(' ');
        if (words.length > 1) expect(line.length, line).toBeLessThanOrEqual(Math.max(width, 26));
      }
    },
  );

  test('says what to do about an answer of our own', () => {
    const lines = linesOf('http://nobody.example/').join('\n');
    expect(lines).toContain('404 NoRoute: No Ingress of this instance is for host nobody.example.');
    expect(lines).toMatch(/^hint {9}\S/m);
  });
});
