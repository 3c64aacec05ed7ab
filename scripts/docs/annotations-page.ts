import {
  type AnnotationSpec,
  effectlessAnnotations,
  type FeatureAnnotations,
  featureAnnotations,
  prefixes,
  profileAnnotation,
  refusedAnnotations,
} from '../../src/features/annotations.ts';
import {
  type CloudAnnotation,
  cloudAnnotations,
  cloudPrefixes,
  unsupportedCloudAnnotations,
} from '../../src/translate/index.ts';
import { markdownTable } from './markdown-table.ts';
import type { Page } from './page.ts';

/** Every annotation that is read, feature by feature, and those of ingress-nginx that are not. */
export function annotationsPage(): Page {
  const lines = [
    '<!-- Made from src/features/ and src/translate/cloud/ by npm run docs. Do not edit. -->',
    '',
    '# Annotations',
    '',
    ...introduction(),
    ...Object.values(featureAnnotations).flatMap(featureSection),
    ...cloudSection(),
    ...refusedSection(),
    ...effectlessSection(),
    '',
  ];
  return { path: 'docs/reference/annotations.md', text: lines.join('\n') };
}

function introduction(): readonly string[] {
  return [
    `An Ingress asks for more than Kubernetes has fields for by annotations with the prefix \`${prefixes.sluice}\`. Blanks around a value`,
    'do not count, an empty value counts as absent, and a value may have 16 KiB. A bad value is reported (`InvalidAnnotation`) and has',
    'no effect, unless said otherwise below; the rest of the Ingress is served. A name that does not exist is reported as',
    '`UnknownAnnotation`.',
    '',
    '## Profiles',
    '',
    'Each IngressClass has a profile, which says which annotations of its Ingresses count and what holds without any.',
    '',
    ...markdownTable([
      ['Profile', 'Annotations that count', 'Without annotations'],
      [
        '`slb` (default)',
        `\`${prefixes.sluice}\``,
        'plain HTTP is served unless the setting `sslRedirect` is on',
      ],
      [
        '`ingress-nginx`',
        `\`${prefixes.sluice}\`, and \`${prefixes['ingress-nginx']}\` where ours says nothing about the same`,
        'plain HTTP is redirected on hosts that `tls` covers',
      ],
    ]),
    '',
    `The setting \`profiles\` decides, then the annotation \`${profileAnnotation}\` on the IngressClass, then the controller of the`,
    'class: with the setting `takeOverIngressNginx`, classes of `k8s.io/ingress-nginx` are taken, in profile `ingress-nginx`.',
    'Ingresses without a class have the profile of the default class, or `slb`.',
    '',
    'The annotations that choose an instance, `service.beta.kubernetes.io/alibaba-cloud-loadbalancer-id` and',
    '`…-force-override-listeners`, are read in both profiles, as are those of [the load balancer](#load-balancers-of-alibaba-cloud).',
  ];
}

function featureSection({ title, doc, annotations }: FeatureAnnotations<unknown>): readonly string[] {
  const header = ['Annotation', 'Effect', 'Value', 'Default', 'Example', 'On a bad value'];
  return ['', `## ${title}`, '', doc, '', ...markdownTable([header, ...annotations.map(annotationRow)])];
}

function annotationRow(spec: AnnotationSpec): readonly string[] {
  const { dialect, name, doc, form, default: standard, example, onInvalid } = spec;
  const consequence = onInvalid === 'closed' ? 'the routes answer 503' : 'no effect';
  return [`\`${prefixes[dialect]}${name}\``, doc, form, standard, `\`${example}\``, consequence];
}

function cloudSection(): readonly string[] {
  const header = ['Name', 'Effect', 'Value', 'Default', 'Example'];
  const table = (about: CloudAnnotation['scope']): readonly string[] =>
    markdownTable([header, ...cloudAnnotations.filter(({ scope }) => scope === about).map(cloudRow)]);
  const unsupported = unsupportedCloudAnnotations.map(({ name, why }) => [`\`${name}\``, why]);
  return [
    '',
    '## Load balancers of Alibaba Cloud',
    '',
    'What Alibaba Cloud has for Services of type LoadBalancer is read from Ingresses, with the provider `alibaba-clb`. A name stands',
    `for \`${cloudPrefixes[0]}loadbalancer-NAME\`, or for the same with`,
    `\`${cloudPrefixes[1]}\`; the former wins. Ingresses of one load balancer share what it is: of each thing, the`,
    'first Ingress that says something decides, and the others are told (`ConflictingLoadBalancer`). What belongs together, as all of',
    'a health check, comes from one Ingress. The builtin provider has no use for these (`AnnotationWithoutEffect`).',
    '',
    'Access control lists that are wrong, or are not those of the first Ingress that has some, close the routes of their Ingress (503,',
    '`AnnotationRefused`): nobody comes in who should not.',
    '',
    '### Of the listeners',
    '',
    ...table('listener'),
    '',
    '### Of the instance Sluice makes',
    '',
    'On an instance that you made they have no effect.',
    '',
    ...table('instance'),
    '',
    '### Not supported',
    '',
    'These, and all others with the prefixes, are reported as `UnsupportedAnnotation`.',
    '',
    ...markdownTable([['Name', 'Why'], ...unsupported]),
  ];
}

function cloudRow({ name, doc, form, default: standard, example }: CloudAnnotation): readonly string[] {
  return [`\`${name}\``, doc, form, standard, `\`${example}\``];
}

function refusedSection(): readonly string[] {
  const rows = refusedAnnotations.map(({ names, off, doc }) => [
    `\`${names}\``,
    doc,
    off === 'empty' ? 'empty' : 'empty, `false`, `off` or `0`',
  ]);
  return [
    '',
    '## What closes the routes of an Ingress',
    '',
    'Annotations that restrict access and that Sluice cannot honour yet. One of them, by either prefix that counts, makes every route of',
    'its Ingress answer 503 (`AnnotationRefused`), so that nobody comes in who should not. In profile `slb` those of ingress-nginx are',
    'only reported (`UnsupportedAnnotation`).',
    '',
    ...markdownTable([['Name', 'What it does', 'Closes nothing when'], ...rows]),
  ];
}

function effectlessSection(): readonly string[] {
  const rows = effectlessAnnotations.map(({ name, values, why }) => [
    `\`${name}\``,
    values === undefined ? 'any' : values.map((value) => `\`${value}\``).join(', '),
    why,
  ]);
  return [
    '',
    '## What ingress-nginx has and Sluice need not read',
    '',
    'In profile `ingress-nginx` these are passed over in silence. All others of ingress-nginx that stand nowhere on this page are',
    'reported as `UnsupportedAnnotation`; an Ingress with `canary: "true"` is not served, as its routes would take all requests.',
    '',
    ...markdownTable([['Name', 'Values', 'Why'], ...rows]),
  ];
}
