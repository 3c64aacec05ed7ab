import {
  type Kind,
  type KubernetesObject,
  type ObjectKey,
  objectKey,
  parseObject,
  toDocument,
} from '../../kubernetes/types/index.ts';
import { compareReports, type ObjectReport } from '../../model/index.ts';
import type { ObjectChange } from '../../snapshot/index.ts';
import { describeFile, describeObject } from './change-lines.ts';
import { type Claims, makeClaims } from './claims.ts';
import { decideObject, type GoodClaim } from './decide-object.ts';
import { documentVersion } from './document-version.ts';
import { fileClaims } from './file-claims.ts';
import type { FileReading } from './file-reading.ts';
import type { JournalEntry, JournalRecord } from './journal-record.ts';
import { parseId } from './object-id.ts';

/** A file that was read, vanished (no reading), or is about to be one of both (`fading`). */
export interface FileChange {
  readonly file: string;
  readonly reading?: FileReading;
  readonly fading?: boolean;
}

/** What follows from a batch of file changes. */
export interface Effects {
  readonly changes: readonly ObjectChange[];
  readonly records: readonly JournalRecord[];
  readonly lines: readonly string[];
  readonly reportsChanged: boolean;
}

/** The objects of all files: who claims them, what is in force, what is reported. */
export interface ManifestObjects {
  /** Takes a batch; `now` is the moment objects of it were first seen. */
  update(changes: readonly FileChange[], now: number): Effects;
  /** Ends the first reading: what was kept of objects that no file claims is let go. */
  forgetUnclaimed(): readonly JournalRecord[];
  /** True when a file claims objects by now. */
  holdsObjects(file: string): boolean;
  /** The file that the version in force of an object came from. */
  fileOf(kind: Kind, key: ObjectKey): string | undefined;
  /** The line of that file at which the object begins; undefined where the file holds it no more. */
  lineOf(kind: Kind, key: ObjectKey): number | undefined;
  reports(): readonly ObjectReport[];
}

interface Known {
  readonly object: KubernetesObject;
  readonly version: string;
  readonly file: string;
  readonly firstSeen: number;
}

/** Makes {@link ManifestObjects} that remember what `stored` holds from the run before. */
export function manifestObjects(stored: ReadonlyMap<string, JournalEntry>): ManifestObjects {
  const state = makeState(stored);
  return {
    update(changes, now) {
      const touched = new Set<string>();
      const effects: MutableEffects = { changes: [], records: [], lines: [], reports: new Set() };
      for (const change of changes) takeFile(change, state, touched, effects);
      for (const id of touched) settle(id, now, state, effects);
      if (effects.reports.size > 0) state.sorted = undefined;
      const { changes: objects, records, lines } = effects;
      return { changes: objects, records, lines, reportsChanged: effects.reports.size > 0 };
    },
    forgetUnclaimed() {
      const gone = [...state.stored.keys()].filter((id) => state.claims.of(id).length === 0);
      state.stored = new Map();
      state.storedByFile = new Map();
      return gone.map((id) => ({ id, deleted: true }));
    },
    fileOf: (kind, key) => state.known.get(`${kind} ${key}`)?.file,
    lineOf(kind, key) {
      const id = `${kind} ${key}`;
      const file = state.known.get(id)?.file;
      return state.claims.of(id).find((claim) => claim.file === file && claim.document.kind === 'object')
        ?.line;
    },
    holdsObjects: (file) => state.claims.idsOf(file).length > 0,
    reports() {
      state.sorted ??= [...state.reports.values()].flat().sort(compareReports);
      return state.sorted;
    },
  };
}

interface State {
  readonly claims: Claims;
  readonly known: Map<string, Known>;
  /** What the run before kept, until the first reading is over. */
  stored: ReadonlyMap<string, JournalEntry>;
  storedByFile: ReadonlyMap<string, readonly string[]>;
  /** By `file …` and `object …`. */
  readonly reports: Map<string, readonly ObjectReport[]>;
  sorted: readonly ObjectReport[] | undefined;
}

function makeState(stored: ReadonlyMap<string, JournalEntry>): State {
  const storedByFile = new Map<string, string[]>();
  for (const { id, file } of stored.values()) {
    const ids = storedByFile.get(file);
    if (ids === undefined) storedByFile.set(file, [id]);
    else ids.push(id);
  }
  return {
    claims: makeClaims(),
    known: new Map(),
    stored,
    storedByFile,
    reports: new Map(),
    sorted: undefined,
  };
}

interface MutableEffects {
  readonly changes: ObjectChange[];
  readonly records: JournalRecord[];
  readonly lines: string[];
  readonly reports: Set<string>;
}

