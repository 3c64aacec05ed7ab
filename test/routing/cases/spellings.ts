import { ingress } from '../../support/manifests.ts';
import { ask, type CaseTheme } from '../routing-case.ts';
import { byLetters } from './known-causes.ts';

export const spellings: CaseTheme = {
  title: 'How clients spell paths',
  cases: [
    {
      name: 'spellings',
      title: 'Paths that clients spell in different ways',
      ingresses: [
        ingress('a', [
          ['a.example', '/', 'milk'],
          ['a.example', '/tea', 'tea'],
        ]),
      ],
      requests: [
        ask('a.example/tea?x=/coffee', 'tea'),
        ask('a.example/?/tea', 'milk'),
        ask('a.example/TEA', 'milk', { open: { pathCaseMatters: 'tea' } }),
        ask('a.example/x%2Ftea', 'milk'),
        ask('a.example/%74ea', 'tea', { seenAs: '/tea', onClb: 'milk', open: { pathIsDecoded: 'tea' } }),
        ask('a.example/tea%2Fgreen', '400 AmbiguousPath', { onClb: 'tea' }),
        ask('a.example//tea', 'tea', { seenAs: '/tea', onClb: 'milk' }),
        ask('a.example/x/../tea', 'tea', { seenAs: '/tea', onClb: 'milk' }),
        ask('a.example/tea/../x', 'milk', { seenAs: '/x', onClb: 'tea' }),
        ask('a.example/%zz', '400 BadRequest', { onClb: 'milk' }),
        ask('a.example/teapot', 'milk', { onClb: 'tea' }),
      ],
      difference: {
        why: 'Sluice brings paths into one form before it compares them, and refuses those that mean two things; CLB takes them as they come.',
        instead:
          'Keep what is to be guarded on a host of its own, and let the pods check the path: never rely on a path to keep requests away from them.',
        told: [
          {
            on: ['a'],
            reason: 'ApproximatedByProvider',
            message:
              'The load balancer takes every path that begins with that of a rule: a.example/teabar goes to spellings/tea:80 instead of spellings/milk:80.',
          },
        ],
      },
    },
    {
      name: 'spellings-of-others',
      title: 'Paths of one Ingress within those of another, as clients may spell them',
      ingresses: [ingress('a', [['a.example', '/tea', 'tea']]), ingress('b', [['a.example', '/', 'milk']])],
      requests: [
        ask('a.example/tea/green', 'tea'),
        ask('a.example/%74ea/green', 'tea', {
          seenAs: '/tea/green',
          onClb: 'milk',
          open: { pathIsDecoded: 'tea' },
        }),
        ask('a.example/tea/../x', 'milk', { seenAs: '/x', onClb: 'tea' }),
        ask('a.example/tea', 'tea', { onClb: 'milk' }),
      ],
      difference: {
        why: 'Sluice brings paths into one form before it compares them; CLB takes them as they come, so that a client can spell a path of one Ingress in a way that leads to the other.',
        instead: 'Give Ingresses of different owners hosts of their own.',
        told: [
          {
            on: ['a'],
            reason: 'UnsupportedByProvider',
            message:
              'Ingress spellings-of-others/b answers requests of this Ingress that the load balancer cannot tell from its own: a.example/tea, like a.example/teabar, goes to spellings-of-others/milk:80 instead of spellings-of-others/tea:80. Put the rules of both into one Ingress, or give this one another host or another instance.',
          },
        ],
      },
    },
    {
      name: 'encoded-rule',
      title: 'A rule with a percent-encoded path',
      ingresses: [ingress('a', [['a.example', '/caf%c3%a9', 'tea']])],
      requests: [
        ask('a.example/caf%C3%A9', 'tea'),
        ask('a.example/caf%C3%A9/bar', 'tea'),
        ask('a.example/caf%c3%a9', 'tea', {
          seenAs: '/caf%C3%A9',
          onClb: '404',
          open: { pathCaseMatters: 'tea', pathIsDecoded: 'tea' },
        }),
        ask('a.example/caf%C3%A9s', '404 NoRoute', { onClb: 'tea' }),
      ],
      difference: {
        why: 'Sluice writes the digits of escapes in capitals, in rules as in requests; CLB takes paths as they come.',
        instead: 'Choose paths of plain letters.',
        told: [
          {
            on: ['a'],
            reason: 'ApproximatedByProvider',
            message:
              'The load balancer takes every path that begins with that of a rule: a.example/caf%C3%A9bar goes to encoded-rule/tea:80 instead of 404.',
          },
        ],
      },
    },
    {
      name: 'query',
      title: 'Requests with a query, of an exact path',
      ingresses: [ingress('a', [['a.example', '/foo', 'tea', 'Exact']])],
      requests: [
        ask('a.example/foo?a=b', 'tea'),
        ask('a.example/bar?/foo', '404 NoRoute'),
        ask('a.example/foobar?a=b', '404 NoRoute', { onClb: 'tea' }),
      ],
      difference: {
        ...byLetters,
        told: [
          {
            on: ['a'],
            reason: 'ApproximatedByProvider',
            message:
              'The load balancer takes every path that begins with that of a rule: a.example/foobar goes to query/tea:80 instead of 404; a.example/foo/ goes to query/tea:80 instead of 404.',
          },
        ],
      },
    },
  ],
};
