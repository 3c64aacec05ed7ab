import type { Reason } from '../model/index.ts';
import {
  type AnnotationReader,
  type AnnotationSpec,
  type NamedObject,
  type ParsedValue,
  type Profile,
  prefixes,
} from './annotation.ts';

/** Longest value that is read; all annotations of an object together may have 256 KiB. */
const maxValueBytes = 16 * 1024;

/** What is wrong with an annotation; translation says of which object. */
export interface AnnotationProblem {
  readonly reason: Reason;
  readonly message: string;
  readonly field: string;
}

/** What the annotations of one Ingress are read from. */
export interface AnnotationInput {
  readonly annotations: Readonly<Record<string, string>>;
  readonly namespace: string;
  readonly profile: Profile;
  /** The setting `sslRedirect`. */
  readonly sslRedirect: boolean;
  /** The data of a ConfigMap, by namespace/name. */
  readonly findConfigMap: (key: string) => Readonly<Record<string, string>> | undefined;
}

/** A reader, and what it found wrong so far. */
export interface ReportingReader {
  readonly reader: AnnotationReader;
  readonly problems: readonly AnnotationProblem[];
  /** Whether an annotation whose value must be good for the routes to be open is not. */
  readonly isClosed: () => boolean;
}

/** Makes a reader. Each annotation is parsed once and reported once. */
export function createAnnotationReader(input: AnnotationInput): ReportingReader {
  const problems: AnnotationProblem[] = [];
  const rejected = new Set<AnnotationSpec>();
  const parsed = new Map<AnnotationSpec, unknown>();
  let closed = false;
  const reject = (spec: AnnotationSpec, why: string): void => {
    if (rejected.has(spec)) return;
    rejected.add(spec);
    const closes = spec.onInvalid === 'closed';
    if (closes) closed = true;
    const consequence = closes ? 'the routes of the Ingress answer 503' : 'the annotation has no effect';
    problems.push({
      reason: closes ? 'AnnotationRefused' : 'InvalidAnnotation',
      message: `${why}; ${consequence}`,
      field: annotationField(spec),
    });
  };
  const read = <T>(spec: AnnotationSpec<T>): T | undefined => {
    // The map holds under each spec what that spec parsed.
    if (parsed.has(spec)) return parsed.get(spec) as T | undefined;
    const text = readText(input, spec);
    const result = text === undefined ? undefined : parse(spec, text);
    if (text !== undefined && result?.kind === 'invalid') reject(spec, explain(spec, text, result));
    const value = result?.kind === 'value' ? result.value : undefined;
    parsed.set(spec, value);
    return value;
  };
  const reader: AnnotationReader = {
    profile: input.profile,
    sslRedirect: input.sslRedirect,
    read,
    reject,
    readConfigMap(spec) {
      const named = read(spec);
      if (named === undefined) return undefined;
      const key = keyOf(named, input.namespace);
      if (key === undefined) {
        reject(spec, `ConfigMap ${named.namespace}/${named.name} is in another namespace, which is refused`);
        return undefined;
      }
      const data = input.findConfigMap(key);
      if (data === undefined) reject(spec, `ConfigMap ${key} does not exist`);
      return data;
    },
  };
  return { reader, problems, isClosed: () => closed };
}

/** The ConfigMap that an annotation names, as namespace/name; undefined when none, or none that may be read. */
export function referredKey(
  input: Pick<AnnotationInput, 'annotations' | 'profile' | 'namespace'>,
  spec: AnnotationSpec<NamedObject>,
): string | undefined {
  const text = readText(input, spec);
  const result = text === undefined ? undefined : parse(spec, text);
  return result?.kind === 'value' ? keyOf(result.value, input.namespace) : undefined;
}

/** The API field of an annotation. */
export function annotationField({ dialect, name }: Pick<AnnotationSpec, 'dialect' | 'name'>): string {
  return `metadata.annotations[${prefixes[dialect]}${name}]`;
}

/** The only place that decides whose objects an annotation may name. */
function keyOf({ namespace, name }: NamedObject, own: string): string | undefined {
  return namespace === undefined || namespace === own ? `${own}/${name}` : undefined;
}

/** An empty value counts as absent, and in profile slb so do the annotations of ingress-nginx. */
function readText(
  { annotations, profile }: Pick<AnnotationInput, 'annotations' | 'profile'>,
  { dialect, name }: AnnotationSpec,
): string | undefined {
  if (dialect === 'ingress-nginx' && profile === 'slb') return undefined;
  const text = annotations[prefixes[dialect] + name]?.trim();
  return text === '' ? undefined : text;
}

function parse<T>(spec: AnnotationSpec<T>, text: string): ParsedValue<T> {
  return Buffer.byteLength(text) > maxValueBytes
    ? { kind: 'invalid', why: 'it is longer than 16 KiB' }
    : spec.parse(text);
}

function explain(spec: AnnotationSpec, text: string, { why }: { readonly why?: string }): string {
  const shown = spec.confidential === true ? 'the value' : quoteValue(text);
  return `${shown} is not valid${why === undefined ? '' : ` (${why})`}, allowed is ${spec.form}`;
}

/** A value as messages show it: shortened, without control characters. */
export function quoteValue(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
