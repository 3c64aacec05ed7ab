import { nearestName } from '../../base/index.ts';
import type { ObjectRef, ObjectReport } from '../../model/index.ts';
import { cloudAnnotations } from './cloud-annotations.ts';
import { type FoundAnnotation, fieldOf } from './found-annotations.ts';
import { unsupportedCloudAnnotations } from './unsupported-annotations.ts';

/** More names than this in one message help nobody. */
const mostNamed = 10;

const read: ReadonlySet<string> = new Set(cloudAnnotations.map(({ name }) => name));
const reasons = new Map(unsupportedCloudAnnotations.map(({ name, why }) => [name, why]));

type Found = ReadonlyMap<string, FoundAnnotation>;

/** One report on all annotations for load balancers that Sluice does not honour, or does not know. */
export function reportUnsupported(object: ObjectRef, found: Found): readonly ObjectReport[] {
  const unsupported = [...found.values()].filter(({ name }) => !read.has(name)).sort(byName);
  const [first] = unsupported;
  if (first === undefined) return [];
  const told = listNames(unsupported, ({ name }) => {
    const why = reasons.get(name) ?? guess(name);
    return why === undefined ? clip(name) : `${clip(name)} (${why})`;
  });
  const message = `not supported for load balancers, and without effect: ${told}`;
  return [{ object, reason: 'UnsupportedAnnotation', message, field: fieldOf(first) }];
}

/** For a provider that has no use for such annotations. */
export function reportUncounted(object: ObjectRef, found: Found): readonly ObjectReport[] {
  const all = [...found.values()].sort(byName);
  const [first] = all;
  const access = found.get('acl-status');
  if (first === undefined) return [];
  const message = `for the load balancers of a cloud alone, and without effect here: ${listNames(all, ({ name }) => clip(name))}`;
  const report: ObjectReport = { object, reason: 'AnnotationWithoutEffect', message, field: fieldOf(first) };
  if (access === undefined || access.text === 'off') return [report];
  // Whoever wrote it may rely on it.
  const open = 'access is not restricted: access control lists are for the load balancers of a cloud';
  return [report, { object, reason: 'UnsupportedAnnotation', message: open, field: fieldOf(access) }];
}

function guess(name: string): string | undefined {
  const nearest = nearestName(name, [...read]);
  return nearest === undefined ? undefined : `did you mean ${nearest}?`;
}

function listNames(
  annotations: readonly FoundAnnotation[],
  tell: (annotation: FoundAnnotation) => string,
): string {
  const told = annotations.slice(0, mostNamed).map(tell).join(', ');
  const more = annotations.length - mostNamed;
  return more > 0 ? `${told} and ${more} more` : told;
}

function byName(a: FoundAnnotation, b: FoundAnnotation): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

function clip(name: string): string {
  return name.slice(0, 63);
}
