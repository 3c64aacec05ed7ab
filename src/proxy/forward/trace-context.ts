import { randomBytes } from 'node:crypto';

const validParent = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Random text is drawn for so many traces at once: asking the system costs more than all else here. */
const tracesPerDraw = 128;
/** Hexadecimal digits of a trace id and a span id. */
const digits = 48;

let drawn = '';
let used = 0;

/** The trace id of a request; undefined without exactly one valid `traceparent` (W3C Trace Context, version 00). */
export function traceIdOf(headers: readonly string[]): string | undefined {
  let parent: string | undefined;
  for (let i = 0; i + 1 < headers.length; i += 2) {
    if (!isNamed(headers[i], 'traceparent')) continue;
    if (parent !== undefined) return undefined;
    parent = headers[i + 1];
  }
  return parent !== undefined && validParent.test(parent) ? parent.slice(3, 35) : undefined;
}

/**
 * Begins a trace: puts a `traceparent` in place of what there is of both fields, and answers with its trace id. It says
 * `sampled`, since a backend that follows its caller would otherwise record nothing.
 */
export function beginTrace(headers: string[]): string {
  let kept = 0;
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] ?? '';
    if (isNamed(name, 'traceparent') || isNamed(name, 'tracestate')) continue;
    headers[kept] = name;
    headers[kept + 1] = headers[i + 1] ?? '';
    kept += 2;
  }
  headers.length = kept;
  const id = drawDigits();
  headers.push('traceparent', `00-${id.slice(0, 32)}-${id.slice(32)}-01`);
  return id.slice(0, 32);
}

function isNamed(name: string | undefined, lower: 'traceparent' | 'tracestate'): boolean {
  return name !== undefined && name.length === lower.length && name.toLowerCase() === lower;
}

function drawDigits(): string {
  if (used === drawn.length) {
    drawn = randomBytes((tracesPerDraw * digits) / 2).toString('hex');
    used = 0;
  }
  used += digits;
  return drawn.slice(used - digits, used);
}
