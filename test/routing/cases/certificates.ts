import { ingress } from '../../support/manifests.ts';
import { ask, type CaseTheme } from '../routing-case.ts';
import { anyLabels } from './known-causes.ts';

const fake = 'Sluice Fake Certificate';

export const certificates: CaseTheme = {
  title: 'Certificates',
  cases: [
    {
      name: 'fake-certificate',
      title: 'The first Ingress names no Secret',
      ingresses: [
        ingress('first', [['a.example', '/', 'tea']], { createdAt: '2024-01-01T00:00:00Z' }),
        ingress('second', [['b.example', '/', 'coffee']], {
          createdAt: '2024-01-02T00:00:00Z',
          tls: [{ hosts: ['b.example'], secretName: 'b-tls' }],
        }),
      ],
      requests: [
        ask('a.example/', 'tea', { over: 'https', certificate: fake }),
        ask('a.example/', 'tea', { over: 'https', certificate: fake, serverName: '' }),
        ask('b.example/', 'coffee', { over: 'https', certificate: 'b.example' }),
      ],
    },
    {
      name: 'first-certificate',
      title: 'The first Ingress names a Secret, which is shown to all who ask for no other',
      ingresses: [
        ingress('b', [['b.example', '/', 'coffee']], {
          createdAt: '2024-01-02T00:00:00Z',
          tls: [{ hosts: ['b.example'], secretName: 'b-tls' }],
        }),
        ingress('z', [['a.example', '/', 'tea']], {
          createdAt: '2024-01-01T00:00:00Z',
          tls: [{ hosts: ['a.example'], secretName: 'a-tls' }],
        }),
      ],
      requests: [
        ask('a.example/', 'tea', { over: 'https', certificate: 'a.example' }), // C-07
        ask('b.example/', 'coffee', { over: 'https', certificate: 'b.example' }),
        ask('b.example/', 'coffee', { over: 'https', certificate: 'a.example', serverName: '' }),
        ask('b.example/', 'coffee', { over: 'https', certificate: 'a.example', serverName: 'c.example' }),
        ask('a.example/', 'tea', { over: 'https', certificate: 'b.example', serverName: 'b.example' }),
      ],
    },
    {
      name: 'wildcard-certificate',
      title: 'A host and a wildcard with certificates',
      ingresses: [
        ingress('first', [['a.example', '/', 'tea']], { createdAt: '2024-01-01T00:00:00Z' }),
        ingress('any', [['*.wild.example', '/', 'tea']], {
          tls: [{ hosts: ['*.wild.example'], secretName: 'wild-tls' }],
        }),
        ingress('shop', [['shop.wild.example', '/', 'coffee']], {
          tls: [{ hosts: ['shop.wild.example'], secretName: 'shop-tls' }],
        }),
      ],
      requests: [
        ask('shop.wild.example/', 'coffee', { over: 'https', certificate: 'shop.wild.example' }),
        ask('tea.wild.example/', 'tea', { over: 'https', certificate: '*.wild.example' }),
        ask('x.tea.wild.example/', '404 NoRoute', {
          ...{ over: 'https', certificate: fake },
          ...{ onClb: 'tea', certificateOnClb: '*.wild.example' },
        }),
      ],
      difference: {
        ...anyLabels,
        told: [
          {
            on: ['any'],
            reason: 'ApproximatedByProvider',
            message:
              'A wildcard of the load balancer takes names of any number of labels: x.y.wild.example/ goes to wildcard-certificate/tea:80 instead of 404.',
          },
        ],
      },
    },
    {
      name: 'certificate-without-rule',
      title: 'A certificate for a host without a rule of its own',
      ingresses: [
        ingress('first', [['a.example', '/', 'tea']], { createdAt: '2024-01-01T00:00:00Z' }),
        ingress('all', [[undefined, '/', 'coffee']], {
          tls: [{ hosts: ['b.example'], secretName: 'b-tls' }],
        }),
      ],
      requests: [
        ask('b.example/', 'coffee', {
          ...{ over: 'https', certificate: 'b.example', certificateOnClb: fake },
        }),
      ],
      difference: {
        why: 'CLB shows a certificate by server name only where a rule has that very host.',
        instead: 'Add a rule for the host.',
        told: [
          {
            on: ['first', 'all'],
            reason: 'UnsupportedByProvider',
            message:
              'The load balancer shows the certificate of Secret certificate-without-rule/b-tls for b.example only where a rule has that host: clients that ask for it see another. Add a rule for b.example.',
          },
        ],
      },
    },
    {
      name: 'many-certificates',
      title: 'More certificates by server name than a listener may have (3)',
      ingresses: [
        ingress('first', [['a.example', '/', 'tea']], { createdAt: '2024-01-01T00:00:00Z' }),
        ...['b', 'c', 'd', 'e'].map((name, index) =>
          ingress(name, [[`${name}.example`, '/', 'coffee']], {
            createdAt: `2024-01-0${index + 2}T00:00:00Z`,
            tls: [{ hosts: [`${name}.example`], secretName: `${name}-tls` }],
          }),
        ),
      ],
      requests: [
        ...['b', 'c', 'd'].map((name) =>
          ask(`${name}.example/`, 'coffee', { over: 'https', certificate: `${name}.example` }),
        ),
        ask('e.example/', 'coffee', {
          ...{ over: 'https', certificate: 'e.example', certificateOnClb: fake },
        }),
      ],
      difference: {
        why: 'A listener has three certificates beside the default one; the youngest Ingresses give way.',
        instead:
          'One Secret with a certificate for all hosts, another instance, or a larger quota (setting `extensionsPerListener`).',
        told: [
          {
            on: ['e'],
            reason: 'ProviderQuotaExceeded',
            message:
              'A listener may have 3 certificates beside the default one, and older Ingresses use them up: that of Secret many-certificates/e-tls is not shown for e.example.',
          },
        ],
      },
    },
    {
      name: 'missing-certificate',
      title: 'A Secret that does not exist',
      ingresses: [
        ingress('a', [['a.example', '/', 'tea']], {
          tls: [{ hosts: ['a.example'], secretName: 'missing' }],
        }),
      ],
      requests: [ask('a.example/', 'tea', { over: 'https', certificate: fake })],
    },
  ],
};