function takeFile(change: FileChange, state: State, touched: Set<string>, effects: MutableEffects): void {
  const { file, reading, fading = false } = change;
  for (const id of state.claims.setFading(file, fading)) touched.add(id);
  if (fading) return;
  const held = state.claims.idsOf(file);
  const before = held.length > 0 ? held : (state.storedByFile.get(file) ?? []);
  const next = reading === undefined ? { claims: new Map(), reports: [] } : fileClaims(file, reading, before);
  for (const id of state.claims.replace(file, next.claims)) touched.add(id);
  if (setReports(`file ${file}`, next.reports, state, effects))
    effects.lines.push(...describeFile(file, next.reports));
}

/** True when the reports differ from those before. */
function setReports(
  key: string,
  next: readonly ObjectReport[],
  state: State,
  effects: MutableEffects,
): boolean {
  const previous = state.reports.get(key) ?? [];
  if (previous.length === 0 && next.length === 0) return false;
  if (JSON.stringify(previous) === JSON.stringify(next)) return false;
  if (next.length === 0) state.reports.delete(key);
  else state.reports.set(key, next);
  effects.reports.add(key);
  return true;
}

function settle(id: string, now: number, state: State, effects: MutableEffects): void {
  const claims = state.claims.of(id);
  const needsLastGood = claims.length > 0 && claims[0]?.document.kind !== 'object';
  const known = state.known.get(id) ?? (needsLastGood ? restore(id, state) : undefined);
  const decision = decideObject(id, claims, known?.object, state.claims.isFading);
  const wasInForce = state.known.has(id);
  const reported = setReports(`object ${id}`, decision.reports, state, effects);
  if (decision.claim !== undefined) use(id, decision.claim, now, state, effects);
  else if (decision.kind === 'keep' && known !== undefined) {
    if (!wasInForce) putInForce(id, known, state, effects);
    if (reported)
      effects.lines.push(describeObject(id, 'is invalid, last good kept', claims[0]?.file ?? known.file));
  } else {
    if (wasInForce) remove(id, state, effects);
    if (reported && claims[0] !== undefined)
      effects.lines.push(describeObject(id, 'is invalid, left out', claims[0].file));
  }
}

function use(id: string, claim: GoodClaim, now: number, state: State, effects: MutableEffects): void {
  const previous = state.known.get(id);
  const kept = state.stored.get(id);
  const firstSeen = previous?.firstSeen ?? kept?.firstSeen ?? now;
  const { object: read, version: content } = claim.document;
  const time = read.metadata.creationTimestamp === 0 ? firstSeen : read.metadata.creationTimestamp;
  const version = `${content}@${time}`;
  if (previous?.version === version && previous.file === claim.file) return;
  const object: KubernetesObject =
    previous?.version === version
      ? previous.object
      : { ...read, metadata: { ...read.metadata, creationTimestamp: time } };
  state.known.set(id, { object, version, file: claim.file, firstSeen });
  const sameAsKept =
    previous === undefined && kept !== undefined && kept.file === claim.file && kept.version === content;
  if (!sameAsKept) {
    effects.records.push({ id, file: claim.file, firstSeen, version: content, object: toDocument(read) });
  }
  if (previous?.version === version) return;
  effects.changes.push({ kind: 'set', object, version });
  effects.lines.push(describeObject(id, previous === undefined ? 'added' : 'changed', claim.file));
}

function putInForce(id: string, known: Known, state: State, effects: MutableEffects): void {
  state.known.set(id, known);
  effects.changes.push({ kind: 'set', object: known.object, version: known.version });
}

function remove(id: string, state: State, effects: MutableEffects): void {
  const known = state.known.get(id);
  const name = parseId(id);
  state.known.delete(id);
  if (known === undefined || name === undefined) return;
  effects.changes.push({ kind: 'delete', objectKind: name.kind, key: name.key });
  effects.records.push({ id, deleted: true });
  effects.lines.push(describeObject(id, 'deleted', known.file));
}

/** The last good version from the run before. It passes the rules again: they may have changed since. */
function restore(id: string, state: State): Known | undefined {
  const entry = state.stored.get(id);
  const parsed = entry === undefined ? undefined : parseObject(entry.object);
  if (entry === undefined || parsed?.kind !== 'object') return undefined;
  const read = parsed.object;
  if (`${read.kind} ${objectKey(read.metadata)}` !== id) return undefined;
  const time = read.metadata.creationTimestamp === 0 ? entry.firstSeen : read.metadata.creationTimestamp;
  const object = { ...read, metadata: { ...read.metadata, creationTimestamp: time } };
  return {
    object,
    version: `${documentVersion(read)}@${time}`,
    file: entry.file,
    firstSeen: entry.firstSeen,
  };
}
