import type { PathMatch } from '../model/index.ts';

/** Whose spelling and meaning an annotation has. */
export type Dialect = 'sluice' | 'ingress-nginx';

/** Which annotations of an Ingress count, and what holds where none says otherwise. A class has one for all its Ingresses. */
export type Profile = 'slb' | 'ingress-nginx';

/** What the annotations of a dialect begin with. */
export const prefixes: Readonly<Record<Dialect, string>> = {
  sluice: 'sluice.dev/',
  'ingress-nginx': 'nginx.ingress.kubernetes.io/',
};

/** What a value says, or why it says nothing; `why` adds to the allowed form of the annotation. */
export type ParsedValue<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'invalid'; readonly why?: string };

/** One annotation: how it is read, and what the reference page says of it. */
export interface AnnotationSpec<T = unknown> {
  readonly dialect: Dialect;
  /** Without the prefix. */
  readonly name: string;
  /** The allowed form, as it completes "allowed is …". */
  readonly form: string;
  /** What holds without the annotation, in words. */
  readonly default: string;
  readonly example: string;
  /** One sentence on the effect. */
  readonly doc: string;
  /** What a bad value does: nothing, or it closes every route of the Ingress (503). */
  readonly onInvalid: 'ignored' | 'closed';
  /** Values may hold secrets: no report shows them. */
  readonly confidential?: true;
  /** Reads a value without blanks around it, never empty, of at most 16 KiB. Throws nothing. */
  parse(text: string): ParsedValue<T>;
}

/** An object named by an annotation: `name`, or `namespace/name` of the namespace of the Ingress. */
export interface NamedObject {
  readonly namespace?: string;
  readonly name: string;
}

/** Gives features the annotations of one Ingress, and takes what is wrong with them. */
export interface AnnotationReader {
  readonly profile: Profile;
  /** The setting `sslRedirect`. */
  readonly sslRedirect: boolean;
  /** The value; undefined where it is absent, empty, of a dialect that does not count here, or invalid, which is reported. */
  read<T>(spec: AnnotationSpec<T>): T | undefined;
  /** The data of the ConfigMap that an annotation names; undefined where none is named, or it cannot be had, which is reported. */
  readConfigMap(spec: AnnotationSpec<NamedObject>): Readonly<Record<string, string>> | undefined;
  /** Says that an annotation cannot be used as it stands, once each. */
  reject(spec: AnnotationSpec, why: string): void;
}

/** A route that an annotation may concern. */
export interface AnnotatedRoute {
  /** Absent for a default backend. */
  readonly path?: {
    /** As the rule has it; `/` where it has none. */
    readonly text: string;
    /** What requests it takes; undefined where no request can have it. */
    readonly match: PathMatch | undefined;
  };
  /** A `tls` entry of the Ingress covers the host. */
  readonly tls: boolean;
}

/** The annotation side of one feature. */
export interface FeatureAnnotations<P> {
  /** The heading on the reference page, and the text below it. */
  readonly title: string;
  readonly doc: string;
  /** All annotations of the feature, those of our dialect first. */
  readonly annotations: readonly AnnotationSpec[];
  /** Those of them that name a ConfigMap, whose changes count as changes of the annotation. */
  readonly configMaps?: readonly AnnotationSpec<NamedObject>[];
  /**
   * What the annotations of an Ingress ask for each of its routes; undefined when for none. Annotations that close routes
   * are read here, not when a route is asked about.
   */
  read(reader: AnnotationReader): ((route: AnnotatedRoute) => P | undefined) | undefined;
}
