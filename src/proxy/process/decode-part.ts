import { isRoutePolicies } from '../../features/filters.ts';
import { type EncodedPart, type Part, partKey } from '../config/index.ts';
import { isDataPlaneSettings } from './decode-settings.ts';
import { asRecord, isCount, isStringArray } from './message-fields.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads a part from its text. The text was made by our own control process, yet one that lacks a field the data plane
 * reads is refused here, not met while requests run. Throws an `Error` that names the key, never the text.
 */
export function decodePart(encoded: EncodedPart): Part {
  const value = parseText(encoded);
  if (!isPart(value)) throw new Error(`part ${encoded.key} is malformed`);
  if (partKey(value) !== encoded.key) throw new Error(`part ${encoded.key} has the content of another key`);
  return value;
}

function parseText(encoded: EncodedPart): unknown {
  try {
    return JSON.parse(encoded.text);
  } catch {
    // The parser's message quotes the text, which may be a key.
    throw new Error(`part ${encoded.key} is not JSON`);
  }
}

function isPart(value: unknown): value is Part {
  const part = asRecord(value);
  switch (part?.['kind']) {
    case 'listener':
      return isListener(part);
    case 'host':
      return hasStrings(part, 'table') && isVirtualHost(part['virtualHost']);
    case 'fallback':
      return hasStrings(part, 'table') && isRoute(part['route']);
    case 'endpoints':
      return hasStrings(part, 'backend') && isArrayOf(part['endpoints'], isEndpoint);
    case 'certificate':
      return hasStrings(part, 'id', 'certificate', 'key');
    case 'server-name':
      return hasStrings(part, 'table', 'host', 'certificate');
    case 'ticket-keys':
      return typeof part['keys'] === 'string' && Buffer.from(part['keys'], 'base64').length === 48;
    case 'affinity-key':
      return typeof part['key'] === 'string' && Buffer.from(part['key'], 'base64').length === 32;
    case 'settings':
      return isDataPlaneSettings(part['settings']);
    default:
      return false;
  }
}

function isListener(part: Fields): boolean {
  const { protocol, defaultCertificate } = part;
  return (
    hasStrings(part, 'id', 'address', 'table') &&
    isPort(part['port']) &&
    isPort(part['publishedPort']) &&
    (protocol === 'http' || protocol === 'https') &&
    (defaultCertificate === undefined || typeof defaultCertificate === 'string')
  );
}

function isVirtualHost(value: unknown): boolean {
  const host = asRecord(value);
  return host !== undefined && hasStrings(host, 'host') && isArrayOf(host['routes'], isRoute);
}

function isRoute(value: unknown): boolean {
  const route = asRecord(value);
  const match = asRecord(route?.['match']);
  const origin = asRecord(route?.['origin']);
  if (match === undefined || origin === undefined) return false;
  return (
    hasStrings(origin, 'kind', 'name') &&
    isPathMatch(match['path']) &&
    (match['method'] === undefined || typeof match['method'] === 'string') &&
    isValueMatches(match['headers']) &&
    isValueMatches(match['query']) &&
    isAction(route?.['action']) &&
    (route?.['policies'] === undefined || isRoutePolicies(route['policies']))
  );
}

function isPathMatch(value: unknown): boolean {
  const path = asRecord(value);
  if (path === undefined || !hasStrings(path, 'kind', 'value')) return false;
  const { kind, ignoreCase } = path;
  if (kind === 'regex') return ignoreCase === undefined || ignoreCase === true;
  return kind === 'exact' || kind === 'prefix';
}

function isValueMatches(value: unknown): boolean {
  return value === undefined || isArrayOf(value, isValueMatch);
}

function isValueMatch(value: unknown): boolean {
  const match = asRecord(value);
  if (match === undefined || !hasStrings(match, 'name', 'kind', 'value')) return false;
  return match['kind'] === 'exact' || match['kind'] === 'regex';
}

function isAction(value: unknown): boolean {
  const action = asRecord(value);
  if (action?.['kind'] === 'forward') return isArrayOf(action['backends'], isWeightedBackend);
  return action?.['kind'] === 'respond' && isCount(action['status']) && hasStrings(action, 'reason');
}

function isWeightedBackend(value: unknown): boolean {
  const backend = asRecord(value);
  return backend !== undefined && hasStrings(backend, 'backend') && isCount(backend['weight']);
}

function isEndpoint(value: unknown): boolean {
  const endpoint = asRecord(value);
  return endpoint !== undefined && hasStrings(endpoint, 'address') && isPort(endpoint['port']);
}

/** 0 is left to tests: any free port. */
function isPort(value: unknown): boolean {
  return isCount(value) && value <= 65_535;
}

function hasStrings(fields: Fields, ...names: readonly string[]): boolean {
  return isStringArray(names.map((name) => fields[name]));
}

function isArrayOf(value: unknown, check: (entry: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(check);
}
