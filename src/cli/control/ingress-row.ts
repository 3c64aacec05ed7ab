import type { IngressStatus } from '../../controller/index.ts';
import type { Profile } from '../../features/annotations.ts';
import type { Ingress } from '../../kubernetes/types/index.ts';
import type { IngressRow } from '../wire/wire.ts';
import type { ObjectPlaces } from './object-place.ts';
import { placedProblem } from './problem-row.ts';

/** What is known of an Ingress beyond its status. */
export interface IngressKnowledge {
  readonly places?: ObjectPlaces;
  /** By whose rules it is read; undefined where it is left to others. */
  profileOf?(ingress: Ingress): Profile | undefined;
}

/** An Ingress as `sluice get ingress` shows it. */
export function toIngressRow(
  { ingress, reports, ...state }: IngressStatus,
  { places, profileOf }: IngressKnowledge = {},
): IngressRow {
  const { metadata, spec } = ingress;
  const hosts = (spec.rules ?? []).flatMap(({ host }) => (host === undefined ? [] : [host]));
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    class: spec.ingressClassName ?? metadata.annotations?.['kubernetes.io/ingress.class'],
    profile: profileOf?.(ingress),
    hosts: [...new Set(hosts)],
    instanceId: state.instanceId,
    address: state.address,
    ports: state.ports,
    programmed: state.programmed,
    createdAt: metadata.creationTimestamp,
    problems: reports
      .map((report) => placedProblem(report, places))
      .filter(({ severity }) => severity !== 'info'),
  };
}
