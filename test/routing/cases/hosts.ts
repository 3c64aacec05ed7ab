import { ingress } from '../../support/manifests.ts';
import { ask, type CaseTheme } from '../routing-case.ts';
import { anyLabels, byLetters, emptyGroup } from './known-causes.ts';

export const hosts: CaseTheme = {
  title: 'Hosts',
  cases: [
    {
      name: 'host',
      title: 'A host',
      ingresses: [ingress('a', [['a.example', '/', 'tea']])],
      requests: [
        ask('a.example/', 'tea'),
        ask('A.Example/', 'tea', { open: { hostCaseMatters: '503' } }), // C-10
        ask('a.example:8080/', 'tea', { open: { hostPortMatters: '503' } }),
      ],
    },
    {
      name: 'other-fields',
      title: 'Methods, and header fields that name another host or path',
      ingresses: [
        ingress('a', [
          ['a.example', '/', 'tea'],
          ['b.example', '/', 'coffee'],
        ]),
      ],
      requests: [
        ask('a.example/', 'tea', { method: 'DELETE' }),
        ask('a.example/', 'tea', { method: 'POST', body: 'text' }),
        ask('a.example/', 'tea', {
          headers: { 'x-forwarded-host': 'b.example', forwarded: 'host=b.example' },
        }),
        ask('b.example/', 'coffee', {
          headers: { 'x-original-url': '/x', 'x-rewrite-url': 'http://a.example/' },
        }),
      ],
    },
    {
      name: 'unknown-host',
      title: 'A host that no Ingress has',
      ingresses: [ingress('a', [['a.example', '/', 'tea']])],
      requests: [
        ask('b.example/', '404 NoRoute', { onClb: '503' }), // C-09
        ask('www.a.example/', '404 NoRoute', { onClb: '503' }),
        ask('example/', '404 NoRoute', { onClb: '503' }),
      ],
      difference: {
        ...emptyGroup,
        told: [],
      },
    },
    {
      name: 'wildcard',
      title: 'A wildcard',
      ingresses: [ingress('any', [['*.foo.example', '/', 'tea']])],
      requests: [
        ask('bar.foo.example/', 'tea'), // C-10
        ask('BAR.foo.example/', 'tea'), // C-10
        ask('baz.bar.foo.example/', '404 NoRoute', { onClb: 'tea' }), // C-11
        ask('foo.example/', '404 NoRoute', { onClb: '503', open: { wildcardMatchesApex: 'tea' } }), // C-12
      ],
      difference: {
        ...anyLabels,
        told: [
          {
            on: ['any'],
            reason: 'ApproximatedByProvider',
            message:
              'A wildcard of the load balancer takes names of any number of labels: x.y.foo.example/ goes to wildcard/tea:80 instead of 404.',
          },
        ],
      },
    },
    {
      name: 'wildcard-and-host',
      title: 'A wildcard and a host that it covers',
      ingresses: [
        ingress('any', [
          ['*.foo.example', '/', 'tea'],
          ['bar.foo.example', '/coffee', 'coffee'],
        ]),
      ],
      requests: [
        ask('bar.foo.example/coffee', 'coffee'),
        ask('bar.foo.example/', '404 NoRoute'),
        ask('baz.foo.example/coffee', 'tea'),
        ask('bar.foo.example/coffees', '404 NoRoute', { onClb: 'coffee' }),
        ask('x.bar.foo.example/coffee', '404 NoRoute', { onClb: 'tea' }),
      ],
      difference: {
        ...anyLabels,
        told: [
          {
            on: ['any'],
            reason: 'ApproximatedByProvider',
            message:
              'A wildcard of the load balancer takes names of any number of labels: x.y.foo.example/ goes to wildcard-and-host/tea:80 instead of 404.',
          },
          {
            on: ['any'],
            reason: 'ApproximatedByProvider',
            message:
              'The load balancer takes every path that begins with that of a rule: bar.foo.example/coffeebar goes to wildcard-and-host/coffee:80 instead of 404.',
          },
        ],
      },
    },
    {
      name: 'wildcards',
      title: 'A wildcard within another',
      ingresses: [
        ingress('any', [
          ['*.example', '/', 'tea'],
          ['*.foo.example', '/', 'coffee'],
        ]),
      ],
      requests: [
        ask('foo.example/', 'tea'),
        ask('bar.foo.example/', 'coffee'),
        ask('baz.bar.foo.example/', '404 NoRoute', { onClb: 'coffee' }),
        ask('bar.baz.example/', '404 NoRoute', { onClb: 'tea' }),
      ],
      difference: {
        ...anyLabels,
        told: [
          {
            on: ['any'],
            reason: 'ApproximatedByProvider',
            message:
              'A wildcard of the load balancer takes names of any number of labels: x.y.example/ goes to wildcards/tea:80 instead of 404; x.y.foo.example/ goes to wildcards/coffee:80 instead of 404.',
          },
        ],
      },
    },
    {
      name: 'wildcard-rivals',
      title: 'A wildcard of one Ingress and a rule without a host of another',
      ingresses: [
        ingress('any', [['*.foo.example', '/', 'tea']]),
        ingress('all', [[undefined, '/', 'milk']]),
      ],
      requests: [
        ask('other.example/', 'milk'),
        ask('bar.foo.example/', 'tea'),
        ask('baz.bar.foo.example/', 'milk', { onClb: 'tea' }),
      ],
      difference: {
        why: `${anyLabels.why} The Ingress that names the host wins over one that names none.`,
        instead: 'Write the hosts out.',
        told: [
          {
            on: ['any', 'all'],
            reason: 'ApproximatedByProvider',
            message:
              'A wildcard of the load balancer takes names of any number of labels: x.y.foo.example/ goes to wildcard-rivals/tea:80 instead of wildcard-rivals/milk:80.',
          },
        ],
      },
    },
    {
      name: 'no-host',
      title: 'A rule without a host',
      ingresses: [ingress('all', [[undefined, '/', 'tea']])],
      requests: [
        ask('a.example/', 'tea'),
        ask('b.example/foo', 'tea'),
        ask('192.0.2.1/', 'tea', { over: 'http' }),
      ],
    },
    {
      name: 'no-host-path',
      title: 'A path without a host',
      ingresses: [ingress('foo', [[undefined, '/foo', 'tea']])],
      requests: [
        ask('a.example/foo', 'tea'),
        ask('b.example/foo/bar', 'tea'),
        ask('a.example/foobar', '404 NoRoute', { onClb: 'tea' }),
        ask('a.example/bar', '404 NoRoute', { onClb: '503' }),
      ],
      difference: {
        ...byLetters,
        told: [
          {
            on: ['foo'],
            reason: 'ApproximatedByProvider',
            message:
              'The load balancer takes every path that begins with that of a rule: */foobar goes to no-host-path/tea:80 instead of 404.',
          },
        ],
      },
    },
    {
      name: 'no-host-beside-host',
      title: 'A rule without a host beside a host with rules',
      ingresses: [
        ingress('a', [
          ['a.example', '/', 'tea'],
          [undefined, '/', 'coffee'],
        ]),
      ],
      requests: [ask('a.example/', 'tea'), ask('a.example/foo', 'tea'), ask('b.example/', 'coffee')],
    },
    {
      name: 'no-fall-through',
      title: 'What a host does not take, beside a rule without a host',
      ingresses: [
        ingress('a', [
          ['a.example', '/foo', 'tea'],
          [undefined, '/', 'coffee'],
        ]),
      ],
      requests: [
        ask('a.example/foo', 'tea'),
        ask('a.example/bar', '404 NoRoute'),
        ask('b.example/bar', 'coffee'),
        ask('a.example/foobar', '404 NoRoute', { onClb: 'tea' }),
      ],
      difference: {
        ...byLetters,
        told: [
          {
            on: ['a'],
            reason: 'ApproximatedByProvider',
            message:
              'The load balancer takes every path that begins with that of a rule: a.example/foobar goes to no-fall-through/tea:80 instead of 404.',
          },
        ],
      },
    },
  ],
};
