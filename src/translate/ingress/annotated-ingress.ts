import type { RoutePolicies } from '../../features/annotations.ts';
import type { ObjectReport, PathMatch } from '../../model/index.ts';
import type { ParsedPath } from './parsed-ingress.ts';

/** A path of a rule and what the annotations of its Ingress make of it. */
export interface AnnotatedPath {
  readonly parsed: ParsedPath;
  /** What it takes; undefined where it takes nothing. */
  readonly match: PathMatch | undefined;
  /** What it takes on a host whose paths have become expressions; undefined where that changes nothing. */
  readonly onRegexHost: PathMatch | undefined;
  /** What to say if it ends up taking nothing. */
  readonly fault: ObjectReport | undefined;
  readonly policies: RoutePolicies | undefined;
}

/** What an Ingress has on one host. */
export interface AnnotatedHost {
  /** In the order written. */
  readonly paths: readonly AnnotatedPath[];
  /** A path of it makes all paths of the host expressions. */
  readonly turns: boolean;
  /** What its default backend asks for on the host. */
  readonly defaultPolicies: RoutePolicies | undefined;
}

/** An Ingress and what its annotations ask for. */
export interface AnnotatedIngress {
  readonly hosts: ReadonlyMap<string, AnnotatedHost>;
  /** What the default backend of an Ingress without rules asks for. */
  readonly fallbackPolicies: RoutePolicies | undefined;
  /** Every route answers 503: what restricts access cannot be honoured. */
  readonly refused: boolean;
  /** The Ingress must not be served. */
  readonly leftOut: boolean;
  readonly reports: readonly ObjectReport[];
}
