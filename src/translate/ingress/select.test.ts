import { describe, expect, test } from 'vitest';
import type { Ingress, IngressClass } from '../../kubernetes/types/index.ts';
import { formatRef } from '../../model/index.ts';
import { emptySnapshot } from '../../snapshot/index.ts';
import { type Draft, startDraft } from '../draft.ts';
import { defaultTranslateSettings, type TranslateSettings } from '../settings.ts';
import { createSelectPass } from './select.ts';

const ours = 'sluice.dev/ingress-controller';

const nginx = 'k8s.io/ingress-nginx';

interface World {
  readonly field?: string;
  readonly annotation?: string;
  readonly classes?: readonly IngressClass[];
  readonly settings?: Partial<TranslateSettings>;
}

/** What becomes of one Ingress: `selected`, or the reason it is not. */
function judge(world: World): string {
  const draft = select(world);
  if (draft.selected.size === 1) return 'selected';
  return [...draft.collected].map(({ reason }) => reason).join();
}

/** The profile of one Ingress, which must be ours, and what is said of its class. */
function profileOf(world: World): string {
  const draft = select(world);
  expect([...draft.selected.keys()]).toEqual(['shop/web']);
  const reports = [...draft.collected].map(({ reason, object }) => `${reason} ${formatRef(object)}`);
  return [draft.profiles.get('shop/web') ?? 'slb', ...reports].join();
}

function select({ field, annotation, classes = [], settings }: World): Draft {
  const annotations: Record<string, string> =
    annotation === undefined ? {} : { 'kubernetes.io/ingress.class': annotation };
  const ingress: Ingress = {
    kind: 'Ingress',
    metadata: { namespace: 'shop', name: 'web', creationTimestamp: 1, annotations },
    spec: field === undefined ? {} : { ingressClassName: field },
  };
  const draft = startDraft({
    ...emptySnapshot,
    ingresses: new Map([['shop/web', ingress]]),
    ingressClasses: new Map(classes.map((item) => [item.metadata.name, item])),
  });
  createSelectPass({ ...defaultTranslateSettings, ...settings })(draft);
  return draft;
}

function ingressClass(
  name: string,
  controller: string,
  marked?: string,
  creationTimestamp = 1,
): IngressClass {
  const annotations: Record<string, string> =
    marked === undefined ? {} : { 'ingressclass.kubernetes.io/is-default-class': marked };
  return { kind: 'IngressClass', metadata: { name, creationTimestamp, annotations }, spec: { controller } };
}

describe('an Ingress that names a class in its spec', () => {
  test('is ours when the controller of the class is, whatever the annotation says', () => {
    const classes = [ingressClass('slb', ours)];
    expect(judge({ field: 'slb', annotation: 'nginx', classes })).toBe('selected');
  });

  test('is not ours when the class is of another controller, whatever the annotation says', () => {
    const classes = [ingressClass('nginx', 'k8s.io/ingress-nginx')];
    expect(judge({ field: 'nginx', annotation: 'sluice', classes })).toBe('OtherClass');
  });

  test('is not served while the class does not exist', () => {
    expect(judge({ field: 'sluice' })).toBe('ClassNotFound');
  });

  test('follows the setting that names our controller', () => {
    const classes = [ingressClass('slb', 'example.com/mine')];
    expect(judge({ field: 'slb', classes, settings: { controller: 'example.com/mine' } })).toBe('selected');
  });
});

describe('an Ingress that names a class by annotation', () => {
  test.each([
    ['a class of ours', 'slb', 'selected'],
    ['sluice, a class or not', 'sluice', 'selected'],
    ['a class of others', 'nginx', 'OtherClass'],
    ['what is no class', 'gone', 'OtherClass'],
    ['nothing', '', 'selected'],
  ])('by %s', (_, annotation, verdict) => {
    const classes = [ingressClass('slb', ours), ingressClass('nginx', 'k8s.io/ingress-nginx')];
    expect(judge({ annotation, classes })).toBe(verdict);
  });

  test('is not ours when a class called sluice is of another controller', () => {
    expect(judge({ annotation: 'sluice', classes: [ingressClass('sluice', 'example.com/x')] })).toBe(
      'OtherClass',
    );
  });
});

