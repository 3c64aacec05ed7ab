import type { PathType } from '../types/index.ts';
import { hasControlCharacter } from './names.ts';

/** What is wrong with the path of a rule; undefined when it is good. */
export function pathProblem(path: string, pathType: PathType): string | undefined {
  if (path === '' && pathType === 'ImplementationSpecific') return undefined;
  if (!path.startsWith('/')) return "must start with '/'";
  if (hasControlCharacter(path)) return 'must not hold control characters: no request can match it';
  // The API server lets these through, but the path of a request never has one.
  const malformed = /%(?![0-9A-Fa-f]{2}).{0,2}/.exec(path);
  if (malformed !== null)
    return `must write each '%' as '%' and two hexadecimal digits, not '${malformed[0]}'`;
  if (pathType === 'ImplementationSpecific') return undefined;
  for (const part of ['//', '/./', '/../', '%2f', '%2F']) {
    if (path.includes(part)) return `must not contain '${part}'`;
  }
  for (const part of ['/..', '/.']) {
    if (path.endsWith(part)) return `must not end with '${part}'`;
  }
  return undefined;
}
