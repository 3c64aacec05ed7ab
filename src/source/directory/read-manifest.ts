import { Composer, type Document, LineCounter, type Node, Parser, type YAMLError } from 'yaml';
import {
  apiKind,
  type FieldPath,
  isRawObject,
  type ParsedObject,
  type Problem,
  parseObject,
} from '../../kubernetes/types/index.ts';
import { documentVersion } from './document-version.ts';
import { fieldOffset } from './field-offset.ts';
import type { FileReading, LocatedProblem, ManifestDocument } from './file-reading.ts';
import { plainValue } from './plain-value.ts';
import { maxDocuments, readQuickManifest } from './read-quick-manifest.ts';

const maxListDepth = 4;
/** How many characters on either side of a mistake are looked at. */
const nearby = 200;
const tooDeep = 'is nested too deeply';

/** Reads the documents of a YAML or JSON text. A document that cannot be parsed does not hide the others. Never throws. */
export function readManifest(text: string, defaultNamespace: string): FileReading {
  const plain = readQuickManifest(text, defaultNamespace);
  if (plain !== undefined) return { kind: 'documents', documents: plain };
  const documents: ManifestDocument[] = [];
  const lines = new LineCounter();
  const lineAt = (offset: number): number => Math.max(1, lines.linePos(offset).line);
  const explain = (offset: number, message: string): string =>
    isTemplate(text, offset) ? `${message}; this looks like a template: render it first` : message;
  const syntax = (offset: number, message: string): ManifestDocument => ({
    kind: 'syntax',
    line: lineAt(offset),
    message: explain(offset, `${message} (column ${Math.max(1, lines.linePos(offset).col)})`),
  });
  try {
    // Positions are kept by hand and keys are checked when values are made: both are faster so. Schema core holds
    // also where a %YAML directive asks for another.
    const composer = new Composer({
      schema: 'core',
      prettyErrors: false,
      uniqueKeys: false,
      logLevel: 'silent',
    });
    const tokens = new Parser(lines.addNewLine).parse(text);
    for (const document of composer.compose(tokens, false, text.length)) {
      readDocument(document, { documents, lineAt, explain, syntax, defaultNamespace });
      if (documents.length > maxDocuments) break;
    }
  } catch (error) {
    const message = error instanceof RangeError ? tooDeep : 'cannot be parsed';
    documents.push({ kind: 'syntax', line: 1, message });
  }
  const beyond = documents[maxDocuments];
  if (beyond === undefined) return { kind: 'documents', documents };
  const message = `holds more than ${maxDocuments} objects; those after it are left out`;
  return {
    kind: 'documents',
    documents: [...documents.slice(0, maxDocuments), { kind: 'syntax', line: beyond.line, message }],
  };
}

interface Reading {
  readonly documents: ManifestDocument[];
  readonly lineAt: (offset: number) => number;
  /** A message about a place, with what may be behind it. */
  readonly explain: (offset: number, message: string) => string;
  readonly syntax: (offset: number, message: string) => ManifestDocument;
  readonly defaultNamespace: string;
}

function readDocument(document: Document.Parsed, reading: Reading): void {
  const error = document.errors[0];
  if (error !== undefined) {
    reading.documents.push(reading.syntax(error.pos[0], parserMessage(error)));
    return;
  }
  const root = document.contents;
  const plain = plainValue(root);
  if (plain.kind === 'mistake') {
    reading.documents.push(reading.syntax(plain.offset, plain.message));
  } else if (plain.value !== null) readItem(plain.value, { root, path: [], depth: 0 }, reading);
}

/** What the parser says of a mistake. It quotes what it read, however long that is, and gives up where the stack ends. */
function parserMessage(error: YAMLError): string {
  if (error.code === 'RESOURCE_EXHAUSTION') return tooDeep;
  return error.message.replace(/\S{41,}/g, (word) => `${word.slice(0, 40)}…`).slice(0, 200);
}

/** True when the line at a place holds `{{` near it, as templates do. */
function isTemplate(text: string, offset: number): boolean {
  const before = text.slice(Math.max(0, offset - nearby), offset);
  const after = text.slice(offset, offset + nearby);
  return `${before.slice(before.lastIndexOf('\n') + 1)}${after.split('\n', 1)[0]}`.includes('{{');
}

interface Place {
  readonly root: Node | null;
  /** Steps from the root to the item. */
  readonly path: FieldPath;
  readonly depth: number;
}

function readItem(value: unknown, place: Place, reading: Reading): void {
  if (reading.documents.length > maxDocuments) return;
  const list = place.depth < maxListDepth ? itemsOfList(value) : undefined;
  if (list === undefined) {
    reading.documents.push(describe(parseObject(value, reading.defaultNamespace), place, reading));
    return;
  }
  for (const [index, item] of list.entries()) {
    readItem(
      item,
      { root: place.root, path: [...place.path, 'items', index], depth: place.depth + 1 },
      reading,
    );
  }
}

/** The items of a `List`, or of a list of one of our kinds, whose items may leave out their kind. */
function itemsOfList(value: unknown): readonly unknown[] | undefined {
  if (!isRawObject(value)) return undefined;
  const { kind, apiVersion, items } = value;
  if (typeof kind !== 'string' || !kind.endsWith('List') || !(Array.isArray(items) || items == null))
    return undefined;
  const list: readonly unknown[] = items ?? [];
  if (kind === 'List') return list;
  const itemKind = kind.slice(0, -'List'.length);
  if (apiKind(itemKind) === undefined) return undefined;
  return list.map((item) => (isRawObject(item) ? { apiVersion, kind: itemKind, ...item } : item));
}

function describe(parsed: ParsedObject, place: Place, reading: Reading): ManifestDocument {
  const line = reading.lineAt(fieldOffset(place.root, place.path));
  const locate = ({ field, message, path }: Problem): LocatedProblem => {
    const offset = fieldOffset(place.root, [...place.path, ...path]);
    return { field, message: reading.explain(offset, message), line: reading.lineAt(offset) };
  };
  switch (parsed.kind) {
    case 'object': {
      const version = documentVersion(parsed.object);
      const warnings = parsed.warnings.map((warning) => ({ ...locate(warning), reason: warning.reason }));
      return { kind: 'object', line, object: parsed.object, version, warnings };
    }
    case 'invalid':
      return { kind: 'invalid', line, ref: parsed.ref, problems: parsed.problems.map(locate) };
    case 'unknown-kind':
      return { kind: 'unknown-kind', line, ref: parsed.ref, apiVersion: parsed.apiVersion.slice(0, 253) };
  }
}
