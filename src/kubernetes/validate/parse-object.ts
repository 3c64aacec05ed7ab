import type { KubernetesObject } from '../types/index.ts';
import { type ApiKind, apiKind, isKnownGroup } from './api-kinds.ts';
import { knownFields } from './known-fields.ts';
import { readMetadata } from './metadata.ts';
import { isRawObject, plainJson, type RawObject } from './plain-json.ts';
import { type Problem, problemList, quote } from './problem.ts';
import { findUnknownFields } from './unknown-fields.ts';

/** Something an API server would warn of. */
export interface Warning extends Problem {
  readonly reason: 'DeprecatedApiVersion' | 'UnknownField';
}

/** What a document calls itself, as far as it can be read; `kind` is empty when it names none. */
export interface DocumentRef {
  readonly kind: string;
  readonly namespace?: string;
  readonly name?: string;
}

/** What a document turned out to be. */
export type ParsedObject =
  | {
      readonly kind: 'object';
      readonly object: KubernetesObject;
      readonly warnings: readonly Warning[];
    }
  | { readonly kind: 'invalid'; readonly ref: DocumentRef; readonly problems: readonly Problem[] }
  | {
      readonly kind: 'unknown-kind';
      readonly apiVersion: string;
      readonly objectKind: string;
      readonly ref: DocumentRef;
    };

/**
 * Reads one document by the rules of the API server: shape, names, forms, ranges. Fields that Sluice does not read
 * are dropped, those that the API does not have with a warning, null fields count as absent, older versions are converted with a warning. A namespaced object
 * without a namespace gets `defaultNamespace`. `creationTimestamp` is 0 where the document has none. Never throws.
 */
export function parseObject(raw: unknown, defaultNamespace = 'default'): ParsedObject {
  const { problems, fail } = problemList();
  const invalid = (ref: DocumentRef): ParsedObject => ({ kind: 'invalid', ref, problems });
  if (!isRawObject(raw)) {
    fail([], 'must be an object with apiVersion, kind and metadata');
    return invalid({ kind: '' });
  }
  const ref = readRef(raw, defaultNamespace);
  const apiVersion = raw['apiVersion'];
  if (ref.kind === '') fail(['kind'], 'required; a string such as Ingress');
  if (typeof apiVersion !== 'string' || apiVersion === '') {
    fail(['apiVersion'], 'required; a string such as networking.k8s.io/v1');
    return invalid(ref);
  }
  if (ref.kind === '') return invalid(ref);
  const entry = apiKind(ref.kind);
  const older = entry === undefined ? undefined : Object.entries(entry.older).find(([v]) => v === apiVersion);
  if (entry === undefined || (entry.apiVersion !== apiVersion && older === undefined)) {
    if (entry === undefined || !isKnownGroup(apiVersion)) {
      return { kind: 'unknown-kind', apiVersion, objectKind: ref.kind, ref };
    }
    fail(['apiVersion'], `${quote(apiVersion)} has no ${ref.kind}; write ${entry.apiVersion}`);
    return invalid(ref);
  }
  const document = plainJson(raw, fail);
  if (document === undefined) return invalid(ref);
  const convert = older?.[1];
  const current = convert?.(document) ?? document;
  const object = readDocument(current, entry, defaultNamespace);
  problems.push(...object.problems);
  if (object.value === undefined || problems.length > 0) return invalid(ref);
  const warnings = convert === undefined ? [] : [deprecated(apiVersion, entry)];
  return { kind: 'object', object: object.value, warnings: [...warnings, ...unknownFields(current, entry)] };
}

function unknownFields(document: RawObject, entry: ApiKind): Warning[] {
  const unknown = findUnknownFields(document, knownFields[entry.kind]);
  return unknown.map((problem) => ({ ...problem, reason: 'UnknownField' }));
}

function readDocument(
  document: RawObject,
  entry: ApiKind,
  defaultNamespace: string,
): { readonly value: KubernetesObject | undefined; readonly problems: readonly Problem[] } {
  const { problems, fail } = problemList();
  const rules = { name: entry.name, namespace: entry.namespaced ? defaultNamespace : undefined };
  const metadata = readMetadata(document['metadata'], rules, fail);
  // With metadata that cannot be read, a stand-in lets the rest be checked too, so that one look finds all problems.
  const value = entry.read(document, metadata ?? { name: '', creationTimestamp: 0 }, fail);
  return { value: metadata === undefined ? undefined : value, problems };
}

function deprecated(apiVersion: string, entry: ApiKind): Warning {
  return {
    reason: 'DeprecatedApiVersion',
    field: 'apiVersion',
    path: ['apiVersion'],
    message: `${apiVersion} ${entry.kind} is no longer served by Kubernetes; converted to ${entry.apiVersion}`,
  };
}

function readRef(raw: RawObject, defaultNamespace: string): DocumentRef {
  const metadata = isRawObject(raw['metadata']) ? raw['metadata'] : {};
  const kind = readableName(raw['kind']) ?? '';
  const name = readableName(metadata['name']);
  const namespace = readableName(metadata['namespace']) ?? defaultNamespace;
  return {
    kind,
    ...(apiKind(kind)?.namespaced === false ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
  };
}

// Names end up in reports and logs, so only what could be one is taken.
function readableName(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\x21-\x7e]{1,253}$/.test(value) ? value : undefined;
}
