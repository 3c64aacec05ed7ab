import { ingress } from '../../support/manifests.ts';
import { ask, type CaseTheme } from '../routing-case.ts';

export const policies: CaseTheme = {
  title: 'What annotations ask for',
  cases: [
    {
      name: 'redirect-all',
      title: 'HTTPS for every route of an instance (`sluice.dev/ssl-redirect`)',
      ingresses: [
        ingress('a', [['a.example', '/', 'tea']], { annotations: { 'sluice.dev/ssl-redirect': 'true' } }),
      ],
      requests: [
        ask('a.example/foo?bar', '308 HttpsRedirect', { over: 'http', onClb: '301' }),
        ask('a.example/foo?bar', 'tea', { over: 'https' }),
      ],
      difference: {
        why: 'The HTTP listener of CLB redirects as a whole, by a status of its own.',
        instead: 'Nothing for browsers. A client that follows 301 may make a GET of another method.',
        told: [],
      },
    },
    {
      name: 'redirect-some',
      title: 'HTTPS for some routes of an instance',
      ingresses: [
        ingress('a', [['a.example', '/', 'tea']], { annotations: { 'sluice.dev/ssl-redirect': 'true' } }),
        ingress('b', [['b.example', '/', 'coffee']]),
      ],
      requests: [
        ask('a.example/', '308 HttpsRedirect', { over: 'http', onClb: 'tea' }),
        ask('a.example/', 'tea', { over: 'https' }),
        ask('b.example/', 'coffee'),
      ],
      difference: {
        why: 'CLB redirects a whole listener or nothing.',
        instead: 'Let every Ingress of the instance redirect, or give this one an instance of its own.',
        told: [
          {
            on: ['a'],
            reason: 'ApproximatedByProvider',
            message:
              'The load balancer has no redirects to HTTPS for some routes only: a.example/. Requests by HTTP are served; let every Ingress of the instance redirect, or give this one an instance of its own.',
          },
        ],
      },
    },
    {
      name: 'rewrite',
      title: 'Another path for the pods (`sluice.dev/rewrite-prefix`)',
      ingresses: [
        ingress('a', [['a.example', '/', 'tea']], { annotations: { 'sluice.dev/rewrite-prefix': '/new' } }),
      ],
      requests: [ask('a.example/foo', 'tea', { seenAs: '/new/foo', onClb: '503' })],
      difference: {
        why: 'CLB sends requests on as they come; the pods would get another path than asked.',
        instead: 'Let the pods take the path as clients send it.',
        told: [
          {
            on: ['a'],
            reason: 'UnsupportedByProvider',
            message:
              'The load balancer has no rewrites of the path, so the routes are not served: a.example/. Let the pods take the path as clients send it.',
          },
        ],
      },
    },
    {
      name: 'header-changes',
      title: 'Other header fields (`sluice.dev/request-headers`, `sluice.dev/response-headers`)',
      ingresses: [
        ingress('a', [['a.example', '/', 'tea']], {
          annotations: { 'sluice.dev/request-headers': 'set X-Role: guest' },
        }),
      ],
      requests: [ask('a.example/', 'tea', { onClb: '503' })],
      difference: {
        why: 'CLB sends requests on as they come; the pods would trust a field that anyone can send.',
        instead: 'Let the pods set the fields.',
        told: [
          {
            on: ['a'],
            reason: 'UnsupportedByProvider',
            message:
              'The load balancer has no changes of header fields, so the routes are not served: a.example/. Let the pods set them.',
          },
        ],
      },
    },
    {
      name: 'expressions',
      title: 'Paths as regular expressions (`sluice.dev/use-regex`)',
      ingresses: [
        ingress(
          'a',
          [
            ['a.example', '/v[0-9]+', 'tea', 'ImplementationSpecific'],
            ['a.example', '/', 'milk'],
          ],
          { annotations: { 'sluice.dev/use-regex': 'true' } },
        ),
      ],
      requests: [
        ask('a.example/v1', 'tea', { onClb: '503' }),
        ask('a.example/vx', 'milk', { onClb: '503' }),
        ask('a.example/x', 'milk'),
      ],
      difference: {
        why: 'CLB has no regular expressions, and no other rule may take what one may mean.',
        instead: 'Write the paths out.',
        told: [
          {
            on: ['a'],
            reason: 'UnsupportedByProvider',
            message:
              'Requests that begin like those of a route of Ingress expressions/a which the load balancer cannot serve are answered 503: a.example/v and longer.',
          },
          {
            on: ['a'],
            reason: 'UnsupportedByProvider',
            message:
              'The load balancer has no regular expressions, so the routes are not served: a.example/v[0-9]+. Use a plain path.',
          },
        ],
      },
    },
    {
      name: 'limits',
      title: 'Limits of a route (`sluice.dev/max-body-size` and others)',
      ingresses: [
        ingress('a', [['a.example', '/', 'tea']], { annotations: { 'sluice.dev/max-body-size': '4' } }),
      ],
      requests: [
        ask('a.example/', 'tea', { method: 'POST', body: 'four' }),
        ask('a.example/', '413 BodyTooLarge', { method: 'POST', body: 'more than four', onClb: 'tea' }),
      ],
      difference: {
        why: 'CLB has no limits of single routes.',
        instead:
          'Let the pods keep them. Some can be set for a whole instance by annotations of the load balancer.',
        told: [
          {
            on: ['a'],
            reason: 'ApproximatedByProvider',
            message:
              'The load balancer has no limits on the size of bodies: a.example/. Bodies of any size reach the pods; let the pods refuse them.',
          },
        ],
      },
    },
  ],
};
