import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from 'yaml';
import type { Misplaced } from './file-reading.ts';

/** More values than this in one document, aliases counted at their full size, are refused. */
const maxValues = 1_000_000;

/** The plain value of a document. */
export type PlainValue =
  | { readonly kind: 'value'; readonly value: unknown }
  | ({ readonly kind: 'mistake' } & Misplaced);

/**
 * Turns the nodes of a document into plain values: aliases and merge keys resolved, keys as text. Refuses what the
 * parser lets through: duplicate keys, keys that are not scalars, aliases without an anchor, and anchors that
 * expand without bound. (The parser's own check for duplicate keys takes quadratic time.)
 */
export function plainValue(root: Node | null): PlainValue {
  const reading: Reading = { anchors: new Map(), values: 0 };
  try {
    return { kind: 'value', value: root === null ? null : convert(root, reading) };
  } catch (error) {
    if (error instanceof MistakeError)
      return { kind: 'mistake', offset: error.offset, message: error.message };
    throw error;
  }
}

interface Reading {
  readonly anchors: Map<string, { readonly value: unknown; readonly values: number }>;
  values: number;
}

class MistakeError extends Error {
  readonly offset: number;

  constructor(node: unknown, message: string) {
    super(message);
    this.offset = offsetOf(node);
  }
}

/** Where a node begins in the text. */
export function offsetOf(node: unknown): number {
  if (!isScalar(node) && !isMap(node) && !isSeq(node) && !isAlias(node)) return 0;
  return node.range?.[0] ?? 0;
}

function convert(node: unknown, reading: Reading): unknown {
  const before = reading.values;
  count(1, node, reading);
  if (isAlias(node)) {
    const anchor = reading.anchors.get(node.source);
    if (anchor === undefined)
      throw new MistakeError(node, `alias *${node.source.slice(0, 100)} has no anchor before it`);
    count(anchor.values, node, reading);
    return anchor.value;
  }
  let value: unknown;
  if (isScalar(node)) value = node.value;
  else if (isMap(node)) value = convertMap(node, reading);
  else if (isSeq(node)) value = node.items.map((item) => convert(item, reading));
  else return null;
  if (node.anchor !== undefined) reading.anchors.set(node.anchor, { value, values: reading.values - before });
  return value;
}

function count(values: number, node: unknown, reading: Reading): void {
  reading.values += values;
  if (reading.values > maxValues) {
    throw new MistakeError(node, `holds more than ${maxValues} values once its anchors are expanded`);
  }
}

function convertMap(node: YAMLMap<unknown, unknown>, reading: Reading): Record<string, unknown> {
  const map: Record<string, unknown> = {};
  const merges: Pair<unknown, unknown>[] = [];
  for (const pair of node.items) {
    const key = keyOf(pair.key, node, reading);
    if (key === '<<' && isScalar(pair.key) && pair.key.type === 'PLAIN') {
      merges.push(pair);
      continue;
    }
    if (Object.hasOwn(map, key))
      throw new MistakeError(pair.key, `key ${JSON.stringify(key.slice(0, 100))} is there twice`);
    setKey(map, key, convert(pair.value, reading));
  }
  for (const pair of merges) mergeInto(map, convert(pair.value, reading), pair.key, reading);
  return map;
}

// Plain assignment to this name would change the prototype.
function setKey(map: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') map[key] = value;
  else Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
}

function keyOf(node: unknown, map: unknown, reading: Reading): string {
  const value = convert(node, reading);
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new MistakeError(offsetOf(node) === 0 ? map : node, 'a key must be text');
}

function mergeInto(map: Record<string, unknown>, source: unknown, at: unknown, reading: Reading): void {
  const sources: readonly unknown[] = Array.isArray(source) ? source : [source];
  for (const each of sources) {
    if (typeof each !== 'object' || each === null || Array.isArray(each)) {
      throw new MistakeError(at, '<< must merge an object');
    }
    const entries = Object.entries(each);
    count(entries.length, at, reading);
    for (const [key, value] of entries) if (!Object.hasOwn(map, key)) setKey(map, key, value);
  }
}
