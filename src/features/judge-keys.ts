import { nearestName } from '../base/index.ts';
import { type Profile, prefixes } from './annotation.ts';
import type { AnnotationProblem } from './annotation-reader.ts';
import { hasNoEffectHere } from './effectless-annotations.ts';
import { judgeRestriction } from './refused-annotations.ts';

/** The annotation of an IngressClass that chooses the profile of its Ingresses. */
export const profileAnnotation = 'sluice.dev/profile';

/** More names than this in one message, or reports of one kind, help nobody. */
const most = 10;

/** What the annotations that no feature reads mean for an Ingress. */
export interface KeyVerdict {
  readonly problems: readonly AnnotationProblem[];
  /** One restricts access, so the routes must not be open. */
  readonly refused: boolean;
  /** The Ingress is no Ingress of its own in ingress-nginx: its routes would take requests meant for another. */
  readonly leftOut: boolean;
}

interface Keys {
  /** With our prefix, and known to nobody. */
  readonly unknown: string[];
  /** Of ingress-nginx, and without support. */
  readonly unsupported: string[];
  /** They restrict access. */
  readonly refused: string[];
}

const canary = `${prefixes['ingress-nginx']}canary`;

/** Judges the annotations that features do not read. `known` are the names of ours. */
export function judgeKeys(
  annotations: Readonly<Record<string, string>>,
  profile: Profile,
  isRead: (key: string) => boolean,
  known: readonly string[],
): KeyVerdict {
  const keys: Keys = { unknown: [], unsupported: [], refused: [] };
  for (const key of Object.keys(annotations).sort()) {
    if (!isRead(key)) sortKey(key, annotations[key] ?? '', profile, keys);
  }
  const leftOut = profile === 'ingress-nginx' && keys.unsupported.includes(canary);
  return {
    problems: [
      ...reportUnknown(keys.unknown, known),
      ...reportRefused(keys.refused),
      ...reportUnsupported(keys.unsupported, profile, leftOut),
    ],
    refused: keys.refused.length > 0,
    leftOut,
  };
}

function sortKey(key: string, value: string, profile: Profile, keys: Keys): void {
  if (key.startsWith(prefixes.sluice)) {
    const restricts = judgeRestriction(key.slice(prefixes.sluice.length), value) === 'access';
    (restricts ? keys.refused : keys.unknown).push(key);
    return;
  }
  if (!key.startsWith(prefixes['ingress-nginx'])) return;
  const name = key.slice(prefixes['ingress-nginx'].length);
  const restricts = judgeRestriction(name, value);
  if (profile === 'slb') {
    // Not ours to read, but whoever wrote it may rely on it.
    if (restricts === 'access') keys.unsupported.push(key);
  } else if (restricts === 'access') keys.refused.push(key);
  else if (restricts === 'none' && !hasNoEffectHere(name, value)) keys.unsupported.push(key);
}

function reportUnknown(keys: readonly string[], known: readonly string[]): AnnotationProblem[] {
  const problems = keys.slice(0, most).map((key): AnnotationProblem => {
    const message = `${clip(key)} is no annotation of Sluice and has no effect${hint(key, known)}`;
    return { reason: 'UnknownAnnotation', message, field: fieldOf(key) };
  });
  const [next] = keys.slice(most);
  if (next !== undefined) {
    const message = `${keys.length - most} more annotations are none of Sluice and have no effect`;
    problems.push({ reason: 'UnknownAnnotation', message, field: fieldOf(next) });
  }
  return problems;
}

function hint(key: string, known: readonly string[]): string {
  if (key === profileAnnotation) return '; it belongs on an IngressClass';
  const nearest = nearestName(key.slice(prefixes.sluice.length), known);
  return nearest === undefined ? '' : `; did you mean ${prefixes.sluice}${nearest}?`;
}

function reportRefused(keys: readonly string[]): AnnotationProblem[] {
  const message = `Sluice cannot restrict access by ${listNames(keys)}, so the routes of the Ingress answer 503`;
  return reportFirst(keys, 'AnnotationRefused', message);
}

function reportUnsupported(keys: readonly string[], profile: Profile, leftOut: boolean): AnnotationProblem[] {
  const names = listNames(keys);
  const message = leftOut
    ? `canaries are not supported (${canary}): the Ingress is not served, as its routes would take all requests`
    : profile === 'slb'
      ? `profile slb does not read ${names}: access is not restricted`
      : `not supported, and without effect: ${names}`;
  return reportFirst(leftOut ? [canary] : keys, 'UnsupportedAnnotation', message);
}

/** One report for all of a kind, at the first. */
function reportFirst(
  [first]: readonly string[],
  reason: AnnotationProblem['reason'],
  message: string,
): AnnotationProblem[] {
  return first === undefined ? [] : [{ reason, message, field: fieldOf(first) }];
}

function listNames(keys: readonly string[]): string {
  const listed = keys.slice(0, most).map(clip).join(', ');
  return keys.length > most ? `${listed} and ${keys.length - most} more` : listed;
}

function fieldOf(key: string): string {
  return `metadata.annotations[${clip(key)}]`;
}

/** Keys from a directory are checked, yet a prefix of a domain may be long. */
function clip(key: string): string {
  return key.slice(0, 100);
}
