import type { AddressType } from '../../../model/index.ts';
import type {
  ClbBackend,
  ClbCertificate,
  ClbDomainExtension,
  ClbInstance,
  ClbListener,
  ClbRule,
  ClbServerGroup,
  ListenerKey,
  ListenerSettings,
} from '../world/clb-world.ts';

/** What `CreateLoadBalancer` is asked for. Absent fields are left to the service. */
export interface CreateInstance {
  readonly name: string;
  readonly addressType: AddressType;
  readonly specification?: string;
  readonly instanceChargeType?: string;
  readonly internetChargeType?: string;
  /** Mbit/s, 1 to 5,120. */
  readonly bandwidth?: number;
  readonly vpcId?: string;
  readonly vswitchId?: string;
  readonly ip?: string;
  readonly ipVersion?: 'ipv4' | 'ipv6';
  readonly masterZoneId?: string;
  readonly slaveZoneId?: string;
  readonly resourceGroupId?: string;
  readonly deleteProtection: boolean;
  readonly modificationProtection: boolean;
  readonly tags: Readonly<Record<string, string>>;
  /** The same token with the same request names the same instance, however often it is sent. */
  readonly clientToken: string;
}

/** A listener to be made; it is born stopped. */
export interface CreateListener extends ListenerKey {
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  /** The default group. Absent only for a listener that forwards to another. */
  readonly serverGroupId?: string;
  /** For HTTPS. */
  readonly certificateId?: string;
  /** For HTTP: answer with a redirect to this HTTPS port; no group and no rules then. */
  readonly forwardPort?: number;
  readonly settings: ListenerSettings;
}

/** Changes of a listener; what is absent stays as it is. */
export interface ChangeListener extends ListenerKey {
  readonly description?: string;
  readonly serverGroupId?: string;
  readonly certificateId?: string;
  readonly settings?: ListenerSettings;
}

/** A rule to be made: at least one of `domain` and `url`. */
export type NewRule = Omit<ClbRule, 'id'>;

/** A server group without what only `describeServerGroup` tells. */
export type ServerGroupHead = Omit<ClbServerGroup, 'backends'>;

/**
 * The actions of the CLB OpenAPI (product `Slb`, version 2014-05-15) Sluice uses, in one region. Each method is one action,
 * and one call a page. Bounds (10 rules, 20 backends, 10 instances a call) are the caller's to keep.
 * All methods throw {@link ClbError}; throttled and busy calls were retried before, within the limits of the client.
 */
export interface ClbApi {
  /** Instances that carry the tag, without listeners and groups; all pages. */
  findInstances(tag: { readonly key: string; readonly value: string }): Promise<readonly ClbInstanceHead[]>;
  /** Undefined when there is none of this id. */
  describeInstance(id: string): Promise<ClbInstanceHead | undefined>;
  createInstance(request: CreateInstance): Promise<{ readonly id: string; readonly address: string }>;
  /** Done as well when there is none of this id. */
  deleteInstance(id: string): Promise<void>;
  setDeleteProtection(id: string, on: boolean): Promise<void>;
  setModificationProtection(id: string, on: boolean): Promise<void>;
  setInstanceName(id: string, name: string): Promise<void>;
  setInstanceSpecification(id: string, specification: string): Promise<void>;
  setInternetCharge(
    id: string,
    charge: { readonly internetChargeType?: string; readonly bandwidth?: number },
  ): Promise<void>;
  setInstanceChargeType(id: string, instanceChargeType: string): Promise<void>;
  /** At most 20 tags; a key that exists is overwritten. `type`: `instance`, `certificate`, `listener`, `vservergroup`. */
  tagResource(type: string, id: string, tags: Readonly<Record<string, string>>): Promise<void>;
  untagResource(type: string, id: string, keys: readonly string[]): Promise<void>;
  /** Ids of what carries the tag in the region; a listener's is `<instance id>_<protocol>_<port>`; all pages of `ListTagResources`. */
  findTagged(
    type: 'listener' | 'vservergroup',
    tag: { readonly key: string; readonly value: string },
  ): Promise<readonly string[]>;

