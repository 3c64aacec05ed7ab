import type { AnnotationSpec, FeatureAnnotations } from '../annotation.ts';
import { parseOneOf } from '../annotation-values.ts';
import type { ApproximationPolicy } from '../policies.ts';

const approximation: AnnotationSpec<ApproximationPolicy> = {
  dialect: 'sluice',
  name: 'approximation',
  form: '`allow` or `refuse`',
  default: 'the setting `approximation`',
  example: 'refuse',
  doc: 'What becomes of a rule that the load balancer of a cloud cannot express exactly: `allow` takes the nearest it can express and reports the difference (`ApproximatedByProvider`), `refuse` does not serve what would differ (`UnsupportedByProvider`).',
  onInvalid: 'ignored',
  parse: parseOneOf('allow', 'refuse'),
};

/** The annotation that says how exact a provider has to be. */
export const approximationAnnotations: FeatureAnnotations<ApproximationPolicy> = {
  title: 'Approximation',
  doc: 'With `--provider alibaba-clb` rules are prefixes of plain text without conditions. A rule that would take requests of another Ingress gives way to it in any case: the other answers those that CLB cannot tell apart. The builtin provider routes exactly, and needs none of this.',
  annotations: [approximation],
  read(reader) {
    const policy = reader.read(approximation);
    return policy === undefined ? undefined : () => policy;
  },
};
