import { ingress } from '../../support/manifests.ts';
import { ask, type CaseTheme } from '../routing-case.ts';
import { byLetters } from './known-causes.ts';

export const backends: CaseTheme = {
  title: 'Services and their ports',
  cases: [
    {
      name: 'ports',
      title: 'Ports of a Service by name and by number',
      ingresses: [
        ingress('shop', [
          ['by-name.example', '/', 'shop', 'Prefix', 'admin'],
          ['by-number.example', '/', 'shop', 'Prefix', 8080],
          ['web-by-name.example', '/', 'shop', 'Prefix', 'web'],
          ['web-by-number.example', '/', 'shop', 'Prefix', 80],
        ]),
      ],
      requests: [
        ask('by-name.example/', 'shop-admin'),
        ask('by-number.example/', 'shop-admin'),
        ask('web-by-name.example/', 'shop-web'),
        ask('web-by-number.example/', 'shop-web'),
      ],
    },
    {
      name: 'no-service',
      title: 'A Service, a port or pods that do not exist',
      ingresses: [
        ingress('a', [
          ['no-service.example', '/', 'missing'],
          ['no-port.example', '/', 'shop', 'Prefix', 81],
          ['no-pods.example', '/', 'empty'],
          ['a.example', '/', 'tea'],
        ]),
      ],
      requests: [
        ask('no-service.example/', '503 ServiceNotFound'),
        ask('no-port.example/', '503 ServicePortNotFound'),
        ask('no-pods.example/', '503 NoReadyEndpoints'),
        ask('a.example/', 'tea'),
      ],
    },
    {
      name: 'no-service-path',
      title: 'A path whose Service does not exist, beside the path `/`',
      ingresses: [
        ingress('a', [
          ['a.example', '/', 'milk'],
          ['a.example', '/foo', 'missing'],
        ]),
      ],
      requests: [
        ask('a.example/foo', '503 ServiceNotFound'),
        ask('a.example/foo/bar', '503 ServiceNotFound'),
        ask('a.example/bar', 'milk'),
        ask('a.example/foobar', 'milk', { onClb: '503' }),
      ],
      difference: {
        why: byLetters.why,
        instead: 'Make the Service, or take the rule out.',
        told: [
          {
            on: ['a'],
            reason: 'ApproximatedByProvider',
            message:
              'The load balancer takes every path that begins with that of a rule: a.example/foobar gets 503 instead of no-service-path/milk:80.',
          },
        ],
      },
    },
  ],
};