  /**
   * The listeners of at most 10 instances, with their settings, without rules and domain extensions; all pages. An instance
   * that does not exist has none.
   */
  describeListeners(instanceIds: readonly string[]): Promise<ReadonlyMap<string, readonly ClbListenerHead[]>>;
  createListener(instanceId: string, listener: CreateListener): Promise<void>;
  changeListener(instanceId: string, listener: ChangeListener): Promise<void>;
  startListener(instanceId: string, key: ListenerKey): Promise<void>;
  /** Done as well when there is none. */
  deleteListener(instanceId: string, key: ListenerKey): Promise<void>;

  describeRules(instanceId: string, key: ListenerKey): Promise<readonly ClbRule[]>;
  /** At most 10. Whether they are made all or none is not promised by the service. */
  createRules(
    instanceId: string,
    key: ListenerKey,
    rules: readonly NewRule[],
  ): Promise<readonly { readonly id: string; readonly name: string }[]>;
  /** At most 10; one that is gone is no error. */
  deleteRules(ids: readonly string[]): Promise<void>;
  /** Sends the requests of a rule to another group: all that can be changed of it. */
  setRuleGroup(id: string, serverGroupId: string): Promise<void>;

  describeServerGroups(instanceId: string): Promise<readonly ServerGroupHead[]>;
  /** Undefined when there is none of this id. */
  describeServerGroup(id: string): Promise<(ClbServerGroup & { readonly instanceId: string }) | undefined>;
  /** At most 20 backends. */
  createServerGroup(
    instanceId: string,
    group: {
      readonly name: string;
      readonly tags: Readonly<Record<string, string>>;
      readonly backends: readonly ClbBackend[];
    },
  ): Promise<{ readonly id: string }>;
  /** At most 20. */
  addBackends(groupId: string, backends: readonly ClbBackend[]): Promise<void>;
  /** At most 20; absent ones are no error. */
  removeBackends(groupId: string, backends: readonly ClbBackend[]): Promise<void>;
  /** At most 20; changes weights only. */
  setBackendWeights(groupId: string, backends: readonly ClbBackend[]): Promise<void>;
  /** Done as well when there is none of this id. */
  deleteServerGroup(id: string): Promise<void>;

  /** Certificates of the region that carry the tag; not paged. */
  findCertificates(tag: { readonly key: string; readonly value: string }): Promise<readonly ClbCertificate[]>;
  /** `certificate` and `key` are PEM texts in the form CLB takes. Secret: never logged. */
  uploadCertificate(request: {
    readonly name: string;
    readonly certificate: string;
    readonly key: string;
    readonly tags: Readonly<Record<string, string>>;
  }): Promise<{ readonly id: string }>;
  /** Done as well when there is none of this id. */
  deleteCertificate(id: string): Promise<void>;
  describeDomainExtensions(instanceId: string, port: number): Promise<readonly ClbDomainExtension[]>;
  createDomainExtension(
    instanceId: string,
    port: number,
    domain: string,
    certificateId: string,
  ): Promise<{ readonly id: string }>;
  setDomainExtension(id: string, certificateId: string): Promise<void>;
  /** Done as well when there is none of this id. */
  deleteDomainExtension(id: string): Promise<void>;

  /** Calls sent so far, by action, retries included. */
  calls(): ReadonlyMap<string, number>;
}

/** An instance without what other actions tell. */
export type ClbInstanceHead = Omit<ClbInstance, 'listeners' | 'serverGroups'>;

/** A listener without what other actions tell. */
export type ClbListenerHead = Omit<ClbListener, 'rules' | 'extensions'>;

/** The action of ECS (version 2014-05-26) that finds the network interface of a pod. */
export interface EcsApi {
  /** The interfaces in the VPC that have one of the addresses (at most 100 a call): interface id by private address. */
  findInterfaces(vpcId: string, addresses: readonly string[]): Promise<ReadonlyMap<string, string>>;

  /** Calls sent so far, by action, retries included. */
  calls(): ReadonlyMap<string, number>;
}
