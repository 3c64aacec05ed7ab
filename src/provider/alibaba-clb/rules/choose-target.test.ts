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

const asPrefix =
  'a ApproximatedByProvider: The load balancer takes every path that begins with that of a rule: ';

const longest = `/${'a'.repeat(79)}`;
const answers = (other: string): string =>
  `UnsupportedByProvider: Ingress default/${other} answers requests of this Ingress that the load balancer cannot tell from its own: `;
const advice = ' Put the rules of both into one Ingress, or give this one another host or another instance.';

describe('where two Ingresses meet', () => {
  test.each<Case>([
    [
      'a prefix does not take longer words of another: it gives up its own path, and is served below it',
      ['a: a.example/foo > tea', 'b: a.example/ > milk'],
      ['a.example > milk', 'a.example/foo/ > tea'],
      [
        `a ${answers('b')}a.example/foo, like a.example/foobar, goes to default/milk:80 instead of default/tea:80.${advice}`,
      ],
    ],
    [
      'an exact path does not take what is below it',
      ['a: = a.example/foo > tea', 'b: a.example/foo > milk'],
      ['a.example/foo > tea', 'a.example/foo/ > milk'],
      [`${asPrefix}a.example/foobar goes to default/tea:80 instead of 404.`],
    ],
    [
      'an exact path is not served where the rest of the words is of another',
      ['a: = a.example/foo > tea', 'b: a.example/ > milk'],
      ['a.example > milk'],
      [
        `a ${answers('b')}a.example/foo, like a.example/foobar, goes to default/milk:80 instead of default/tea:80.${advice}`,
      ],
    ],
    [
      'an exact root does not take the host of another',
      ['a: = a.example/ > tea', 'b: a.example/ > milk'],
      ['a.example > milk'],
      [
        `a ${answers('b')}a.example/, like a.example/bar, goes to default/milk:80 instead of default/tea:80.${advice}`,
      ],
    ],
    [
      'a path whose Service is missing takes nothing either',
      ['a: a.example/foo > 503', 'b: a.example/ > milk'],
      ['a.example > milk', 'a.example/foo/ > 503'],
      [
        `a ${answers('b')}a.example/foo, like a.example/foobar, goes to default/milk:80 instead of 503.${advice}`,
      ],
    ],
    [
      'who gives way to an Ingress whose Service is missing gets 503 with it',
      ['a: = a.example/foo > tea', 'b: a.example/ > 503'],
      ['a.example > 503'],
      [
        `a UnsupportedByProvider: Requests of this Ingress that the load balancer cannot tell from those of Ingress default/b are answered 503, as those are: a.example/foo, like a.example/foobar, gets 503 instead of default/tea:80.${advice}`,
      ],
    ],
    [
      'all below a path is given up where a Url is as long as it may be',
      [`a: = a.example${longest} > tea`, `b: a.example${longest} > milk`],
      [`a.example${longest} > milk`],
      [
        `a ${answers('b')}a.example${longest}, like a.example${longest}/, goes to default/milk:80 instead of default/tea:80.${advice}`,
        `b ApproximatedByProvider: The load balancer takes every path that begins with that of a rule: a.example${longest}bar goes to default/milk:80 instead of 404.`,
      ],
    ],
    [
      'of three the widest stays, and is served as if it were alone',
      [
        'a: = a.example/foo > tea',
        'b: = a.example/foo > milk',
        'b: a.example/bar > milk',
        'c: a.example/ > pot',
        'c: = a.example/bar > cup',
      ],
      ['a.example > pot', 'a.example/bar/ > milk'],
      [
        `b ${answers('c')}a.example/bar, like a.example/barbar, goes to default/pot:80 instead of default/milk:80.${advice}`,
        `a ${answers('c')}a.example/foo, like a.example/foobar, goes to default/pot:80 instead of default/tea:80.${advice}`,
      ],
    ],
    [
      'one backend is no matter whose',
      ['a: a.example/foo > tea', 'b: a.example/ > tea'],
      ['a.example > tea'],
      [],
    ],
  ])('%s', (_, routes, rules, told) => {
    const wanted = mapRules(writtenTable(routes), allow);
    expect(ruleLines(wanted)).toEqual(rules);
    expect(problemLines(wanted)).toEqual(told);
  });

  test('it is the same whatever they allow', () => {
    const table = writtenTable(['a: a.example/foo > tea', 'b: a.example/ > milk']);
    expect(mapRules(table, refuse)).toEqual(mapRules(table, allow));
  });
});

