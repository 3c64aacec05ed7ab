import type { Fail } from './problem.ts';

/** The API server takes requests of 1.5 MiB; with room for formatting, this many characters of JSON are accepted. */
const maxCharacters = 3 * 1024 * 1024;
const maxDepth = 64;
const loneSurrogate = /[\ud800-\udfff]/u;

/** A raw document as far as it is known: an object with string keys. */
export type RawObject = Readonly<Record<string, unknown>>;

/** True for what JSON calls an object. */
export function isRawObject(value: unknown): value is RawObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * Copies a document as the API server reads it: a null field is an absent field. Reports what JSON cannot say,
 * text that is not Unicode, nesting deeper than 64 levels and documents over 3 MiB; undefined then.
 */
export function plainJson(raw: RawObject, fail: Fail): RawObject | undefined {
  const walk: Walk = { left: maxCharacters, path: [], fail, failed: false };
  const copy = copyObject(raw, walk);
  if (walk.left < 0) fail([], 'is larger than 3 MiB as JSON, which an API server would refuse');
  return walk.failed || walk.left < 0 ? undefined : copy;
}

interface Walk {
  left: number;
  readonly path: (string | number)[];
  readonly fail: Fail;
  failed: boolean;
}

function copyObject(raw: RawObject, walk: Walk): RawObject {
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(raw)) {
    const value = raw[key];
    if (value === null || value === undefined) continue;
    if (key === '__proto__') continue;
    walk.left -= key.length + 4;
    if (walk.left < 0) return copy;
    walk.path.push(key);
    copy[key] = copyValue(value, walk);
    walk.path.pop();
  }
  return copy;
}

function copyValue(value: unknown, walk: Walk): unknown {
  if (typeof value === 'string') {
    walk.left -= value.length + 2;
    return loneSurrogate.test(value) ? refuse(walk, 'is not valid Unicode text') : value;
  }
  walk.left -= 5;
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number')
    return Number.isFinite(value) ? value : refuse(walk, 'must be a finite number');
  if (walk.path.length >= maxDepth) return refuse(walk, 'is nested too deeply');
  if (Array.isArray(value)) return copyArray(value, walk);
  return isRawObject(value) ? copyObject(value, walk) : refuse(walk, 'is not a value of JSON');
}

function copyArray(value: readonly unknown[], walk: Walk): unknown[] {
  const copy: unknown[] = [];
  for (let index = 0; index < value.length && walk.left >= 0; index += 1) {
    walk.path.push(index);
    copy.push(copyValue(value[index], walk));
    walk.path.pop();
  }
  return copy;
}

function refuse(walk: Walk, message: string): undefined {
  const { path } = walk;
  walk.fail([...path], message);
  walk.failed = true;
  return undefined;
}
