import type { CloudParser } from './cloud-values.ts';

/**
 * What annotations for load balancers begin with; of two that say the same, the first spelling counts. They are those of
 * Alibaba's cloud controller, which reads them on Services.
 */
export const cloudPrefixes: readonly string[] = [
  'service.beta.kubernetes.io/alibaba-cloud-',
  'service.beta.kubernetes.io/alicloud-',
];

/** One annotation for a load balancer: how it is read, and what the reference page says of it. */
export interface CloudAnnotation {
  /** Without prefix and `loadbalancer-`. */
  readonly name: string;
  readonly scope: 'instance' | 'listener';
  /** It may only say what holds anyway. */
  readonly fixed?: true;
  /** Annotations of one topic say something together only: all come from one Ingress. Absent: it stands alone. */
  readonly topic?: CloudTopic;
  /** The allowed form, as it completes "allowed is …". */
  readonly form: string;
  /** What holds without the annotation, in words. */
  readonly default: string;
  readonly example: string;
  /** One sentence on the effect. */
  readonly doc: string;
  readonly parse: CloudParser;
}

export type CloudTopic = 'access' | 'health check' | 'payment' | 'stickiness';
