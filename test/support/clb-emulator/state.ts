import type { Answer } from './answer.ts';

/** What the emulated cloud holds. Plain data that tests may read, and change before the first call. */
export interface ClbState {
  readonly instances: Map<string, Instance>;
  readonly certificates: Map<string, Certificate>;
  /** Network interfaces of the ECS side, by id. */
  readonly interfaces: Map<string, NetworkInterface>;
  /** What client tokens stood for, and what was answered. */
  readonly tokens: Map<string, { readonly request: string; readonly answer: Answer }>;
}

export type ListenerProtocol = 'http' | 'https' | 'tcp' | 'udp';
export type ListenerStatus = 'running' | 'stopped' | 'starting' | 'configuring' | 'stopping';
export type Tags = Map<string, string>;

export interface Instance {
  readonly id: string;
  readonly region: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  name: string;
  status: 'active' | 'inactive' | 'locked';
  /** Empty: shared-performance; `slb.lcu.elastic` with `PayByCLCU`. */
  specification: string;
  instanceChargeType: 'PayBySpec' | 'PayByCLCU';
  internetChargeType: 'paybytraffic' | 'paybybandwidth';
  /** Mbit/s. */
  bandwidth: number;
  addressType: 'internet' | 'intranet';
  address: string;
  ipVersion: 'ipv4' | 'ipv6';
  networkType: 'classic' | 'vpc';
  vpcId: string;
  vswitchId: string;
  masterZoneId: string;
  slaveZoneId: string;
  resourceGroupId: string;
  deleteProtection: boolean;
  modificationProtection: boolean;
  modificationProtectionReason: string;
  readonly tags: Tags;
  listeners: Listener[];
  serverGroups: ServerGroup[];
  /** The default server group, for listeners without a group. */
  defaultBackends: Backend[];
  /** Rules and extensions of deleted listeners, where deletion does not cascade. */
  leftovers: Leftover[];
  /** Calls on this instance that are still to be refused as busy. */
  busyCalls: number;
}

export interface Listener {
  readonly port: number;
  readonly protocol: ListenerProtocol;
  /** `configuring` serves on if it did; `starting` and `stopping` do not serve. See {@link isServing}. */
  status: ListenerStatus;
  /** What `status` is, or comes to. */
  settledStatus: 'running' | 'stopped';
  description: string;
  readonly tags: Tags;
  /** Undefined: the default server group of the instance, on `backendServerPort`; or a forward. */
  serverGroupId: string | undefined;
  backendServerPort: number | undefined;
  /** For HTTPS: the certificate served without a match by server name. */
  certificateId: string | undefined;
  caCertificateId: string | undefined;
  /** For HTTP: every request is redirected to this HTTPS port. */
  forwardPort: number | undefined;
  /** Mbit/s; -1: no limit. */
  bandwidth: number;
  /** Everything else, defaults included, under the names of the API (`IdleTimeout`, `XForwardedFor_proto`). */
  settings: Record<string, string>;
  rules: Rule[];
  extensions: DomainExtension[];
}

export interface Rule {
  readonly id: string;
  name: string;
  readonly domain: string | undefined;
  readonly url: string | undefined;
  serverGroupId: string;
  /** Stickiness and health check of its own where `ListenerSync` is `off`. */
  settings: Record<string, string>;
}

export interface DomainExtension {
  readonly id: string;
  readonly domain: string;
  certificateId: string;
}

export interface Leftover {
  readonly port: number;
  readonly protocol: ListenerProtocol;
  readonly rules: Rule[];
  readonly extensions: DomainExtension[];
}

export interface ServerGroup {
  readonly id: string;
  name: string;
  readonly createdAt: number;
  readonly tags: Tags;
  /** In force: what traffic goes to and what is described. */
  backends: Backend[];
  /** Accepted and not yet in force; undefined when nothing is under way. */
  pendingBackends: Backend[] | undefined;
}

export interface Backend {
  readonly serverId: string;
  /** Empty for `ecs`. */
  readonly serverIp: string;
  readonly port: number;
  weight: number;
  readonly type: 'ecs' | 'eni' | 'eci';
  description: string;
}

export interface Certificate {
  readonly id: string;
  readonly region: string;
  readonly createdAt: number;
  name: string;
  readonly resourceGroupId: string;
  /** PEM, leaf first. */
  readonly certificate: string;
  /** PEM. Never given away by the API. */
  readonly key: string;
  readonly tags: Tags;
}

export interface NetworkInterface {
  readonly id: string;
  readonly region: string;
  readonly vpcId: string;
  /** The first is the primary one. */
  readonly addresses: readonly string[];
}

/** Whether the listener takes requests now, provided that its instance is active. */
export function isServing(listener: Listener): boolean {
  return (
    listener.status === 'running' ||
    (listener.status === 'configuring' && listener.settledStatus === 'running')
  );
}

export function createState(): ClbState {
  return { instances: new Map(), certificates: new Map(), interfaces: new Map(), tokens: new Map() };
}
