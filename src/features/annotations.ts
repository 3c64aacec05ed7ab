import { affinityAnnotations } from './affinity/annotation.ts';
import type { AnnotatedRoute, AnnotationReader, FeatureAnnotations } from './annotation.ts';
import { prefixes } from './annotation.ts';
import {
  type AnnotationInput,
  type AnnotationProblem,
  createAnnotationReader,
  referredKey,
} from './annotation-reader.ts';
import { approximationAnnotations } from './approximation/annotation.ts';
import { bodySizeAnnotations } from './body-size/annotation.ts';
import { headersAnnotations } from './headers/annotation.ts';
import { healthCheckAnnotations } from './health-check/annotation.ts';
import { judgeKeys } from './judge-keys.ts';
import { loadBalanceAnnotations } from './load-balance/annotation.ts';
import type { FeatureName, RoutePolicies } from './policies.ts';
import { retriesAnnotations } from './retries/annotation.ts';
import { rewriteAnnotations } from './rewrite/annotation.ts';
import { type PathSyntax, readPathSyntax } from './rewrite/path-syntax.ts';
import { sslRedirectAnnotations } from './ssl-redirect/annotation.ts';
import { timeoutsAnnotations } from './timeouts/annotation.ts';

export type { AnnotatedRoute, AnnotationSpec, Dialect, FeatureAnnotations, Profile } from './annotation.ts';
export { prefixes } from './annotation.ts';
export { type AnnotationInput, type AnnotationProblem, quoteValue } from './annotation-reader.ts';
export { type EffectlessAnnotation, effectlessAnnotations } from './effectless-annotations.ts';
export { profileAnnotation } from './judge-keys.ts';
export type { RoutePolicies } from './policies.ts';
export { type RefusedAnnotation, refusedAnnotations } from './refused-annotations.ts';
export { createExpressionReader, type ReadExpression } from './rewrite/path-expression.ts';
export type { PathSyntax } from './rewrite/path-syntax.ts';

type Policies = Required<RoutePolicies>;
type AnnotationTable = { readonly [Name in FeatureName]: FeatureAnnotations<Policies[Name]> };

/** The annotation side of every feature, in the order of the reference page. */
export const featureAnnotations: AnnotationTable = {
  timeouts: timeoutsAnnotations,
  retries: retriesAnnotations,
  healthCheck: healthCheckAnnotations,
  bodySize: bodySizeAnnotations,
  sslRedirect: sslRedirectAnnotations,
  rewrite: rewriteAnnotations,
  headers: headersAnnotations,
  loadBalance: loadBalanceAnnotations,
  affinity: affinityAnnotations,
  approximation: approximationAnnotations,
};

const featureNames = Object.keys(featureAnnotations).filter(isFeatureName);
const tables: readonly FeatureAnnotations<unknown>[] = Object.values(featureAnnotations);
const specs = tables.flatMap(({ annotations }) => annotations);
const configMapSpecs = tables.flatMap(({ configMaps = [] }) => configMaps);
const keys: ReadonlySet<string> = new Set(specs.map(({ dialect, name }) => prefixes[dialect] + name));
const ownNames = specs.filter(({ dialect }) => dialect === 'sluice').map(({ name }) => name);

/** The annotations of one Ingress. */
export interface IngressAnnotations {
  /** The Ingress must not be served: what it asks for would take requests meant for others. */
  readonly leftOut: boolean;
  /** Every route answers 503: what restricts access cannot be honoured. */
  readonly refused: boolean;
  /** How the paths of the rules are read. */
  readonly paths: PathSyntax;
  /** What a route asks for; undefined when nothing. */
  policiesOf(route: AnnotatedRoute): RoutePolicies | undefined;
  /** All that is wrong, once every route has been asked about. */
  problems(): readonly AnnotationProblem[];
}

/** The ConfigMaps that the annotations of an Ingress name, as namespace/name. */
export function referredConfigMaps(
  input: Pick<AnnotationInput, 'annotations' | 'profile' | 'namespace'>,
): readonly string[] {
  return configMapSpecs.flatMap((spec) => referredKey(input, spec) ?? []);
}

/** Reads the annotations of one Ingress. Throws nothing, whatever they hold: what is bad is left out and reported. */
export function readAnnotations(input: AnnotationInput): IngressAnnotations {
  for (const key in input.annotations) if (mayConcern(key)) return readAll(input);
  const { profile, sslRedirect } = input;
  const kind = `${profile} ${sslRedirect}`;
  const known = withoutAnnotations.get(kind) ?? readAll({ ...nothing, profile, sslRedirect });
  withoutAnnotations.set(kind, known);
  return known;
}

const nothing = { annotations: {}, namespace: '', findConfigMap: () => undefined };

/** Most Ingresses have no annotation of ours: what they ask for follows from profile and settings, and is read once. */
const withoutAnnotations = new Map<string, IngressAnnotations>();

function mayConcern(key: string): boolean {
  return key.startsWith(prefixes.sluice) || key.startsWith(prefixes['ingress-nginx']);
}

function readAll(input: AnnotationInput): IngressAnnotations {
  const { reader, problems, isClosed } = createAnnotationReader(input);
  const verdict = judgeKeys(input.annotations, input.profile, (key) => keys.has(key), ownNames);
  const paths = readPathSyntax(reader);
  const asks = featureNames.flatMap((name) => readFeature(name, reader) ?? []);
  const share = createShare();
  const refused = verdict.refused || isClosed();
  return {
    leftOut: verdict.leftOut,
    refused,
    paths,
    policiesOf(route) {
      if (refused) return undefined;
      const made: Mutable<RoutePolicies> = {};
      for (const ask of asks) ask(route, made);
      return share(made);
    },
    problems: () => [...verdict.problems, ...problems],
  };
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
/** Puts what a route asks of one feature where it belongs. */
type Ask = (route: AnnotatedRoute, into: Mutable<RoutePolicies>) => void;

function readFeature<Name extends FeatureName>(name: Name, reader: AnnotationReader): Ask | undefined {
  const ask = featureAnnotations[name].read(reader);
  if (ask === undefined) return undefined;
  return (route, into) => {
    const policy = ask(route);
    if (policy !== undefined) into[name] = policy;
  };
}

function isFeatureName(name: string): name is FeatureName {
  return Object.hasOwn(featureAnnotations, name);
}

/** Most routes of an Ingress ask for the same, part by part; such neighbours share one object. */
function createShare(): (policies: RoutePolicies) => RoutePolicies | undefined {
  let last: RoutePolicies = {};
  return (policies) => {
    const same = featureNames.every((name) => policies[name] === last[name]);
    if (!same) last = policies;
    return Object.keys(last).length === 0 ? undefined : last;
  };
}
