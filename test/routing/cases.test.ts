import { describe, expect, test } from 'vitest';
import { cases } from './cases/all-themes.ts';
import { answerOnClb, concernsAnIngress, differs } from './routing-case.ts';

// The page of differences is made from the cases: what stands in them has to agree with itself.

test('each case has a name of its own', () => {
  const names = cases.map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  expect(names.filter((name) => !/^[a-z-]{1,40}$/.test(name))).toEqual([]);
});

describe.each(cases)('$title', ({ requests, difference }) => {
  test('says why it differs where a request does, and only there', () => {
    expect(difference !== undefined).toBe(requests.some(differs));
  });

  test('has reports where a difference concerns an Ingress, and only there', () => {
    expect((difference?.told ?? []).length > 0).toBe(requests.some(concernsAnIngress));
  });

  test('writes down what an open question changes where it changes something', () => {
    const same = requests.filter((request) =>
      Object.values(request.open ?? {}).includes(answerOnClb(request)),
    );
    expect(same).toEqual([]);
  });

  test('writes nothing down as different that is the same', () => {
    expect(requests.filter(({ answer, onClb }) => onClb === answer.replace(/ .*/, ''))).toEqual([]);
    expect(
      requests.filter(({ certificate, certificateOnClb: other }) => other === certificate && other),
    ).toEqual([]);
  });
});
