import { ingress } from '../../support/manifests.ts';
import { ask, type CaseTheme } from '../routing-case.ts';
import { byLetters, byLettersOfAnother } from './known-causes.ts';

export const prefixPaths: CaseTheme = {
  title: 'Prefix paths',
  cases: [
    {
      name: 'root',
      title: 'The path `/`',
      ingresses: [ingress('root', [['a.example', '/', 'tea']])],
      requests: [
        ask('a.example/', 'tea'),
        ask('a.example/foo', 'tea'),
        ask('a.example/foo/bar/', 'tea'),
        ask('a.example/?foo=bar', 'tea'),
      ],
    },
    {
      name: 'prefix',
      title: 'A `Prefix` path',
      ingresses: [ingress('foo', [['a.example', '/foo', 'tea']])],
      requests: [
        ask('a.example/foo', 'tea'), // C-17
        ask('a.example/foo/', 'tea'), // C-17
        ask('a.example/foo/bar', 'tea'),
        ask('a.example/foobar', '404 NoRoute', { onClb: 'tea' }),
        ask('a.example/foo.html', '404 NoRoute', { onClb: 'tea' }),
        ask('a.example/fo', '404 NoRoute'),
        ask('a.example/FOO', '404 NoRoute', { open: { pathCaseMatters: 'tea' } }), // C-18
        ask('a.example/', '404 NoRoute'),
      ],
      difference: {
        ...byLetters,
        told: [
          {
            on: ['foo'],
            reason: 'ApproximatedByProvider',
            message:
              'The load balancer takes every path that begins with that of a rule: a.example/foobar goes to prefix/tea:80 instead of 404.',
          },
        ],
      },
    },
    {
      name: 'prefix-slash',
      title: 'A `Prefix` path that ends with a slash, which means the same as without',
      ingresses: [ingress('foo', [['a.example', '/aaa/bbb/', 'tea']])],
      requests: [
        ask('a.example/aaa/bbb', 'tea'), // C-23a
        ask('a.example/aaa/bbb/', 'tea'), // C-23b
        ask('a.example/aaa/bbb/ccc', 'tea'),
        ask('a.example/aaa', '404 NoRoute'),
        ask('a.example/aaa/bbbccc', '404 NoRoute', { onClb: 'tea' }),
      ],
      difference: {
        ...byLetters,
        told: [
          {
            on: ['foo'],
            reason: 'ApproximatedByProvider',
            message:
              'The load balancer takes every path that begins with that of a rule: a.example/aaa/bbbbar goes to prefix-slash/tea:80 instead of 404.',
          },
        ],
      },
    },
    {
      name: 'longest',
      title: 'The longest of several paths',
      ingresses: [
        ingress('aaa', [
          ['a.example', '/', 'milk'],
          ['a.example', '/aaa', 'tea'],
          ['a.example', '/aaa/bbb', 'coffee'],
        ]),
      ],
      requests: [
        ask('a.example/aaa/bbb', 'coffee'), // C-19
        ask('a.example/aaa/bbb/ccc', 'coffee'), // C-19
        ask('a.example/aaa/ccc', 'tea'), // C-20
        ask('a.example/aa', 'milk'),
        ask('a.example/aaaccc', 'milk', { onClb: 'tea' }), // C-21
        ask('a.example/aaa/bbbccc', 'tea', { onClb: 'coffee' }),
      ],
      difference: {
        ...byLettersOfAnother,
        told: [
          {
            on: ['aaa'],
            reason: 'ApproximatedByProvider',
            message:
              'The load balancer takes every path that begins with that of a rule: a.example/aaabar goes to longest/tea:80 instead of longest/milk:80; a.example/aaa/bbbbar goes to longest/coffee:80 instead of longest/tea:80.',
          },
        ],
      },
    },
    {
      name: 'prefix-refused',
      title: 'A `Prefix` path with `sluice.dev/approximation: refuse`',
      ingresses: [
        ingress('foo', [['a.example', '/foo', 'tea']], {
          annotations: { 'sluice.dev/approximation': 'refuse' },
        }),
      ],
      requests: [
        ask('a.example/foo/', 'tea'),
        ask('a.example/foo/bar', 'tea'),
        ask('a.example/foo', 'tea', { onClb: '503' }),
        ask('a.example/foobar', '404 NoRoute', { onClb: '503' }),
        ask('a.example/bar', '404 NoRoute'),
      ],
      difference: {
        why: 'CLB cannot tell `/foo` from `/foobar`; what is below `/foo/` it can.',
        instead: 'Link to `/foo/` with the slash, or allow approximation.',
        told: [
          {
            on: ['foo'],
            reason: 'UnsupportedByProvider',
            message:
              'Requests that the load balancer cannot tell apart are answered 503, as approximation is refused: a.example/foo (Ingress prefix-refused/foo) and a.example/foobar.',
          },
        ],
      },
    },
    {
      name: 'implementation-specific',
      title: 'A path of type `ImplementationSpecific`, which Sluice reads as `Prefix`',
      ingresses: [ingress('foo', [['a.example', '/foo', 'tea', 'ImplementationSpecific']])],
      requests: [
        ask('a.example/foo', 'tea'),
        ask('a.example/foo/bar', 'tea'),
        ask('a.example/foobar', '404 NoRoute', { onClb: 'tea' }),
        ask('a.example/bar', '404 NoRoute'),
      ],
      difference: {
        why: 'Kubernetes leaves the type to the controller; Sluice compares element by element with either provider, CLB letter by letter.',
        instead: 'Let the pods answer 404 to what they do not know.',
        told: [
          {
            on: ['foo'],
            reason: 'ApproximatedByProvider',
            message:
              'The load balancer takes every path that begins with that of a rule: a.example/foobar goes to implementation-specific/tea:80 instead of 404.',
          },
        ],
      },
    },
    {
      name: 'letters',
      title: 'A path with letters that no rule of CLB may have',
      ingresses: [
        ingress('app', [
          ['a.example', '/', 'milk'],
          ['a.example', '/my_app', 'tea'],
        ]),
      ],
      requests: [
        ask('a.example/my_app', 'tea', { onClb: '503' }),
        ask('a.example/my_app/x', 'tea', { onClb: '503' }),
        ask('a.example/mine', 'milk'),
        ask('a.example/mystery', 'milk', { onClb: '503' }),
      ],
      difference: {
        why: 'Paths of rules have letters, digits and `-` `/` `.` `%`, and 80 characters at most.',
        instead: 'Rename the path, or give what is below it a host of its own.',
        told: [
          {
            on: ['app'],
            reason: 'UnsupportedByProvider',
            message:
              'Requests that begin like those of a route of Ingress letters/app which the load balancer cannot serve are answered 503: a.example/my and longer.',
          },
          {
            on: ['app'],
            reason: 'UnsupportedByProvider',
            message:
              'The load balancer has no paths with characters other than letters, digits and -/.%, or of more than 80, so the routes are not served: a.example/my_app. Use a plain path.',
          },
        ],
      },
    },
  ],
};
