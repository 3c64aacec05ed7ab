import type { Backend, Translation } from '../model/index.ts';
import type { Snapshot } from '../snapshot/index.ts';
import { createCertificatesPass } from './certificates/certificates-pass.ts';
import { createUsedCertificatesPass } from './certificates/used-certificates.ts';
import { createCloudPass } from './cloud/cloud-pass.ts';
import { type Pass, startDraft } from './draft.ts';
import { createEndpointTranslator, type EndpointTranslation } from './endpoints/endpoint-translator.ts';
import { createAnnotationsPass } from './ingress/annotations-pass.ts';
import { createBackendsPass } from './ingress/backends-pass.ts';
import { createFallbackPass } from './ingress/fallback.ts';
import { createGroupPass } from './ingress/group.ts';
import { createHostsPass } from './ingress/hosts.ts';
import { createParsePass } from './ingress/parse.ts';
import { createSelectPass } from './ingress/select.ts';
import { createLoadBalancersPass } from './load-balancers.ts';
import { createReportsPass } from './reports.ts';
import type { TranslateSettings } from './settings.ts';
import { createUsedBackendsPass } from './used-backends.ts';

/**
 * Turns snapshots into what should exist. A pure function of the snapshot: the translator only remembers the work
 * it did for objects that are the same as before, and parts that did not change keep their identity.
 * Neither function throws, whatever the snapshot holds.
 */
export interface Translator {
  translate(snapshot: Snapshot): Translation;
  /** The endpoints of the backends of a translation. Cheap after a change of a few Services. */
  endpoints(snapshot: Snapshot, backends: readonly Backend[]): EndpointTranslation;
}

/** Makes a translator that has seen nothing yet: its first translation is a full one. */
export function createTranslator(settings: TranslateSettings): Translator {
  const passes: readonly Pass[] = [
    createSelectPass(settings),
    createParsePass(settings),
    createAnnotationsPass(settings),
    createGroupPass(),
    createCloudPass(),
    createBackendsPass(settings),
    createHostsPass(),
    createFallbackPass(settings),
    createCertificatesPass(settings),
    createLoadBalancersPass(),
    createUsedBackendsPass(),
    createUsedCertificatesPass(),
    createReportsPass(),
  ];
  return {
    translate(snapshot) {
      const draft = startDraft(snapshot);
      for (const pass of passes) pass(draft);
      const { loadBalancers, backends, certificates, reports } = draft;
      return { loadBalancers, backends, certificates, reports };
    },
    endpoints: createEndpointTranslator(settings),
  };
}
