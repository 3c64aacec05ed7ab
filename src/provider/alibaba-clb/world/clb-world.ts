import type { AddressType } from '../../../model/index.ts';

/** What CLB has, as far as it concerns this installation. Plain data: `plan` compares with it. */
export interface ClbWorld {
  /** Instances this installation made, and those that Ingresses name; an id that does not exist is absent. */
  readonly instances: ReadonlyMap<string, ClbInstance>;
  /** Certificates of the region that carry our tag. */
  readonly certificates: readonly ClbCertificate[];
}

export interface ClbInstance {
  readonly id: string;
  readonly name: string;
  /** `active`, `inactive`, `locked`. */
  readonly status: string;
  /** Empty: shared-performance. */
  readonly specification: string;
  /** `PayBySpec`, `PayByCLCU`, or empty. */
  readonly instanceChargeType: string;
  /** `paybytraffic`, `paybybandwidth`, or empty. */
  readonly internetChargeType: string;
  /** Mbit/s. */
  readonly bandwidth: number | undefined;
  readonly addressType: AddressType;
  readonly address: string;
  readonly ipVersion: string;
  readonly vpcId: string;
  readonly vswitchId: string;
  readonly masterZoneId: string;
  readonly slaveZoneId: string;
  readonly resourceGroupId: string;
  readonly deleteProtection: boolean;
  readonly modificationProtection: boolean;
  readonly tags: Readonly<Record<string, string>>;
  /** All listeners, of whatever owner and protocol, sorted by port and protocol. */
  readonly listeners: readonly ClbListener[];
  /** All server groups, sorted by name. Those of others are without backends. */
  readonly serverGroups: readonly ClbServerGroup[];
}

/** Names a listener of an instance: TCP and UDP may share a port. */
export interface ListenerKey {
  readonly port: number;
  /** `http`, `https`, `tcp`, `udp`. */
  readonly protocol: string;
}

export interface ClbListener extends ListenerKey {
  /** `running`, `stopped`, or a state in between (`starting`, `configuring`, `stopping`). */
  readonly status: string;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly serverGroupId: string | undefined;
  readonly certificateId: string | undefined;
  /** Where an HTTP listener only redirects. */
  readonly forwardPort: number | undefined;
  readonly settings: ListenerSettings;
  /** Of our listeners only; empty for those of others. */
  readonly rules: readonly ClbRule[];
  readonly extensions: readonly ClbDomainExtension[];
}

/**
 * Settings of an HTTP or HTTPS listener under the names of the API (`IdleTimeout`, `HealthCheckURI`, `XForwardedFor_proto`),
 * values as text. Only those in {@link listenerSettingNames} are read, compared and sent.
 */
export type ListenerSettings = Readonly<Partial<Record<ListenerSettingName, string>>>;

/** The settings of a listener that Sluice knows, as the API spells them. */
export const listenerSettingNames = [
  'AclId',
  'AclStatus',
  'AclType',
  'Bandwidth',
  'Cookie',
  'CookieTimeout',
  'EnableHttp2',
  'Gzip',
  'HealthCheck',
  'HealthCheckConnectPort',
  'HealthCheckDomain',
  'HealthCheckHttpCode',
  'HealthCheckInterval',
  'HealthCheckMethod',
  'HealthCheckTimeout',
  'HealthCheckURI',
  'HealthyThreshold',
  'IdleTimeout',
  'RequestTimeout',
  'Scheduler',
  'StickySession',
  'StickySessionType',
  'TLSCipherPolicy',
  'UnhealthyThreshold',
  'XForwardedFor',
  'XForwardedFor_ClientSrcPort',
  'XForwardedFor_SLBID',
  'XForwardedFor_SLBIP',
  'XForwardedFor_SLBPORT',
  'XForwardedFor_proto',
] as const;

export type ListenerSettingName = (typeof listenerSettingNames)[number];

export interface ClbRule {
  readonly id: string;
  readonly name: string;
  /** Absent: any host no other rule names. */
  readonly domain: string | undefined;
  /** Absent: every path of the domain that no other of its rules takes. */
  readonly url: string | undefined;
  readonly serverGroupId: string;
}

export interface ClbDomainExtension {
  readonly id: string;
  readonly domain: string;
  readonly certificateId: string;
}

export interface ClbServerGroup {
  readonly id: string;
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Sorted by address and port. */
  readonly backends: readonly ClbBackend[];
}

/** A pod behind a group: the network interface, the address on it, and the port. */
export interface ClbBackend {
  readonly serverId: string;
  readonly serverIp: string;
  readonly port: number;
  /** 0 to 100; 0 takes no new requests. */
  readonly weight: number;
  readonly type: 'eni' | 'eci' | 'ecs';
}

export interface ClbCertificate {
  readonly id: string;
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
}
