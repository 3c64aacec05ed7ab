import type { ObjectRef } from './object-ref.ts';
import { formatRef } from './object-ref.ts';
import type { Reason } from './reasons.ts';

/** What became of an object: one fact with its reason code. Severity and hint come from the catalogue. */
export interface ObjectReport {
  readonly object: ObjectRef;
  readonly reason: Reason;
  /** A sentence that names what, where and why; no key material, no header values. */
  readonly message: string;
  /** API field path, for example `spec.rules[0].host`. */
  readonly field?: string;
  /** The file and line (from 1) the object came from, where it came from a file. */
  readonly file?: string;
  readonly line?: number;
}

/** Order of reports everywhere: by object, then reason, field and message; `paths[2]` comes before `paths[10]`. */
export function compareReports(a: ObjectReport, b: ObjectReport): number {
  const left = reportKey(a);
  const right = reportKey(b);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Equal keys mean equal reports. */
export function reportKey(report: ObjectReport): string {
  const { object, reason, field = '', message, file = '', line = '' } = report;
  const ordered = field.replace(/\[(\d{1,7})\]/g, (_, index: string) => `[${index.padStart(7, '0')}]`);
  return [formatRef(object), reason, ordered, field, message, `${file}:${line}`].join('\n');
}
