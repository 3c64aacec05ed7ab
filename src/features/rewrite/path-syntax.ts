import type { AnnotationReader } from '../annotation.ts';
import { annotationField } from '../annotation-reader.ts';
import { nginxTarget, nginxUseRegex, readNginxTarget, useRegex } from './annotation-specs.ts';

/** How the paths of the rules of one Ingress are read. */
export interface PathSyntax {
  /** Paths of type ImplementationSpecific are expressions. */
  readonly expressions: boolean;
  /** All paths become expressions, upper and lower case alike, on a host where a path of any Ingress turns the host. */
  readonly followsHost: boolean;
  /** Whether a path, as the rule has it, turns its host. */
  readonly turnsHost: (text: string) => boolean;
  /** The API field of the annotation that makes expressions, where one does. */
  readonly field: string;
}

/** Reads how an Ingress wants its paths to be read. Ours takes the Ingress out of what ingress-nginx does to whole hosts. */
export function readPathSyntax(reader: AnnotationReader): PathSyntax {
  const own = reader.read(useRegex);
  if (own !== undefined || reader.profile === 'slb') {
    const field = annotationField(useRegex);
    return { expressions: own === true, followsHost: false, turnsHost: () => false, field };
  }
  const target = readNginxTarget(reader);
  const all = reader.read(nginxUseRegex) === true;
  const field = annotationField(all ? nginxUseRegex : nginxTarget);
  const turnsHost = (text: string): boolean => all || (target !== undefined && target !== text);
  return { expressions: false, followsHost: true, turnsHost, field };
}
