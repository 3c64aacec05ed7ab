import type { ObjectReport } from '../../model/index.ts';

/** One thing that annotations of an Ingress ask of a load balancer. */
export interface CloudTopicAsk {
  /** The topic, or the name of an annotation that stands alone. */
  readonly topic: string;
  readonly scope: 'instance' | 'listener';
  /** By name of the annotation, in normal form. Never empty. */
  readonly values: Readonly<Record<string, string>>;
  /** The API field of one of the annotations. */
  readonly field: string;
}

/** What the annotations of one Ingress ask of its load balancer. */
export interface CloudAsk {
  readonly topics: readonly CloudTopicAsk[];
  /** They restrict access in a way that cannot be honoured: no route of the Ingress may be open. */
  readonly closed: boolean;
}

/** What was read, and what is wrong with it. */
export interface CloudReading {
  /** Absent where nothing is asked. */
  readonly ask?: CloudAsk;
  readonly reports: readonly ObjectReport[];
}
