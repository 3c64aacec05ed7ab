import type { Profile } from '../../features/annotations.ts';
import type { Ingress, IngressClass, ObjectKey } from '../../kubernetes/types/index.ts';
import type { ObjectReport } from '../../model/index.ts';
import { collectReports, type Pass } from '../draft.ts';
import { createMemo } from '../memo.ts';
import { compareText } from '../order.ts';
import type { TranslateSettings } from '../settings.ts';
import { chooseProfile, createClassReports, isOurs } from './class-profile.ts';
import { ingressRef } from './parsed-ingress.ts';

const classAnnotation = 'kubernetes.io/ingress.class';
const defaultClassAnnotation = 'ingressclass.kubernetes.io/is-default-class';
/** The value of the deprecated annotation that needs no IngressClass. */
const ownClassName = 'sluice';
/** The same of ingress-nginx. */
const nginxClassName = 'nginx';

type Verdict =
  | { readonly kind: 'ours'; readonly profile: Profile }
  | { readonly kind: 'other'; readonly className: string; readonly controller: string | undefined }
  | { readonly kind: 'not-found'; readonly className: string };

const ours: Readonly<Record<Profile, Verdict>> = {
  slb: { kind: 'ours', profile: 'slb' },
  'ingress-nginx': { kind: 'ours', profile: 'ingress-nginx' },
};

/** Leaves the Ingresses that are ours in `selected`, with their profiles, and says of the others why they are not. */
export function createSelectPass(settings: TranslateSettings): Pass {
  const memo = createMemo<readonly ObjectReport[]>();
  const reportClasses = createClassReports(settings);
  return (draft) => {
    const { ingressClasses, ingresses } = draft.snapshot;
    const byDefault = judgeClassless(ingressClasses, settings);
    const selected = new Map<ObjectKey, Ingress>();
    const profiles = new Map<ObjectKey, Profile>();
    for (const [key, ingress] of ingresses) {
      const verdict = judge(ingress, ingressClasses, settings) ?? byDefault;
      if (verdict.kind === 'ours') {
        selected.set(key, ingress);
        if (verdict.profile !== 'slb') profiles.set(key, verdict.profile);
        continue;
      }
      const controller = verdict.kind === 'other' ? verdict.controller : undefined;
      const inputs = [ingress, verdict.kind, verdict.className, controller];
      collectReports(
        draft,
        memo.get(key, inputs, () => [explain(ingress, verdict)]),
      );
    }
    memo.trim(ingresses);
    collectReports(draft, reportClasses(ingressClasses));
    draft.selected = selected;
    draft.profiles = profiles;
  };
}

/** The profile by which an Ingress is read; undefined where it is left to others. */
export function ingressProfile(
  ingress: Ingress,
  classes: ReadonlyMap<string, IngressClass>,
  settings: TranslateSettings,
): Profile | undefined {
  const verdict = judge(ingress, classes, settings) ?? judgeClassless(classes, settings);
  return verdict.kind === 'ours' ? verdict.profile : undefined;
}

/** By the class an Ingress names; undefined when it names none. The field hides the annotation. */
function judge(
  ingress: Ingress,
  classes: ReadonlyMap<string, IngressClass>,
  settings: TranslateSettings,
): Verdict | undefined {
  const field = ingress.spec.ingressClassName;
  if (field !== undefined) {
    const named = classes.get(field);
    return named === undefined ? { kind: 'not-found', className: field } : judgeClass(named, settings);
  }
  const annotation = ingress.metadata.annotations?.[classAnnotation];
  if (annotation === undefined || annotation === '') return undefined;
  const named = classes.get(annotation);
  if (named !== undefined) return judgeClass(named, settings);
  const { profiles, takeOverIngressNginx } = settings;
  if (annotation === ownClassName) return ours[profiles.get(annotation) ?? 'slb'];
  return takeOverIngressNginx && annotation === nginxClassName
    ? ours[profiles.get(annotation) ?? 'ingress-nginx']
    : { kind: 'other', className: annotation, controller: undefined };
}

function judgeClass(named: IngressClass, settings: TranslateSettings): Verdict {
  if (isOurs(named, settings)) return ours[chooseProfile(named, settings)];
  return { kind: 'other', className: named.metadata.name, controller: named.spec.controller };
}

/** For Ingresses without a class: the class marked default decides, the oldest where several are. */
function judgeClassless(classes: ReadonlyMap<string, IngressClass>, settings: TranslateSettings): Verdict {
  let chosen: IngressClass | undefined;
  for (const candidate of classes.values()) {
    if (candidate.metadata.annotations?.[defaultClassAnnotation] !== 'true') continue;
    if (chosen === undefined || compareAge(candidate, chosen) < 0) chosen = candidate;
  }
  if (chosen !== undefined) return judgeClass(chosen, settings);
  return settings.takeClassless ? ours.slb : { kind: 'other', className: '', controller: undefined };
}

function compareAge(a: IngressClass, b: IngressClass): number {
  return (
    a.metadata.creationTimestamp - b.metadata.creationTimestamp ||
    compareText(a.metadata.name, b.metadata.name)
  );
}

function explain(ingress: Ingress, verdict: Exclude<Verdict, { kind: 'ours' }>): ObjectReport {
  const object = ingressRef(ingress);
  if (verdict.kind === 'not-found') {
    const message = `IngressClass ${verdict.className} does not exist; the Ingress is not served`;
    return { object, reason: 'ClassNotFound', message, field: 'spec.ingressClassName' };
  }
  const byAnnotation =
    ingress.spec.ingressClassName === undefined && ingress.metadata.annotations?.[classAnnotation];
  const field = byAnnotation ? `metadata.annotations[${classAnnotation}]` : 'spec.ingressClassName';
  return { object, reason: 'OtherClass', message: explainOther(verdict), field };
}

function explainOther({ className, controller }: Extract<Verdict, { kind: 'other' }>): string {
  if (className === '') return 'the Ingress names no class, and Ingresses without a class are not taken';
  const suffix = controller === undefined ? '' : ` of controller ${controller}`;
  return `the Ingress belongs to class ${className}${suffix}`;
}
