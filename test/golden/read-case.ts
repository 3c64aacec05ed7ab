import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import type { EndpointSlice, KubernetesObject, ObjectKey } from '../../src/kubernetes/types/index.ts';
import { objectKey, serviceNameLabel } from '../../src/kubernetes/types/index.ts';
import { type ParsedObject, parseObject } from '../../src/kubernetes/validate/index.ts';
import type { ObjectReport } from '../../src/model/index.ts';
import type { Snapshot } from '../../src/snapshot/index.ts';
import { defaultTranslateSettings, type TranslateSettings } from '../../src/translate/index.ts';

/** A golden input: its objects, what an API server would refuse of it, and its settings. */
export interface GoldenCase {
  readonly snapshot: Snapshot;
  readonly refused: readonly ObjectReport[];
  readonly settings: TranslateSettings;
}

/**
 * Reads manifests. `# settings: {…}` in a comment line changes settings; `${file:cafe.crt}` stands for the text of a
 * file in `certificates/`.
 */
export function readCase(text: string): GoldenCase {
  const documents = parseAllDocuments(text).map((document) => parseObject(withFiles(document.toJS())));
  return {
    snapshot: buildSnapshot(
      documents.flatMap((document) => (document.kind === 'object' ? [document.object] : [])),
    ),
    refused: documents.flatMap(explainRefusal),
    settings: { ...defaultTranslateSettings, ...readSettings(text) },
  };
}

function readSettings(text: string): Partial<TranslateSettings> {
  const json = /^# settings: (\{.*\})$/m.exec(text)?.[1];
  if (json === undefined) return {};
  const { profiles = {}, ...rest } = JSON.parse(json);
  return { ...rest, profiles: new Map(Object.entries(profiles)) };
}

function withFiles(value: unknown): unknown {
  const text = JSON.stringify(value).replace(/\$\{file:([\w.-]+)\}/g, (_, name: string) =>
    JSON.stringify(readFileSync(new URL(`certificates/${name}`, import.meta.url), 'utf8')).slice(1, -1),
  );
  return JSON.parse(text);
}

function explainRefusal(document: ParsedObject): readonly ObjectReport[] {
  if (document.kind !== 'invalid') return [];
  const { name = '', ...rest } = document.ref;
  return document.problems.map(({ field, message }) => ({
    object: { ...rest, name },
    reason: 'InvalidObject',
    message,
    field,
  }));
}

/** Indexes objects as a source does. */
export function buildSnapshot(objects: readonly KubernetesObject[]): Snapshot {
  const ofKind = <K extends KubernetesObject['kind']>(
    kind: K,
  ): Map<ObjectKey, KubernetesObject & { kind: K }> =>
    new Map(
      objects
        .filter((object): object is KubernetesObject & { kind: K } => object.kind === kind)
        .map((object) => [objectKey(object.metadata), object]),
    );
  return {
    revision: 1,
    ingresses: ofKind('Ingress'),
    ingressClasses: ofKind('IngressClass'),
    services: ofKind('Service'),
    endpointSlices: groupSlices([...ofKind('EndpointSlice').values()]),
    secrets: ofKind('Secret'),
    configMaps: ofKind('ConfigMap'),
    instances: ofKind('SLBInstance'),
  };
}

function groupSlices(slices: readonly EndpointSlice[]): Map<ObjectKey, readonly EndpointSlice[]> {
  const byService = new Map<ObjectKey, EndpointSlice[]>();
  for (const slice of slices.toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))) {
    const service = slice.metadata.labels?.[serviceNameLabel];
    if (service === undefined) continue;
    const key = `${slice.metadata.namespace}/${service}`;
    byService.set(key, [...(byService.get(key) ?? []), slice]);
  }
  return byService;
}
