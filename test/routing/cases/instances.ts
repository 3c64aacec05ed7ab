import { ingress, instanceAnnotations } from '../../support/manifests.ts';
import { ask, type CaseTheme } from '../routing-case.ts';
import { emptyGroup } from './known-causes.ts';

const [newer, older] = instanceAnnotations;
const manyHosts = Array.from({ length: 40 }, (_, index) => `h${index + 1}.example`);

export const instances: CaseTheme = {
  title: 'Instances',
  cases: [
    {
      name: 'automatic-instance',
      title: 'No instance is named: one is made, and shared',
      automatic: true,
      ingresses: [ingress('a', [['a.example', '/', 'tea']]), ingress('b', [['b.example', '/', 'coffee']])],
      requests: [
        ask('a.example/', 'tea'),
        ask('b.example/', 'coffee'),
        ask('b.example/', 'coffee', { to: 'b' }),
      ],
    },
    {
      name: 'two-instances',
      title: 'Two instances that are named, by either spelling: each has the rules of its own Ingresses',
      ingresses: [
        ingress('tea', [['a.example', '/', 'tea']], { annotations: { [newer]: 'lb-front' } }),
        ingress('coffee', [['a.example', '/', 'coffee']], { annotations: { [newer]: 'lb-back' } }),
        ingress('milk', [['b.example', '/', 'milk']], {
          annotations: { [newer]: 'lb-back', [older]: 'lb-front' },
        }),
      ],
      requests: [
        ask('a.example/', 'tea', { to: 'tea' }),
        ask('a.example/', 'coffee', { to: 'coffee' }),
        ask('b.example/', 'milk', { to: 'coffee' }),
        ask('b.example/', '404 NoRoute', { to: 'tea', onClb: '503' }),
      ],
      difference: {
        ...emptyGroup,
        told: [],
      },
    },
    {
      name: 'many-rules',
      title: 'More rules than a listener may have (40)',
      ingresses: [
        ingress(
          'many',
          manyHosts.map((host) => [host, '/', 'tea'] as const),
          { createdAt: '2024-01-01T00:00:00Z' },
        ),
        ingress('late', [['late.example', '/', 'coffee']], { createdAt: '2024-01-02T00:00:00Z' }),
      ],
      requests: [
        ask('h1.example/', 'tea'),
        ask('h40.example/', 'tea'),
        ask('late.example/', 'coffee', { onClb: '503' }),
      ],
      difference: {
        why: 'A listener has 40 rules; the youngest Ingresses give way.',
        instead: 'Name another instance, or have the quota raised (setting `rulesPerListener`).',
        told: [
          {
            on: ['late'],
            reason: 'ProviderQuotaExceeded',
            message:
              'A listener may have 40 rules, and older Ingresses leave too few for Ingress many-rules/late: it is not served, and its requests go where they would go without it.',
          },
        ],
      },
    },
  ],
};
