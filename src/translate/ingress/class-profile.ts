import { type Profile, profileAnnotation, quoteValue } from '../../features/annotations.ts';
import type { IngressClass } from '../../kubernetes/types/index.ts';
import type { ObjectReport } from '../../model/index.ts';
import { createMemo } from '../memo.ts';
import type { TranslateSettings } from '../settings.ts';

const nginxController = 'k8s.io/ingress-nginx';
const profiles: readonly Profile[] = ['slb', 'ingress-nginx'];

/** Whether the Ingresses of a class are ours. */
export function isOurs(
  { spec }: IngressClass,
  { controller, takeOverIngressNginx }: TranslateSettings,
): boolean {
  return spec.controller === controller || (takeOverIngressNginx && spec.controller === nginxController);
}

/** The profile of a class of ours. The setting comes before the annotation, as whoever runs the server comes before whoever writes objects. */
export function chooseProfile({ metadata, spec }: IngressClass, settings: TranslateSettings): Profile {
  const chosen = settings.profiles.get(metadata.name);
  if (chosen !== undefined) return chosen;
  const written = metadata.annotations?.[profileAnnotation];
  if (written !== undefined && written !== '') return isProfile(written) ? written : 'slb';
  return spec.controller === nginxController ? 'ingress-nginx' : 'slb';
}

function isProfile(text: string): text is Profile {
  return profiles.some((profile) => profile === text);
}

/** Says which classes of ours name a profile that does not exist. */
export function createClassReports(
  settings: TranslateSettings,
): (classes: ReadonlyMap<string, IngressClass>) => readonly ObjectReport[] {
  const memo = createMemo<readonly ObjectReport[]>();
  let reports: readonly ObjectReport[] = [];
  let previous: unknown;
  return (classes) => {
    if (classes === previous) return reports;
    previous = classes;
    reports = [...classes].flatMap(([key, item]) =>
      isOurs(item, settings) ? memo.get(key, [item], () => checkProfile(item)) : [],
    );
    memo.trim(classes);
    return reports;
  };
}

function checkProfile({ metadata }: IngressClass): readonly ObjectReport[] {
  const written = metadata.annotations?.[profileAnnotation];
  if (written === undefined || written === '' || isProfile(written)) return [];
  return [
    {
      object: { kind: 'IngressClass', name: metadata.name },
      reason: 'InvalidAnnotation',
      message: `${quoteValue(written)} is no profile, allowed is ${profiles.join(' or ')}; the class has profile slb`,
      field: `metadata.annotations[${profileAnnotation}]`,
    },
  ];
}
