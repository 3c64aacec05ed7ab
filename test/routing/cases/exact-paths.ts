import { ingress } from '../../support/manifests.ts';
import { ask, type CaseTheme } from '../routing-case.ts';
import { byLetters, givesWay } from './known-causes.ts';

// C-13 and the like are the numbers of the conformance suite of the Ingress API.

export const exactPaths: CaseTheme = {
  title: 'Exact paths',
  cases: [
    {
      name: 'exact',
      title: 'An `Exact` path',
      ingresses: [ingress('foo', [['a.example', '/foo', 'tea', 'Exact']])],
      requests: [
        ask('a.example/foo', 'tea'), // C-13
        ask('a.example/foo/', '404 NoRoute', { onClb: 'tea' }), // C-14
        ask('a.example/foo/bar', '404 NoRoute', { onClb: 'tea' }),
        ask('a.example/foobar', '404 NoRoute', { onClb: 'tea' }),
        ask('a.example/FOO', '404 NoRoute', { open: { pathCaseMatters: 'tea' } }), // C-15
        ask('a.example/bar', '404 NoRoute'), // C-16
        ask('a.example/', '404 NoRoute'),
      ],
      difference: {
        ...byLetters,
        told: [
          {
            on: ['foo'],
            reason: 'ApproximatedByProvider',
            message:
              'The load balancer takes every path that begins with that of a rule: a.example/foobar goes to exact/tea:80 instead of 404; a.example/foo/ goes to exact/tea:80 instead of 404.',
          },
        ],
      },
    },
    {
      name: 'exact-and-prefix',
      title: 'An `Exact` path and the same as `Prefix`',
      ingresses: [
        ingress('foo', [
          ['a.example', '/foo', 'coffee'],
          ['a.example', '/foo', 'tea', 'Exact'],
        ]),
      ],
      requests: [
        ask('a.example/foo', 'tea'), // C-22
        ask('a.example/foo/', 'coffee'),
        ask('a.example/foo/bar', 'coffee'),
        ask('a.example/foobar', '404 NoRoute', { onClb: 'tea' }),
      ],
      difference: {
        ...byLetters,
        told: [
          {
            on: ['foo'],
            reason: 'ApproximatedByProvider',
            message:
              'The load balancer takes every path that begins with that of a rule: a.example/foobar goes to exact-and-prefix/tea:80 instead of 404.',
          },
        ],
      },
    },
    {
      name: 'exact-slash',
      title: 'An `Exact` path that ends with a slash',
      ingresses: [ingress('foo', [['a.example', '/foo/', 'tea', 'Exact']])],
      requests: [
        ask('a.example/foo/', 'tea'),
        ask('a.example/foo', '404 NoRoute'), // C-23c
        ask('a.example/foo/bar', '404 NoRoute', { onClb: 'tea' }),
      ],
      difference: {
        ...byLetters,
        told: [
          {
            on: ['foo'],
            reason: 'ApproximatedByProvider',
            message:
              'The load balancer takes every path that begins with that of a rule: a.example/foo/bar goes to exact-slash/tea:80 instead of 404.',
          },
        ],
      },
    },
    {
      name: 'exact-root',
      title: 'The root as an `Exact` path',
      ingresses: [ingress('root', [['a.example', '/', 'tea', 'Exact']])],
      requests: [ask('a.example/', 'tea'), ask('a.example/bar', '404 NoRoute', { onClb: 'tea' })],
      difference: {
        why: 'CLB has no path for the root alone: the rule of the host takes everything.',
        instead: 'Let the pods answer 404 to what they do not know.',
        told: [
          {
            on: ['root'],
            reason: 'ApproximatedByProvider',
            message:
              'The load balancer takes every path that begins with that of a rule: a.example/bar goes to exact-root/tea:80 instead of 404.',
          },
        ],
      },
    },
    {
      name: 'exact-rivals',
      title: 'An `Exact` path on a host whose other paths belong to another Ingress',
      ingresses: [
        ingress('foo', [['a.example', '/foo', 'tea', 'Exact']]),
        ingress('all', [['a.example', '/', 'milk']]),
      ],
      requests: [
        ask('a.example/foo', 'tea', { onClb: 'milk' }),
        ask('a.example/foobar', 'milk'),
        ask('a.example/foo/bar', 'milk'),
        ask('a.example/bar', 'milk'),
      ],
      difference: {
        ...givesWay,
        told: [
          {
            on: ['foo'],
            reason: 'UnsupportedByProvider',
            message:
              'Ingress exact-rivals/all answers requests of this Ingress that the load balancer cannot tell from its own: a.example/foo, like a.example/foobar, goes to exact-rivals/milk:80 instead of exact-rivals/tea:80. Put the rules of both into one Ingress, or give this one another host or another instance.',
          },
        ],
      },
    },
    {
      name: 'exact-refused',
      title: 'An `Exact` path with `sluice.dev/approximation: refuse`',
      ingresses: [
        ingress('foo', [['a.example', '/foo', 'tea', 'Exact']], {
          annotations: { 'sluice.dev/approximation': 'refuse' },
        }),
      ],
      requests: [
        ask('a.example/foo', 'tea', { onClb: '503' }),
        ask('a.example/foo/bar', '404 NoRoute', { onClb: '503' }),
        ask('a.example/foobar', '404 NoRoute', { onClb: '503' }),
        ask('a.example/bar', '404 NoRoute'),
      ],
      difference: {
        why: 'No rule takes `/foo` alone, and the Ingress wants none that takes more.',
        instead: 'Take `Prefix` with the path `/`, or allow approximation.',
        told: [
          {
            on: ['foo'],
            reason: 'UnsupportedByProvider',
            message:
              'Requests that the load balancer cannot tell apart are answered 503, as approximation is refused: a.example/foo (Ingress exact-refused/foo) and a.example/foobar.',
          },
        ],
      },
    },
  ],
};
