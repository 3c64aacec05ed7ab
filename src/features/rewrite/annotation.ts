import { normalizePath, type PathMatch } from '../../model/index.ts';
import type { AnnotatedRoute, AnnotationReader, FeatureAnnotations } from '../annotation.ts';
import type { RewritePolicy } from '../policies.ts';
import {
  hasGroup,
  nginxTarget,
  nginxUseRegex,
  ownPrefix,
  ownTarget,
  readNginxTarget,
  useRegex,
} from './annotation-specs.ts';

/** Annotations that change the path on the way to the backend. */
export const rewriteAnnotations: FeatureAnnotations<RewritePolicy> = {
  title: 'Paths',
  doc: 'How paths of rules are read, and what becomes of the path of a request on its way to the backend. The query stays as it is. Default backends get the path unchanged.',
  annotations: [ownTarget, ownPrefix, useRegex, nginxTarget, nginxUseRegex],
  read(reader) {
    const whole = reader.read(ownTarget);
    const prefix = reader.read(ownPrefix);
    if (whole !== undefined && prefix !== undefined) {
      reader.reject(ownPrefix, 'rewrite-target is set as well and decides');
    }
    if (whole !== undefined) return (route) => rewriteWhole(route, whole, reader);
    if (prefix !== undefined) return (route) => rewritePrefix(route, prefix, reader);
    const copied = readNginxTarget(reader);
    return copied === undefined ? undefined : (route) => rewriteAsNginx(route, copied);
  },
};

function rewriteWhole(
  { path }: AnnotatedRoute,
  target: string,
  reader: AnnotationReader,
): RewritePolicy | undefined {
  if (path?.match === undefined) return undefined;
  if (!hasGroup(target)) return constant(target);
  if (path.match.kind === 'regex') return pattern(path.match, target);
  reader.reject(ownTarget, `a path that is no expression has no groups for ${target}: set use-regex`);
  return undefined;
}

function rewritePrefix(
  { path }: AnnotatedRoute,
  replacement: string,
  reader: AnnotationReader,
): RewritePolicy | undefined {
  if (path?.match === undefined) return undefined;
  switch (path.match.kind) {
    case 'exact':
      return constant(replacement);
    case 'prefix':
      return { kind: 'prefix', prefix: path.match.value, replacement };
    case 'regex':
      reader.reject(ownPrefix, 'a path that is an expression has no prefix to replace');
      return undefined;
  }
}

function rewriteAsNginx({ path }: AnnotatedRoute, target: string): RewritePolicy | undefined {
  if (path?.match === undefined || path.text === target) return undefined;
  if (!hasGroup(target)) return constant(target);
  // A path that is no valid expression stays what its type says, and its groups are empty.
  if (path.match.kind === 'regex') return pattern(path.match, target);
  return constant(normalizePath(target.replace(/\$[1-9]/g, '')) ?? '/');
}

function constant(path: string): RewritePolicy {
  return { kind: 'path', path };
}

function pattern(match: PathMatch & { readonly kind: 'regex' }, target: string): RewritePolicy {
  const { value, ignoreCase } = match;
  return { kind: 'pattern', pattern: value, ...(ignoreCase === true ? { ignoreCase } : {}), target };
}
