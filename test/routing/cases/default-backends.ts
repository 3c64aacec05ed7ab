import { ingress } from '../../support/manifests.ts';
import { ask, type CaseTheme } from '../routing-case.ts';
import { byLetters, byLettersOfAnother } from './known-causes.ts';

export const defaultBackends: CaseTheme = {
  title: 'Default backends',
  cases: [
    {
      name: 'default-alone',
      title: 'A default backend without rules',
      ingresses: [ingress('default', [], { defaultBackend: 'tea' })],
      requests: [
        ask('a.example/', 'tea'), // C-01
        ask('b.example/sub-path', 'tea'), // C-02
        ask('192.0.2.1/resource', 'tea', { over: 'http' }), // C-04
      ],
    },
    {
      name: 'default-with-root',
      title: 'A default backend beside a host with the path `/`',
      ingresses: [ingress('a', [['a.example', '/', 'tea']], { defaultBackend: 'milk' })],
      requests: [
        ask('a.example/', 'tea'),
        ask('a.example/foo', 'tea'),
        ask('b.example/', '404 NoRoute', { onClb: '503' }),
      ],
      difference: {
        why: 'The default backend of an Ingress with rules is for its hosts alone, with either provider.',
        instead: 'For all other hosts, make an Ingress with a default backend and no rules.',
        told: [],
      },
    },
    {
      name: 'default-with-paths',
      title: 'A default backend beside paths',
      ingresses: [ingress('a', [['a.example', '/tea', 'tea']], { defaultBackend: 'milk' })],
      requests: [
        ask('a.example/tea', 'tea'),
        ask('a.example/tea/green', 'tea'),
        ask('a.example/', 'milk'),
        ask('a.example/foo', 'milk'),
        ask('a.example/teapot', 'milk', { onClb: 'tea' }),
      ],
      difference: {
        ...byLettersOfAnother,
        told: [
          {
            on: ['a'],
            reason: 'ApproximatedByProvider',
            message:
              'The load balancer takes every path that begins with that of a rule: a.example/teabar goes to default-with-paths/tea:80 instead of default-with-paths/milk:80.',
          },
        ],
      },
    },
    {
      name: 'default-of-another',
      title: 'A default backend without rules beside another Ingress with paths',
      ingresses: [
        ingress('a', [['a.example', '/tea', 'tea']]),
        ingress('default', [], { defaultBackend: 'milk' }),
      ],
      requests: [
        ask('b.example/', 'milk'),
        ask('a.example/foo', 'milk'),
        ask('a.example/tea/green', 'tea'),
        ask('a.example/tea', 'tea'),
        ask('a.example/teapot', 'milk', { onClb: 'tea' }),
      ],
      difference: {
        why: `${byLetters.why} The Ingress that names the host wins over a default backend.`,
        instead: byLettersOfAnother.instead,
        told: [
          {
            on: ['a', 'default'],
            reason: 'ApproximatedByProvider',
            message:
              'The load balancer takes every path that begins with that of a rule: a.example/teabar goes to default-of-another/tea:80 instead of default-of-another/milk:80.',
          },
        ],
      },
    },
    {
      name: 'operator-default',
      title: 'The default backend of the operator (setting `defaultBackend`)',
      ingresses: [ingress('a', [['a.example', '/tea', 'tea']])],
      operatorDefault: true,
      requests: [
        ask('a.example/tea', 'tea'),
        ask('a.example/foo', 'milk'),
        ask('b.example/', 'milk'),
        ask('a.example/teapot', 'milk', { onClb: 'tea' }),
      ],
      difference: {
        why: `${byLetters.why} The default backend of the operator gives way to any Ingress.`,
        instead: byLetters.instead,
        told: [
          {
            on: ['a'],
            reason: 'ApproximatedByProvider',
            message:
              'The load balancer takes every path that begins with that of a rule: a.example/teabar goes to operator-default/tea:80 instead of operator/milk:80.',
          },
        ],
      },
    },
  ],
};
