import { formatRef, type ObjectRef, type ObjectReport } from '../../model/index.ts';
import { listSome } from '../list-some.ts';
import type { ResolvedIngress, ResolvedPath } from './resolve-backends.ts';

/** That all paths of a host are expressions, as ingress-nginx has it. */
export interface RegexHost {
  /** For each Ingress with a path that thereby means something else than it says. */
  readonly reports: readonly ObjectReport[];
}

/**
 * Finds out whether a path of any Ingress turns a host. Then the paths of all Ingresses of the profile ingress-nginx are
 * expressions; those of the profile slb stay what they are.
 */
export function findRegexHost(host: string, ingresses: readonly ResolvedIngress[]): RegexHost | undefined {
  const turning = ingresses.find((ingress) => ingress.hosts.get(host)?.asked.turns === true);
  if (turning === undefined) return undefined;
  return { reports: ingresses.flatMap((ingress) => reportChanged(host, ingress, turning.ref)) };
}

function reportChanged(host: string, ingress: ResolvedIngress, first: ObjectRef): ObjectReport[] {
  const own = ingress.hosts.get(host);
  if (own === undefined) return [];
  const turns = own.asked.turns;
  const changed = own.paths.filter((path) => changesMeaning(path, turns));
  const [at] = changed;
  if (at === undefined) return [];
  const texts = listSome(changed.map(({ path }) => path.parsed.text));
  const because = turns
    ? 'as its annotations ask for regular expressions'
    : `because ${formatRef(first)} asks for them`;
  const message = `on host ${host} ${texts} ${changed.length === 1 ? 'is an expression' : 'are expressions'}, ${because}: any path that begins so is taken, in upper or lower case`;
  return [{ object: ingress.ref, reason: 'RegexHost', message, field: `${at.path.parsed.field}.path` }];
}

/** Whoever turns the host means its paths without a type of their own to be expressions; all others are changed. */
function changesMeaning({ path }: ResolvedPath, turns: boolean): boolean {
  return path.onRegexHost !== undefined && !(turns && path.parsed.pathType === 'ImplementationSpecific');
}