describe('an Ingress without a class', () => {
  test('is ours unless the setting says otherwise', () => {
    expect(judge({})).toBe('selected');
    expect(judge({ settings: { takeClassless: false } })).toBe('OtherClass');
  });

  test('goes to the class marked default, whatever the setting says', () => {
    const settings = { takeClassless: false };
    expect(judge({ classes: [ingressClass('slb', ours, 'true')], settings })).toBe('selected');
    expect(judge({ classes: [ingressClass('nginx', 'example.com/x', 'true')] })).toBe('OtherClass');
    expect(judge({ classes: [ingressClass('nginx', 'example.com/x', 'false')] })).toBe('selected');
  });

  test('goes to the oldest of several default classes, then the first by name', () => {
    const other = (name: string, age: number) => ingressClass(name, 'example.com/x', 'true', age);
    expect(judge({ classes: [ingressClass('slb', ours, 'true', 2), other('z', 1)] })).toBe('OtherClass');
    expect(judge({ classes: [other('a', 2), ingressClass('slb', ours, 'true', 1)] })).toBe('selected');
    expect(judge({ classes: [other('z', 1), ingressClass('slb', ours, 'true', 1)] })).toBe('selected');
  });
});

describe('the profile of an Ingress', () => {
  function profiled(name: string, controller: string, profile: string): IngressClass {
    const item = ingressClass(name, controller);
    return { ...item, metadata: { ...item.metadata, annotations: { 'sluice.dev/profile': profile } } };
  }
  const takeOver = { takeOverIngressNginx: true };
  const nginxProfile = new Map([['slb', 'ingress-nginx' as const]]);

  test('is slb unless its class says otherwise', () => {
    expect(profileOf({})).toBe('slb');
    expect(profileOf({ field: 'slb', classes: [ingressClass('slb', ours)] })).toBe('slb');
    expect(profileOf({ field: 'slb', classes: [profiled('slb', ours, '')] })).toBe('slb');
    expect(profileOf({ field: 'slb', classes: [profiled('slb', ours, 'ingress-nginx')] })).toBe(
      'ingress-nginx',
    );
    expect(profileOf({ annotation: 'slb', classes: [profiled('slb', ours, 'ingress-nginx')] })).toBe(
      'ingress-nginx',
    );
  });

  test('follows the setting before the class', () => {
    const settings = { profiles: nginxProfile };
    expect(profileOf({ field: 'slb', classes: [profiled('slb', ours, 'slb')], settings })).toBe(
      'ingress-nginx',
    );
    const named = { profiles: new Map([['sluice', 'ingress-nginx' as const]]) };
    expect(profileOf({ annotation: 'sluice', settings: named })).toBe('ingress-nginx');
  });

  test('is slb where the class names none that exists, which is said of the class', () => {
    expect(profileOf({ field: 'slb', classes: [profiled('slb', ours, 'nginx')] })).toBe(
      'slb,InvalidAnnotation IngressClass slb',
    );
    expect(profileOf({ classes: [profiled('other', 'example.com/x', 'nginx')] })).toBe('slb');
  });

  test('is that of the default class where it has none', () => {
    const classes = [ingressClass('slb', ours, 'true')];
    expect(profileOf({ classes, settings: { profiles: nginxProfile } })).toBe('ingress-nginx');
  });

  test('is ingress-nginx for the classes of ingress-nginx, once they are taken over', () => {
    const classes = [ingressClass('public', nginx)];
    expect(judge({ field: 'public', classes })).toBe('OtherClass');
    expect(profileOf({ field: 'public', classes, settings: takeOver })).toBe('ingress-nginx');
    expect(
      profileOf({ field: 'public', classes: [profiled('public', nginx, 'slb')], settings: takeOver }),
    ).toBe('slb');
    expect(
      judge({ field: 'public', classes: [ingressClass('public', 'example.com/x')], settings: takeOver }),
    ).toBe('OtherClass');
  });

  test('is ingress-nginx by the deprecated annotation nginx, once it is taken over', () => {
    expect(judge({ annotation: 'nginx' })).toBe('OtherClass');
    expect(profileOf({ annotation: 'nginx', settings: takeOver })).toBe('ingress-nginx');
    const slb = { ...takeOver, profiles: new Map([['nginx', 'slb' as const]]) };
    expect(profileOf({ annotation: 'nginx', settings: slb })).toBe('slb');
    expect(judge({ field: 'nginx', settings: takeOver })).toBe('ClassNotFound');
  });
});
