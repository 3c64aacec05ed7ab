import { describe, expect, test } from 'vitest';
import { explainRequest } from '../../explain/index.ts';
import { sourcesOf } from '../../explain/sources.test-support.ts';
import { compareAnswer } from './try-compare.ts';
import type { RealAnswer } from './try-send.ts';

const query = '?sluice-try=1';

function differences(url: string, real: RealAnswer): readonly string[] {
  const sources = sourcesOf([{ host: 'shop.example', path: '/tea' }]);
  const answer = explainRequest(sources, { method: 'GET', url, headers: [] });
  const [explanation] = answer.explanations;
  if (explanation === undefined) throw new Error('nothing was explained');
  return compareAnswer(explanation, real, query);
}

const good: RealAnswer = { status: 200, service: 'default/svc', target: `/tea${query}` };
const fake = { commonName: 'Sluice Fake Certificate', notAfter: 0 };

describe('a real answer', () => {
  test.each([
    ['http://shop.example/tea', { ...good, ingress: 'default/web' }],
    ['http://shop.example/tea', good],
    ['https://shop.example/tea', { ...good, certificate: fake }],
    ['http://shop.example/none', { status: 404, reason: 'NoRoute' }],
  ] as const)('to %s that is as explained differs in nothing', (url, real) => {
    expect(differences(url, real)).toEqual([]);
  });

  test.each([
    [{ ...good, status: 503 }, 'the status is 503, explained was 200'],
    [{ ...good, service: 'default/other' }, 'the Service is default/other, explained was default/svc'],
    [{ ...good, target: '/chai' }, `the path of the backend is /chai, explained was /tea${query}`],
    [{ ...good, ingress: 'default/newer' }, 'the Ingress is default/newer, explained was default/web'],
    [{ error: 'reset' }, 'no answer: reset'],
    [
      { ...good, certificate: { commonName: 'other', notAfter: 0 } },
      'the certificate is other, explained was Sluice Fake Certificate',
    ],
  ] as const)('that is not says where: %j', (real, text) => {
    expect(differences('https://shop.example/tea', real)).toContain(text);
  });

  test('of our own must have the reason explained', () => {
    expect(differences('http://shop.example/none', { status: 404, reason: 'BadRequest' })).toEqual([
      'the reason is BadRequest, explained was NoRoute',
    ]);
  });
});
