import {
  type AnnotationInput,
  createExpressionReader,
  type PathSyntax,
  type ReadExpression,
  readAnnotations,
} from '../../features/annotations.ts';
import type { ObjectRef, ObjectReport } from '../../model/index.ts';
import { createCover } from '../certificates/certificate-names.ts';
import type { AnnotatedHost, AnnotatedIngress, AnnotatedPath } from './annotated-ingress.ts';
import type { ParsedHost, ParsedIngress, ParsedPath, ParsedTls } from './parsed-ingress.ts';

/** Reads the annotations of one Ingress and says what they ask for each of its routes. */
export function annotateIngress(
  ingress: ParsedIngress,
  given: Pick<AnnotationInput, 'findConfigMap' | 'sslRedirect'>,
): AnnotatedIngress {
  const { ref, annotations, namespace, profile } = ingress;
  const read = readAnnotations({ ...given, annotations, namespace, profile });
  const covers = coverOf(ingress.tls);
  const readExpression = createExpressionReader();
  const annotateHost = ({ host, paths }: ParsedHost): AnnotatedHost => {
    const tls = covers(host);
    const turns = paths.some((path) => read.paths.turnsHost(path.text));
    return {
      turns,
      paths: paths.map((parsed): AnnotatedPath => {
        const path = readPath(parsed, { syntax: read.paths, turned: turns, readExpression, ref });
        const policies = read.policiesOf({ path: { text: parsed.text, match: path.match }, tls });
        return { ...path, policies };
      }),
      defaultPolicies: ingress.defaultBackend === undefined ? undefined : read.policiesOf({ tls }),
    };
  };
  const hosts = new Map(ingress.hosts.map((host) => [host.host, annotateHost(host)]));
  const fallbackPolicies = ingress.catchAll ? read.policiesOf({ tls: covers('*') }) : undefined;
  return {
    hosts,
    fallbackPolicies,
    refused: read.refused,
    leftOut: read.leftOut,
    reports: read.problems().map((problem): ObjectReport => ({ object: ref, ...problem })),
  };
}

/** An entry without hosts covers every host, as its certificate is the default one. */
function coverOf(tls: readonly ParsedTls[]): (host: string) => boolean {
  if (tls.some(({ hosts }) => hosts.length === 0)) return () => true;
  return createCover(tls.flatMap(({ hosts }) => hosts));
}

interface PathContext {
  readonly syntax: PathSyntax;
  /** The Ingress itself makes expressions of all paths of the host. */
  readonly turned: boolean;
  readonly readExpression: ReadExpression;
  readonly ref: ObjectRef;
}

function readPath(
  parsed: ParsedPath,
  { syntax, turned, readExpression, ref }: PathContext,
): Omit<AnnotatedPath, 'policies'> {
  const { text, pathType, literal } = parsed;
  const free = pathType === 'ImplementationSpecific';
  const asked = turned || (syntax.expressions && free);
  const read = asked || syntax.followsHost ? readExpression(text, syntax.followsHost) : undefined;
  const regex = read?.kind === 'expression' ? read.match : undefined;
  // A path that is meant to be an expression and is none takes nothing; Exact and Prefix then keep their meaning.
  const match = asked ? (regex ?? (free ? undefined : literal)) : literal;
  const why = asked && free && read?.kind === 'none' ? read.why : undefined;
  return {
    parsed,
    match,
    onRegexHost: syntax.followsHost ? regex : undefined,
    fault: match === undefined ? reportPath(parsed, why, syntax, ref) : undefined,
  };
}

function reportPath(
  { text, field }: ParsedPath,
  why: string | undefined,
  syntax: PathSyntax,
  object: ObjectRef,
): ObjectReport {
  const shown = JSON.stringify(text.slice(0, 100));
  if (why === undefined) {
    const message = `no request can have the path ${shown}; the rule is left out`;
    return { object, reason: 'InvalidObject', message, field: `${field}.path` };
  }
  const message = `the path ${shown} of ${field} is no expression (${why}); the rule is left out`;
  return { object, reason: 'InvalidAnnotation', message, field: syntax.field };
}
