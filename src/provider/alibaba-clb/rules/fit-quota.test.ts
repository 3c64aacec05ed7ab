import { describe, expect, test } from 'vitest';
import { mapRules } from './map-rules.ts';
import { problemLines, ruleLines, writtenTable } from './written-table.test-support.ts';

const upTo = (rulesPerListener: number) => ({ approximation: 'allow', rulesPerListener }) as const;

describe('where a listener has too few rules', () => {
  test('the youngest Ingress gives way, whole', () => {
    const table = writtenTable(['a: a.example/ > tea', 'b: b.example/ > milk', 'b: c.example/ > milk']);
    const wanted = mapRules(table, upTo(2));
    expect(ruleLines(wanted)).toEqual(['a.example > tea']);
    expect(problemLines(wanted)).toEqual([
      'b ProviderQuotaExceeded: A listener may have 2 rules, and older Ingresses leave too few for Ingress default/b: it is not served, and its requests go where they would go without it.',
    ]);
  });

  test('an Ingress that fits is not turned away for an older one that does not', () => {
    const table = writtenTable([
      'a: a.example/ > tea',
      'b: b.example/ > milk',
      'b: c.example/ > milk',
      'c: d.example/ > pot',
    ]);
    const wanted = mapRules(table, upTo(2));
    expect(ruleLines(wanted)).toEqual(['a.example > tea', 'd.example > pot']);
    expect(problemLines(wanted)).toEqual([expect.stringMatching(/^b ProviderQuotaExceeded/)]);
  });

  test('an Ingress that needs no rule of its own stays', () => {
    const table = writtenTable(['a: a.example/ > tea', 'b: b.example/ > milk', 'c: */ > pot']);
    const wanted = mapRules(table, upTo(1));
    expect(ruleLines(wanted)).toEqual(['a.example > tea', 'default > pot']);
  });

  test('rules that a host has already are not counted again for who adds to them', () => {
    const table = writtenTable([
      'a: a.example/bar > tea',
      'b: a.example/foo > milk',
      'a: a.example/ > tea',
      'c: c.example/ > pot',
    ]);
    const wanted = mapRules(table, upTo(2));
    expect(ruleLines(wanted)).toEqual(['a.example > tea', 'a.example/foo/ > milk']);
    expect(problemLines(wanted).at(-1)).toMatch(/^c ProviderQuotaExceeded/);
  });

  test('a wildcard counts with the name of the narrower one below it, until that has rules of its own', () => {
    const nested = writtenTable(['a: *.b.example/ > tea', 'b: *.example/ > milk']);
    expect(ruleLines(mapRules(nested, upTo(2)))).toEqual(['*.b.example > tea']);
    const routes = [
      'a: *.b.example/ > tea',
      'a: *.example/ > milk',
      'b: b.example/ > pot',
      'c: c.example/ > pot',
    ];
    expect(ruleLines(mapRules(writtenTable(routes), upTo(3)))).toEqual([
      '*.b.example > tea',
      '*.example > milk',
      'b.example > pot',
    ]);
  });

  test('the root rules of a default backend count, and are of the Ingress that has it', () => {
    const table = writtenTable(['a: a.example/foo > tea', 'b: b.example/foo > tea', 'c: default > tea']);
    expect(ruleLines(mapRules(table, upTo(2)))).toEqual([
      'a.example > tea',
      'b.example > tea',
      'default > tea',
    ]);
    const other = writtenTable(['a: a.example/foo > tea', 'b: b.example/foo > tea', 'c: default > pot']);
    const wanted = mapRules(other, upTo(3));
    expect(ruleLines(wanted)).toEqual(['a.example/foo > tea', 'b.example/foo > tea']);
    expect(problemLines(wanted).at(-1)).toMatch(/^c ProviderQuotaExceeded/);
  });

  test('the default backend of the operator has its place before all', () => {
    const table = writtenTable(['a: a.example/foo > tea', 'operator: default > pot']);
    expect(ruleLines(mapRules(table, upTo(1)))).toEqual(['default > pot']);
  });
});

test('the answer is the same object while load balancer and options are the same', () => {
  const table = writtenTable(['a: a.example/ > tea']);
  const wanted = mapRules(table, upTo(40));
  expect(mapRules(table, upTo(40))).toBe(wanted);
  expect(mapRules(table, upTo(0))).not.toBe(wanted);
});
