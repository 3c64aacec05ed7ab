import { ingress } from '../../support/manifests.ts';
import { ask, type CaseTheme } from '../routing-case.ts';
import { byLetters, givesWay } from './known-causes.ts';

const [earlier, later] = ['2024-01-01T00:00:00Z', '2024-01-02T00:00:00Z'];

export const sharedHosts: CaseTheme = {
  title: 'One host in several Ingresses',
  cases: [
    {
      name: 'older',
      title: 'One path in two Ingresses: the older wins',
      ingresses: [
        ingress('a', [['a.example', '/', 'tea']], { createdAt: later }),
        ingress('b', [['a.example', '/', 'coffee']], { createdAt: earlier }),
      ],
      requests: [ask('a.example/', 'coffee'), ask('a.example/foo', 'coffee')],
    },
    {
      name: 'same-age',
      title: 'One path in two Ingresses of the same age: the first by name wins',
      ingresses: [
        ingress('b', [['a.example', '/', 'coffee']], { createdAt: earlier }),
        ingress('a', [['a.example', '/', 'tea']], { createdAt: earlier }),
      ],
      requests: [ask('a.example/', 'tea')],
    },
    {
      name: 'exact-of-younger',
      title: '`Exact` of the younger and the same path as `Prefix` of the older',
      ingresses: [
        ingress('exact', [['a.example', '/foo', 'tea', 'Exact']], { createdAt: later }),
        ingress('prefix', [['a.example', '/foo', 'coffee']], { createdAt: earlier }),
      ],
      requests: [
        ask('a.example/foo', 'tea'),
        ask('a.example/foo/bar', 'coffee'),
        ask('a.example/foobar', '404 NoRoute', { onClb: 'tea' }),
      ],
      difference: {
        ...byLetters,
        told: [
          {
            on: ['exact'],
            reason: 'ApproximatedByProvider',
            message:
              'The load balancer takes every path that begins with that of a rule: a.example/foobar goes to exact-of-younger/tea:80 instead of 404.',
          },
        ],
      },
    },
    {
      name: 'hosts-apart',
      title: 'Hosts of several Ingresses',
      ingresses: [
        ingress('a', [['a.example', '/', 'tea']]),
        ingress('b', [
          ['b.example', '/', 'coffee'],
          ['c.example', '/', 'milk'],
        ]),
      ],
      requests: [
        ask('a.example/foo', 'tea'), // C-08
        ask('b.example/foo', 'coffee'),
        ask('c.example/foo', 'milk'),
      ],
    },
    {
      name: 'same-backend',
      title: 'Paths of two Ingresses that lead to one Service',
      ingresses: [ingress('a', [['a.example', '/foo', 'tea']]), ingress('b', [['a.example', '/', 'tea']])],
      requests: [ask('a.example/foo', 'tea'), ask('a.example/foobar', 'tea'), ask('a.example/', 'tea')],
    },
    {
      name: 'paths-apart',
      title: 'Paths of two Ingresses, none of which begins with the other',
      ingresses: [
        ingress('a', [['a.example', '/foo', 'tea']]),
        ingress('b', [['a.example', '/bar', 'coffee']]),
      ],
      requests: [
        ask('a.example/foo/x', 'tea'),
        ask('a.example/bar/x', 'coffee'),
        ask('a.example/', '404 NoRoute'),
        ask('a.example/foobar', '404 NoRoute', { onClb: 'tea' }),
        ask('a.example/barfoo', '404 NoRoute', { onClb: 'coffee' }),
      ],
      difference: {
        ...byLetters,
        told: [
          {
            on: ['a'],
            reason: 'ApproximatedByProvider',
            message:
              'The load balancer takes every path that begins with that of a rule: a.example/foobar goes to paths-apart/tea:80 instead of 404.',
          },
          {
            on: ['b'],
            reason: 'ApproximatedByProvider',
            message:
              'The load balancer takes every path that begins with that of a rule: a.example/barbar goes to paths-apart/coffee:80 instead of 404.',
          },
        ],
      },
    },
    {
      name: 'rivals',
      title: 'A path of one Ingress within that of another',
      ingresses: [ingress('a', [['a.example', '/foo', 'tea']]), ingress('b', [['a.example', '/', 'milk']])],
      requests: [
        ask('a.example/', 'milk'),
        ask('a.example/bar', 'milk'),
        ask('a.example/foo/', 'tea'),
        ask('a.example/foo/bar', 'tea'),
        ask('a.example/foo', 'tea', { onClb: 'milk' }),
        ask('a.example/foobar', 'milk'),
      ],
      difference: {
        why: givesWay.why,
        instead:
          'Put the rules into one Ingress, give each a host of its own, or link to `/foo/` with the slash.',
        told: [
          {
            on: ['a'],
            reason: 'UnsupportedByProvider',
            message:
              'Ingress rivals/b answers requests of this Ingress that the load balancer cannot tell from its own: a.example/foo, like a.example/foobar, goes to rivals/milk:80 instead of rivals/tea:80. Put the rules of both into one Ingress, or give this one another host or another instance.',
          },
        ],
      },
    },
  ],
};
