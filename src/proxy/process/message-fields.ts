import type { ConfigUpdate, EncodedPart, ListenerProblem } from '../config/index.ts';
import type { EchoEntry } from './messages.ts';

/** Longest text of a worker's own that is kept. */
const maxTextLength = 500;
const maxListenerProblems = 10_000;

/** An object with fields to look at, or undefined. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return isRecord(value) ? value : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

export function isStringArray(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}

/** A text that a less trusted process wrote: one line, bounded. */
export function boundedText(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, maxTextLength).replaceAll(/[\r\n]+/g, ' ') : '';
}

export function isEncodedParts(value: unknown): value is readonly EncodedPart[] {
  return Array.isArray(value) && value.every(isEncodedPart);
}

function isEncodedPart(value: unknown): value is EncodedPart {
  return (
    isRecord(value) &&
    typeof value['key'] === 'string' &&
    typeof value['hash'] === 'string' &&
    typeof value['text'] === 'string'
  );
}

export function isConfigUpdate(value: unknown): value is ConfigUpdate {
  return (
    isRecord(value) &&
    isCount(value['base']) &&
    isCount(value['version']) &&
    isEncodedParts(value['set']) &&
    isStringArray(value['delete'])
  );
}

/** The problems in a worker's answer, or undefined when the list is not one. */
export function parseListenerProblems(value: unknown): ListenerProblem[] | undefined {
  if (!Array.isArray(value) || value.length > maxListenerProblems) return undefined;
  const problems: ListenerProblem[] = [];
  for (const entry of value) {
    if (!isRecord(entry) || typeof entry['listener'] !== 'string') return undefined;
    problems.push({ listener: boundedText(entry['listener']), code: boundedText(entry['code']) });
  }
  return problems;
}

export function isEchoEntries(value: unknown): value is readonly EchoEntry[] {
  return Array.isArray(value) && value.every(isEchoEntry);
}

function isEchoEntry(value: unknown): value is EchoEntry {
  if (!Array.isArray(value) || value.length !== 2 || typeof value[0] !== 'string') return false;
  const endpoints: unknown = value[1];
  return Array.isArray(endpoints) && endpoints.every(isEchoEndpoint);
}

function isEchoEndpoint(value: unknown): boolean {
  return isRecord(value) && typeof value['address'] === 'string' && isCount(value['port']);
}
