import { isManagedField } from '../../model/index.ts';
import { hopField } from './field-name.ts';

/**
 * Fields that frame, route, authenticate or steer a message, or describe its content: they mean something in a header
 * section only, and a hop that merged them into it would be led astray (RFC 9110 6.5.1).
 */
const headerOnly: ReadonlySet<string> = new Set([
  'age',
  'authorization',
  'cache-control',
  'cookie',
  'date',
  'expires',
  'location',
  'max-forwards',
  'pragma',
  'range',
  'retry-after',
  'set-cookie',
  'vary',
  'www-authenticate',
]);

/** Whether a field of a trailer section may be passed on. `options` are what `Connection` of its message names, in lower case. */
export function mayTrail(name: string, options: readonly string[]): boolean {
  const lower = name.toLowerCase().replaceAll('_', '-');
  if (hopField(lower) !== 'none' || isManagedField(lower) || headerOnly.has(lower)) return false;
  return !lower.startsWith('content-') && !lower.startsWith('if-') && !options.includes(lower);
}
