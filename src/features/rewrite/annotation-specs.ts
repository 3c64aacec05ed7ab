import { normalizePath } from '../../model/index.ts';
import type { AnnotationReader, AnnotationSpec } from '../annotation.ts';
import { booleanForm, invalid, parseBoolean, valid } from '../annotation-values.ts';

/** A worker takes no longer one. */
const longestPath = 4096;

type Target = Pick<AnnotationSpec<string>, 'parse' | 'onInvalid' | 'default'>;

const path: Target = {
  default: 'the path stays',
  onInvalid: 'ignored',
  parse(text) {
    const normal = text.length > longestPath ? undefined : normalizePath(text);
    return normal === undefined ? invalid() : valid(normal);
  },
};

/** `$` and a digit stand for a group: whatever it holds, and if it holds nothing, the rest must make a path. */
const target: Target = {
  ...path,
  parse(text) {
    if (!hasGroup(text)) return path.parse(text);
    if (!/^[/$]/.test(text)) return invalid();
    for (const sample of ['', 'x']) {
      const filled = text.replace(/\$[1-9]/g, sample);
      if (path.parse(filled.startsWith('/') ? filled : `/${filled}`).kind === 'invalid') return invalid();
    }
    return valid(text);
  },
};

/** Takes the place of the whole path. */
export const ownTarget: AnnotationSpec<string> = {
  ...target,
  dialect: 'sluice',
  name: 'rewrite-target',
  form: 'a path; `$1` to `$9` stand for the groups of a path that is an expression',
  example: '/$2',
  doc: 'What the whole path becomes on the way to the backend.',
};

/** Takes the place of the matched prefix. */
export const ownPrefix: AnnotationSpec<string> = {
  ...path,
  dialect: 'sluice',
  name: 'rewrite-prefix',
  form: 'a path that begins with /',
  example: '/new',
  doc: 'What takes the place of the prefix that the rule matched, by whole segments; of an Exact path, the place of all of it.',
};

/** As ingress-nginx has it. */
export const nginxTarget: AnnotationSpec<string> = {
  ...target,
  dialect: 'ingress-nginx',
  name: 'rewrite-target',
  form: 'a path; `$1` to `$9` stand for the groups of the path of the rule',
  example: '/$2',
  doc: 'What the whole path becomes; makes every path of the host an expression, as `use-regex` does. Without `$1` it is the same path for every request.',
};

/** Makes expressions of the paths that may be one. */
export const useRegex: AnnotationSpec<boolean> = {
  dialect: 'sluice',
  name: 'use-regex',
  form: booleanForm,
  default: '"false"; in profile ingress-nginx as its `use-regex`',
  example: '"true"',
  doc: 'Whether paths of type ImplementationSpecific are regular expressions (RE2), with upper and lower case told apart, bound to the start of the path only. Exact and Prefix stay what they are, also on a host that others have made all expressions.',
  onInvalid: 'ignored',
  parse: parseBoolean,
};

/** As ingress-nginx has it. */
export const nginxUseRegex: AnnotationSpec<boolean> = {
  dialect: 'ingress-nginx',
  name: 'use-regex',
  form: booleanForm,
  default: '"false"',
  example: '"true"',
  doc: 'Whether every path of the hosts of the Ingress, also those of other Ingresses of the profile and whatever their type, is a regular expression (RE2) that takes upper and lower case alike and is bound to the start of the path only.',
  onInvalid: 'ignored',
  parse: parseBoolean,
};

/** The target in ingress-nginx's spelling, where ours does not take its place. */
export function readNginxTarget(reader: AnnotationReader): string | undefined {
  const own = reader.read(ownTarget) ?? reader.read(ownPrefix);
  return own === undefined ? reader.read(nginxTarget) : undefined;
}

/** Whether a target names a group. */
export function hasGroup(target: string): boolean {
  return /\$[1-9]/.test(target);
}
