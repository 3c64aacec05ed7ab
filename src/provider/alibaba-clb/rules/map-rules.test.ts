import { describe, expect, test } from 'vitest';
import { mapRules } from './map-rules.ts';
import { problemLines, ruleLines, writtenTable } from './written-table.test-support.ts';

const allow = { approximation: 'allow', rulesPerListener: 40 } as const;
const refuse = { approximation: 'refuse', rulesPerListener: 40 } as const;

type Case = readonly [
  what: string,
  routes: readonly string[],
  rules: readonly string[],
  told: readonly string[],
];

describe('exactly', () => {
  test.each<Case>([
    ['a host is a root rule', ['a: a.example/ > tea'], ['a.example > tea'], []],
    [
      'what says the same as a shorter path needs no rule',
      ['a: a.example/foo > tea', 'a: a.example/ > tea'],
      ['a.example > tea'],
      [],
    ],
    ['a missing Service is the group without servers', ['a: a.example/ > 503'], ['a.example > 503'], []],
    [
      'rules without host are the group of the listeners',
      ['a: */ > tea', 'b: b.example/ > milk'],
      ['b.example > milk', 'default > tea'],
      [],
    ],
    [
      'the default backend takes the rest of every known host',
      ['a: a.example/ > tea', 'b: b.example/ > milk', 'b: default > pot'],
      ['a.example > tea', 'b.example > milk', 'default > pot'],
      [],
    ],
    [
      'a host without any path hides those of others',
      ['a: a.example/ > tea', 'b: */ > pot'],
      ['a.example > tea', 'default > pot'],
      [],
    ],
    [
      'a name below a wildcard keeps to it, whether or not a narrower one takes its own name',
      ['a: *.b.example/ > 503', 'a: *.example/ > 503', 'a: */ > 503'],
      ['*.b.example > 503', '*.example > 503', 'b.example > 503'],
      [],
    ],
    ['the greatest weight of one is the one', ['a: a.example/ > tea*3+milk*0'], ['a.example > tea'], []],
  ])('%s', (_, routes, rules, told) => {
    const wanted = mapRules(writtenTable(routes), allow);
    expect(ruleLines(wanted)).toEqual(rules);
    expect(problemLines(wanted)).toEqual(told);
  });
});

const asPrefix =
  'a ApproximatedByProvider: The load balancer takes every path that begins with that of a rule: ';

describe('nearly, where the Ingress allows it', () => {
  test.each<Case>([
    [
      'a prefix takes longer words too',
      ['a: a.example/foo > tea'],
      ['a.example/foo > tea'],
      [`${asPrefix}a.example/foobar goes to default/tea:80 instead of 404.`],
    ],
    [
      'a slash at the end changes nothing',
      ['a: a.example/foo/ > tea'],
      ['a.example/foo > tea'],
      [`${asPrefix}a.example/foobar goes to default/tea:80 instead of 404.`],
    ],
    [
      'longer prefixes come first, and nobody falls through',
      ['a: a.example/foo/bar > milk', 'a: a.example/foo > tea', 'a: a.example/ > pot'],
      ['a.example > pot', 'a.example/foo > tea', 'a.example/foo/bar > milk'],
      [
        `${asPrefix}a.example/foobar goes to default/tea:80 instead of default/pot:80; a.example/foo/barbar goes to default/milk:80 instead of default/tea:80.`,
      ],
    ],
    [
      'an exact path is a prefix',
      ['a: = a.example/foo > tea'],
      ['a.example/foo > tea'],
      [
        `${asPrefix}a.example/foobar goes to default/tea:80 instead of 404; a.example/foo/ goes to default/tea:80 instead of 404.`,
      ],
    ],
    [
      'exact and prefix on one path are two rules',
      ['a: = a.example/foo > tea', 'a: a.example/foo > milk'],
      ['a.example/foo > tea', 'a.example/foo/ > milk'],
      [`${asPrefix}a.example/foobar goes to default/tea:80 instead of 404.`],
    ],
    [
      'an exact root takes the whole host',
      ['a: = a.example/ > tea'],
      ['a.example > tea'],
      [`${asPrefix}a.example/bar goes to default/tea:80 instead of 404.`],
    ],
    [
      'a wildcard takes any number of labels',
      ['a: *.example/ > tea'],
      ['*.example > tea'],
      [
        'a ApproximatedByProvider: A wildcard of the load balancer takes names of any number of labels: x.y.example/ goes to default/tea:80 instead of 404.',
      ],
    ],
    [
      'of several backends the greatest gets all',
      ['a: a.example/ > tea*1+milk*9'],
      ['a.example > milk'],
      [
        'a ApproximatedByProvider: The load balancer has no shares of several backends: a.example/. All requests go to default/milk:80.',
      ],
    ],
    [
      'the default backend of the operator gives way to an Ingress',
      ['a: a.example/foo > tea', 'operator: default > pot'],
      ['a.example > pot', 'a.example/foo > tea', 'default > pot'],
      [`${asPrefix}a.example/foobar goes to default/tea:80 instead of default/pot:80.`],
    ],
  ])('%s', (_, routes, rules, told) => {
    const wanted = mapRules(writtenTable(routes), allow);
    expect(ruleLines(wanted)).toEqual(rules);
    expect(problemLines(wanted)).toEqual(told);
  });
});

const apart =
  'a UnsupportedByProvider: Requests that the load balancer cannot tell apart are answered 503, as approximation is refused: ';

describe('where approximation is refused', () => {
  test.each<Case>([
    ['what is exact is served', ['a: a.example/ > tea'], ['a.example > tea'], []],
    [
      'a prefix is served below its path',
      ['a: a.example/foo > tea'],
      ['a.example/foo > 503', 'a.example/foo/ > tea'],
      [`${apart}a.example/foo (Ingress default/a) and a.example/foobar.`],
    ],
    [
      'an exact path is not served',
      ['a: = a.example/foo > tea', 'a: a.example/ > milk'],
      ['a.example > milk', 'a.example/foo > 503', 'a.example/foo/ > milk'],
      [`${apart}a.example/foo (Ingress default/a) and a.example/foobar (Ingress default/a).`],
    ],
    [
      'a wildcard is not served',
      ['a: *.example/ > tea'],
      ['*.example > 503'],
      [`${apart}*.example/ (Ingress default/a) and x.y.example/.`],
    ],
  ])('%s', (_, routes, rules, told) => {
    const wanted = mapRules(writtenTable(routes), refuse);
    expect(ruleLines(wanted)).toEqual(rules);
    expect(problemLines(wanted)).toEqual(told);
  });

  test('the Ingress decides, then the setting', () => {
    const routes = ['a: a.example/foo > tea', 'b: b.example/foo > milk'];
    const table = writtenTable(routes, { a: { approximation: 'refuse' }, b: { approximation: 'allow' } });
    const expected = ['a.example/foo > 503', 'a.example/foo/ > tea', 'b.example/foo > milk'];
    expect(ruleLines(mapRules(table, allow))).toEqual(expected);
    expect(ruleLines(mapRules(table, refuse))).toEqual(expected);
  });
});
