import { isRawObject, parseObject } from '../../kubernetes/types/index.ts';
import { documentVersion } from './document-version.ts';
import type { ManifestDocument } from './file-reading.ts';
import { quickDocuments } from './quick-yaml.ts';

/** The documents, or items of lists, one file may hold. */
export const maxDocuments: number = 10_000;

/**
 * Reads a manifest in which nothing is wrong and nothing is unusual, fast. Undefined for every other one: the full
 * reader finds out what it is, and where.
 */
export function readQuickManifest(text: string, defaultNamespace: string): ManifestDocument[] | undefined {
  const documents: ManifestDocument[] = [];
  const quick = quickDocuments(text);
  if (quick === undefined || quick.length > maxDocuments) return undefined;
  for (const { line, value } of quick) {
    if (!isRawObject(value) || isList(value['kind'])) return undefined;
    const parsed = parseObject(value, defaultNamespace);
    if (parsed.kind === 'object' && parsed.warnings.length === 0) {
      const { object } = parsed;
      documents.push({ kind: 'object', line, object, version: documentVersion(object), warnings: [] });
    } else if (parsed.kind === 'unknown-kind') {
      documents.push({ kind: 'unknown-kind', line, ref: parsed.ref, apiVersion: parsed.apiVersion });
    } else return undefined;
  }
  return documents;
}

function isList(kind: unknown): boolean {
  return typeof kind === 'string' && kind.endsWith('List');
}