const anyLabels =
  'a+b ApproximatedByProvider: A wildcard of the load balancer takes names of any number of labels: ';

describe('what is nobody’s gives way to who names the host', () => {
  test.each<Case>([
    [
      'the default backend of another Ingress',
      ['a: a.example/foo > tea', 'b: default > pot'],
      ['a.example > pot', 'a.example/foo > tea', 'default > pot'],
      [
        'a+b ApproximatedByProvider: The load balancer takes every path that begins with that of a rule: a.example/foobar goes to default/tea:80 instead of default/pot:80.',
      ],
    ],
    [
      'a rule without host, where a wildcard takes longer names too',
      ['a: *.example/ > tea', 'b: */ > milk'],
      ['*.example > tea', 'default > milk'],
      [`${anyLabels}x.y.example/ goes to default/tea:80 instead of default/milk:80.`],
    ],
    [
      'a rule without host, as far as the wildcard has paths of its own',
      ['a: *.example/ > tea', 'b: */foo > milk'],
      ['(any)/foo > milk', '*.example > tea'],
      [
        'b ApproximatedByProvider: The load balancer takes every path that begins with that of a rule: */foobar goes to default/milk:80 instead of 404.',
        'a ApproximatedByProvider: A wildcard of the load balancer takes names of any number of labels: x.y.example/ goes to default/tea:80 instead of 404; x.y.example/foobar goes to default/tea:80 instead of 404.',
        `${anyLabels}x.y.example/foo goes to default/tea:80 instead of default/milk:80; x.y.example/foo/ goes to default/tea:80 instead of default/milk:80.`,
      ],
    ],
    [
      'the default backend, to a rule without host',
      ['a: *.example/foo > tea', 'b: */bar > milk', 'c: default > pot'],
      [
        ...['(any)/bar > milk', '*.example > pot', '*.example/bar > milk', '*.example/foo > tea'],
        'default > pot',
      ],
      [],
    ],
  ])('%s', (_, routes, rules, told) => {
    const wanted = mapRules(writtenTable(routes), allow);
    expect(ruleLines(wanted)).toEqual(rules);
    if (told.length > 0) expect(problemLines(wanted)).toEqual(told);
  });

  test('rules without host of several Ingresses are rivals below a wildcard as they are without one', () => {
    const routes = ['a: */foo > tea', 'b: */ > milk', 'c: *.example/bar > pot'];
    const wanted = mapRules(writtenTable(routes), allow);
    expect(ruleLines(wanted)).toEqual([
      ...['(any)/foo/ > tea', '*.example > milk', '*.example/bar > pot', '*.example/foo/ > tea'],
      'default > milk',
    ]);
  });

  test('and is not served beside who refuses approximation', () => {
    const table = writtenTable(['a: a.example/foo > tea', 'b: default > pot'], {
      a: { approximation: 'refuse' },
    });
    const wanted = mapRules(table, allow);
    expect(ruleLines(wanted)).toEqual([
      ...['a.example > pot', 'a.example/foo > 503', 'a.example/foo/ > tea', 'default > pot'],
    ]);
    expect(problemLines(wanted)).toEqual([
      'a+b UnsupportedByProvider: Requests that the load balancer cannot tell apart are answered 503, as approximation is refused: a.example/foo (Ingress default/a) and a.example/foobar (Ingress default/b).',
    ]);
  });

  test('nor does it matter to others whether its own Ingress refuses', () => {
    const table = writtenTable(['a: a.example/foo > tea', 'b: default > pot'], {
      b: { approximation: 'refuse' },
    });
    expect(ruleLines(mapRules(table, allow))).toContain('a.example/foo > tea');
  });
});
