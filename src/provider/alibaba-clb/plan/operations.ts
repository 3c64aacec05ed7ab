import type { CertificateRef } from '../../../model/index.ts';
import type { Operation, ProviderProblem } from '../../load-balancer-provider.ts';
import type { CreateInstance, NewRule } from '../api/clb-api.ts';
import type { ClbBackend, ListenerKey, ListenerSettings } from '../world/clb-world.ts';

/** What every operation carries. */
export interface ClbStep extends Operation {
  /** API calls it takes when each succeeds at once. */
  readonly calls: number;
}

/** Where the certificate's bytes come from. */
export type CertificateSource =
  | { readonly kind: 'fake'; readonly id: string }
  | { readonly kind: 'secret'; readonly certificate: CertificateRef };

/**
 * Makes the instance for Ingresses that name none, with tags and protection in the same call. A reply that was lost does no harm:
 * the token stays the same until the instance is found by its tag.
 */
export interface CreateInstanceStep extends ClbStep {
  readonly kind: 'create-instance';
  readonly request: CreateInstance;
}

/** One attribute of an instance we made, which someone changed or the wish of which changed. */
export interface SetInstanceStep extends ClbStep {
  readonly kind: 'set-instance';
  readonly instance: string;
  readonly change:
    | { readonly kind: 'name'; readonly name: string }
    | { readonly kind: 'specification'; readonly specification: string }
    | { readonly kind: 'internet-charge'; readonly internetChargeType?: string; readonly bandwidth?: number }
    | { readonly kind: 'charge-type'; readonly instanceChargeType: string }
    | { readonly kind: 'delete-protection'; readonly on: boolean }
    | { readonly kind: 'modification-protection'; readonly on: boolean }
    | { readonly kind: 'tags'; readonly tags: Readonly<Record<string, string>> }
    | { readonly kind: 'untag'; readonly keys: readonly string[] };
}

/** Uploads a certificate under a name that says its content; not done where the name exists or was uploaded before. */
export interface UploadCertificateStep extends ClbStep {
  readonly kind: 'upload-certificate';
  readonly name: string;
  readonly source: CertificateSource;
}

/** Makes a group with its first 20 backends, then adds the others, 20 a call. Not done where the name exists. */
export interface CreateServerGroupStep extends ClbStep {
  readonly kind: 'create-server-group';
  readonly name: string;
  readonly backend: string;
  readonly backends: readonly ClbBackend[];
}

/** Groups and certificates are named by name: they may be made in the same plan. */
export interface CreateListenerStep extends ClbStep {
  readonly kind: 'create-listener';
  readonly listener: ListenerKey;
  /** Sent as it is: it says what the listener was made for, see `listenerDescription`. */
  readonly description: string;
  readonly group: string | undefined;
  readonly certificate: string | undefined;
  readonly forwardPort: number | undefined;
  readonly settings: ListenerSettings;
}

export interface ChangeListenerStep extends ClbStep {
  readonly kind: 'change-listener';
  readonly listener: ListenerKey;
  readonly description?: string;
  readonly group?: string;
  readonly certificate?: string;
  readonly settings?: ListenerSettings;
}

export interface StartListenerStep extends ClbStep {
  readonly kind: 'start-listener';
  readonly listener: ListenerKey;
}

export interface DeleteListenerStep extends ClbStep {
  readonly kind: 'delete-listener';
  readonly listener: ListenerKey;
}

/** At most 10 rules. `group` is a name. */
export interface CreateRulesStep extends ClbStep {
  readonly kind: 'create-rules';
  readonly listener: ListenerKey;
  readonly rules: readonly (Omit<NewRule, 'serverGroupId'> & { readonly group: string })[];
}

export interface SetRuleStep extends ClbStep {
  readonly kind: 'set-rule';
  readonly listener: ListenerKey;
  readonly rule: string;
  /** Domain and URL, for people. */
  readonly conditions: string;
  readonly group: string;
}

/** At most 10 rule ids. */
export interface DeleteRulesStep extends ClbStep {
  readonly kind: 'delete-rules';
  readonly listener: ListenerKey;
  readonly rules: readonly string[];
  /** Domain and URL of each, for people. */
  readonly conditions: readonly string[];
}

export interface CreateExtensionStep extends ClbStep {
  readonly kind: 'create-extension';
  readonly domain: string;
  readonly certificate: string;
}

export interface SetExtensionStep extends ClbStep {
  readonly kind: 'set-extension';
  readonly extension: string;
  readonly domain: string;
  readonly certificate: string;
}

export interface DeleteExtensionStep extends ClbStep {
  readonly kind: 'delete-extension';
  readonly extension: string;
  readonly domain: string;
}

export interface DeleteServerGroupStep extends ClbStep {
  readonly kind: 'delete-server-group';
  readonly group: string;
  readonly name: string;
}

/** Comes last in a plan, for {@link everyLoadBalancer}. */
export interface DeleteCertificateStep extends ClbStep {
  readonly kind: 'delete-certificate';
  readonly certificate: string;
  readonly name: string;
}

/** Notes since when (milliseconds since the epoch) an instance we made is not used; absent: it is used again. */
export interface NoteIdleStep extends ClbStep {
  readonly kind: 'note-idle';
  readonly instance: string;
  readonly idleSince: number | undefined;
}

/** Protection off, then deleted; listeners, rules and groups go with it. */
export interface DeleteInstanceStep extends ClbStep {
  readonly kind: 'delete-instance';
  readonly instance: string;
}

/** A load balancer that stays unprogrammed, or as it was: no call. */
export interface RefuseStep extends ClbStep {
  readonly kind: 'refuse';
  readonly instance?: string;
  readonly problems: readonly ProviderProblem[];
}

/** Ends the steps of a load balancer that is served: what is to be said of it. No call. */
export interface ServeStep extends ClbStep {
  readonly kind: 'serve';
  /** Absent: the one `create-instance` makes. */
  readonly instance?: string;
  readonly address?: string;
  /** What is served otherwise than asked, or not at all. */
  readonly problems: readonly ProviderProblem[];
  /** Where the instance has no room for all pods: how many members some groups may have, by name. */
  readonly shares?: Readonly<Record<string, number>>;
}

/** One step of a plan of the Alibaba CLB provider. Steps of one load balancer are done in order, one at a time. */
export type ClbOperation =
  | ChangeListenerStep
  | CreateExtensionStep
  | CreateInstanceStep
  | CreateListenerStep
  | CreateRulesStep
  | CreateServerGroupStep
  | DeleteCertificateStep
  | DeleteExtensionStep
  | DeleteInstanceStep
  | DeleteListenerStep
  | DeleteRulesStep
  | DeleteServerGroupStep
  | NoteIdleStep
  | RefuseStep
  | ServeStep
  | SetExtensionStep
  | SetInstanceStep
  | SetRuleStep
  | StartListenerStep
  | UploadCertificateStep;

/** The load balancer of steps that concern none in particular. */
export const everyLoadBalancer = '*';
