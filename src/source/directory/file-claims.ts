import type { ObjectReport } from '../../model/index.ts';
import type { Claim } from './claims.ts';
import type { FileReading, ManifestDocument } from './file-reading.ts';
import { documentId, documentRef, objectId } from './object-id.ts';

/** What follows from the reading of a file: claims on objects, and reports that are not about one of them. */
export interface FileClaims {
  readonly claims: ReadonlyMap<string, readonly Claim[]>;
  readonly reports: readonly ObjectReport[];
}

/** Reads a file's claims. `before`: the ids it claimed until now, which a broken file, or a broken part of it, keeps. */
export function fileClaims(file: string, reading: FileReading, before: readonly string[]): FileClaims {
  switch (reading.kind) {
    case 'documents':
      return documentClaims(file, reading.documents, before);
    case 'broken': {
      const report = fileReport(file, reading.reason, reading.message);
      return { claims: heldClaims(file, before, 1, reading.message), reports: [report] };
    }
    case 'unseen': {
      const claim: Claim = { file, position: 0, line: 1, document: { kind: 'unseen' } };
      return { claims: new Map(before.map((id) => [id, [claim]])), reports: [] };
    }
  }
}

function documentClaims(
  file: string,
  documents: readonly ManifestDocument[],
  before: readonly string[],
): FileClaims {
  const claims = new Map<string, Claim[]>();
  const reports: ObjectReport[] = [];
  for (const [position, document] of documents.entries()) {
    const { line } = document;
    if (document.kind === 'unknown-kind' || document.kind === 'syntax') {
      reports.push(leftOut(file, document));
      continue;
    }
    const id = document.kind === 'object' ? objectId(document.object) : documentId(document.ref);
    const claim: Claim = { file, position, line, document };
    if (id !== undefined) claims.set(id, [...(claims.get(id) ?? []), claim]);
    else if (document.kind === 'invalid') reports.push(...nameless(file, document));
  }
  const broken = documents.find(mayHideAnObject);
  if (broken === undefined) return { claims, reports };
  const missing = before.filter((id) => !claims.has(id));
  const held = heldClaims(file, missing, broken.line, mistakeIn(broken));
  return { claims: new Map([...claims, ...held]), reports };
}

/** A document that cannot be read, or whose mistake is in its name, may be a broken edit of any object that is missing. */
function mayHideAnObject(document: ManifestDocument): boolean {
  if (document.kind === 'syntax') return true;
  if (document.kind !== 'invalid') return false;
  if (documentId(document.ref) === undefined) return true;
  return document.problems.some(({ field }) => /^metadata\.name(space)?$/.test(field));
}

function mistakeIn(document: ManifestDocument): string {
  if (document.kind === 'syntax') return document.message;
  const [problem] = document.kind === 'invalid' ? document.problems : [];
  if (problem === undefined) return 'cannot be read';
  return problem.field === '' ? problem.message : `${problem.field}: ${problem.message}`;
}

function heldClaims(
  file: string,
  ids: readonly string[],
  line: number,
  message: string,
): Map<string, Claim[]> {
  const claim: Claim = { file, position: Number.MAX_SAFE_INTEGER, line, document: { kind: 'held', message } };
  return new Map(ids.map((id) => [id, [claim]]));
}

function fileReport(file: string, reason: ObjectReport['reason'], message: string): ObjectReport {
  return { object: { kind: 'File', name: file }, reason, message, file };
}

function leftOut(
  file: string,
  document: Extract<ManifestDocument, { kind: 'unknown-kind' | 'syntax' }>,
): ObjectReport {
  const { line } = document;
  if (document.kind === 'syntax') return { ...fileReport(file, 'InvalidFile', document.message), line };
  const { ref, apiVersion } = document;
  const message = `${apiVersion} ${ref.kind} is not a kind that Sluice reads`;
  return { object: documentRef(ref, file), reason: 'UnknownKind', message, file, line };
}

function nameless(file: string, document: Extract<ManifestDocument, { kind: 'invalid' }>): ObjectReport[] {
  const object = documentRef(document.ref, file);
  return document.problems.map(({ field, message, line }) => ({
    object,
    reason: 'InvalidObject',
    message,
    ...(field === '' ? {} : { field }),
    file,
    line,
  }));
}
